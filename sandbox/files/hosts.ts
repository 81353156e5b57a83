import { leaveOut } from './found.ts';
import type { LineList } from './line-list.ts';
import * as because from './reasons.ts';
import { readKind } from './typed.ts';
import { address, LOCAL } from './value.ts';

const LINE = /^\s*([0-9a-f.:]{2,45}(?:%\w{1,20})?)\s+(\S.*)$/i;

/** A hosts file: names that are sent to this machine, or to none. */
export const hosts: LineList = {
  name: 'a hosts file',
  isLine: (line) => isBlocked(LINE.exec(line)?.[1]),
  readLine: (line) => {
    const [, target, rest = ''] = LINE.exec(line) ?? [];
    if (target === undefined || address(target) === undefined) {
      return undefined;
    }
    const names = rest.replace(/#.*$/, '').trim().split(/\s+/);
    return names
      .filter((name) => name !== '')
      .map((name) =>
        isBlocked(target) ? readKind('domain', name) : leaveOut(`${name} ${target}`, because.OWN_ADDRESS),
      );
  },
};

/** Whether a list sends there what it blocks. */
export function isBlocked(target: string | undefined): boolean {
  return target !== undefined && address(target) === LOCAL;
}
