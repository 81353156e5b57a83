import { isRecord } from './json.ts';

/** `disabeld` is how the official pack's own field spells it. */
const DISABLED = /^\s*(?:disabled|disabeld)\s*$/i;
const ENABLED = /^\s*enabled\s*$/i;

/** What both sides should be, as an indicator's field `xdrstatus` says it; undefined where it does not. */
export function xdrStatus(customFields: unknown): 'ENABLED' | 'DISABLED' | undefined {
  const status = isRecord(customFields) ? customFields.xdrstatus : undefined;
  if (typeof status !== 'string') {
    return undefined;
  }
  if (DISABLED.test(status)) {
    return 'DISABLED';
  }
  return ENABLED.test(status) ? 'ENABLED' : undefined;
}
