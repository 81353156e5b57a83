import { describe, expect, it } from '@jest/globals';
import { parse as parseJs } from 'acorn';
import { parse } from 'yaml';
import type { Playbook, Task } from '../../sandbox/pack/playbook.ts';
import { OWN_BRAND } from '../../src/indicators/echo.ts';
import {
  dashboards,
  fields,
  isLeft,
  layouts,
  manifest,
  outputPaths,
  playbooks,
  scripts,
  valuesOf,
  widgets,
} from './contents.ts';

/** They replace or write files of a whole set: nothing to be done without a person who watches. */
const NOT_FOR_PLAYBOOKS = [
  'xdr-iocs-sync',
  'xdr-iocs-retire',
  'xdr-iocs-set-sync-time',
  'xdr-iocs-create-sync-file',
  'xdr-iocs-to-keep-file',
];
const OWN_ID = /^(?:XDRIOC[A-Z]|Cortex XDR IOC |xdr-ioc-sync-|Cortex XDR IOC Sync$|indicator_xdrstatus$)/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const SMALL_WORDS = ['by', 'from', 'of', 'the', 'and', 'to'];

const named = playbooks.map((playbook) => [playbook.name, playbook] as const);
const tasksOf = (playbook: Playbook): Task[] => Object.values(playbook.tasks);

describe.each(named)('the playbook %s', (_name, playbook) => {
  it('reaches every task', () => {
    const reached = new Set<string>();
    const open = [playbook.starttaskid];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (reached.has(id)) continue;
      reached.add(id);
      open.push(...Object.values(playbook.tasks[id]?.nexttasks ?? {}).flat());
    }
    expect([...reached].sort()).toEqual(Object.keys(playbook.tasks).sort());
  });

  it('leads on from every branch of a condition, and from none of them', () => {
    for (const { type, conditions, nexttasks } of tasksOf(playbook)) {
      if (type !== 'condition') continue;
      const labels = [...conditions.map(({ label }) => label), '#default#'].sort();
      expect(Object.keys(nexttasks).sort()).toEqual(labels);
      expect(Object.values(nexttasks).every((next) => next.length > 0)).toBe(true);
    }
  });

  it('uses every input that it declares, and declares every one that it uses', () => {
    const used = new Set([...playbook.text.matchAll(/inputs\.(\w+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(playbook.inputs.map(({ key }) => key).sort());
  });

  it('names only what there is', () => {
    for (const task of tasksOf(playbook)) expect(unknownIn(task)).toEqual([]);
  });

  it('promises only outputs that something leaves', () => {
    expect(playbook.outputs.map(({ contextPath }) => contextPath).filter((path) => !isLeft(path))).toEqual(
      [],
    );
    expect(playbook.outputs.length).toBeGreaterThan(0);
  });

  it('reads only what something leaves', () => {
    const paths = [...playbook.text.matchAll(/\bXDRIOC(?:\.\w+)+/g)].map(([path]) => path);
    expect(paths.filter((path) => !isLeft(path))).toEqual([]);
  });

  it('names neither an instance nor the whole context', () => {
    expect(playbook.text).not.toMatch(/\busing\b|DeleteContext/);
  });

  it('is written as validators want it', () => {
    expect(playbook.id).toBe(playbook.name);
    expect(
      playbook.name.split(' ').filter((word) => /^[a-z]/.test(word) && !SMALL_WORDS.includes(word)),
    ).toEqual([]);
    const described = [playbook, ...(playbook.inputs as object[]), ...(playbook.outputs as object[])];
    for (const { description } of described as { description: string }[]) expect(description).toMatch(/\.$/);
    for (const { type, task } of tasksOf(playbook)) {
      expect(task.name.endsWith('?')).toBe(type === 'condition');
      if (type !== 'start') expect(task.name).toMatch(/^[A-Z]/);
    }
  });

  it('lays its tasks out one below the other, and none over another', () => {
    const places = new Map(tasksOf(playbook).map(({ id, view }) => [id, JSON.parse(String(view)).position]));
    const all = [...places.values()];
    for (const [at, { x, y }] of all.entries()) {
      for (const other of all.slice(at + 1)) {
        expect(Math.abs(x - other.x) >= 200 || Math.abs(y - other.y) >= 140).toBe(true);
      }
    }
    for (const { id, nexttasks } of tasksOf(playbook)) {
      for (const next of Object.values(nexttasks).flat()) {
        expect(places.get(next).y).toBeGreaterThan(places.get(id).y);
      }
    }
  });
});

function unknownIn({ task, scriptarguments }: Task): string[] {
  const given = Object.keys(scriptarguments);
  const { script, scriptName, playbookName } = task;
  if (playbookName !== undefined) {
    const inner = playbooks.find(({ name }) => name === playbookName);
    return inner === undefined
      ? [playbookName]
      : surplus(
          given,
          inner.inputs.map(({ key }) => key),
        );
  }
  if (scriptName !== undefined) {
    const known = scripts.find(({ id }) => id === scriptName);
    return known === undefined ? [scriptName] : surplus(given, known.arguments);
  }
  if (script === undefined || script.startsWith('Builtin|||')) return [];
  const [brand, name] = script.split('|||');
  const command = manifest.commands.find((one) => one.name === name);
  if (brand !== OWN_BRAND || task.brand !== OWN_BRAND || command === undefined) return [script];
  return surplus(
    given,
    command.arguments.map((one) => one.name),
  );
}

function surplus(given: readonly string[], known: readonly string[]): string[] {
  return given.filter((name) => !known.includes(name));
}

describe.each(scripts.map((script) => [script.id, script] as const))('the script %s', (_id, script) => {
  it('is ECMAScript 5', () => {
    expect(() =>
      parseJs(script.code, { ecmaVersion: 5, allowReturnOutsideFunction: true, sourceType: 'script' }),
    ).not.toThrow();
  });

  it('calls the commands of the integration with arguments that they have', () => {
    const ours = script.calls.filter(({ command }) => command.startsWith('xdr-'));
    const wrong = ours.filter(({ command, args }) => {
      const known = manifest.commands.find(({ name }) => name === command);
      return (
        known === undefined ||
        surplus(
          args,
          known.arguments.map(({ name }) => name),
        ).length > 0
      );
    });
    expect(wrong).toEqual([]);
  });

  it('reads only what the commands leave', () => {
    expect(script.reads.filter((path) => !isLeft(path))).toEqual([]);
    const known = (field: string) =>
      script.ownNames.has(field) ||
      script.reads.some((path) => outputPaths.some((one) => isField(one, path, field)));
    expect([...script.fields].filter((field) => !known(field))).toEqual([]);
  });

  it('reads only arguments that it declares, and each of them', () => {
    const own = script.code.slice(script.code.indexOf('function named('));
    const used = new Set([...own.matchAll(/\bargs\.(\w+)/g)].map(([, name]) => name));
    if (own.includes('indicatorValue()')) used.add('indicator');
    expect([...used].sort()).toEqual([...script.arguments].sort());
  });
});

function isField(output: string, path: string, field: string): boolean {
  return output === `${path}.${field}` || output.startsWith(`${path}.${field}.`);
}

describe('the pack', () => {
  it('uses every command of the integration, but for those that are not for playbooks', () => {
    const inTasks = playbooks.flatMap((playbook) =>
      tasksOf(playbook).flatMap(({ task }) => task.script?.split('|||')[1] ?? []),
    );
    const used = new Set([
      ...inTasks,
      ...scripts.flatMap(({ calls }) => calls.map(({ command }) => command)),
    ]);
    const unused = manifest.commands.map(({ name }) => name).filter((name) => !used.has(name));
    expect(unused.sort()).toEqual([...NOT_FOR_PLAYBOOKS].sort());
  });

  it('shows scripts and fields that it holds', () => {
    const ids = scripts.map(({ id }) => id);
    const shown = [
      ...widgets.filter(({ dataType }) => dataType === 'scripts').map(({ query }) => query),
      ...valuesOf(layouts, 'scriptId'),
      ...valuesOf(layouts, 'queryType').flatMap(() => valuesOf(layouts, 'query')),
    ];
    expect(shown.length).toBeGreaterThan(0);
    expect(shown.filter((id) => id !== '' && !ids.includes(String(id)))).toEqual([]);
    expect(dashboards.flatMap((one) => valuesOf(one, 'widget')).sort()).toEqual(
      widgets.map(({ id }) => id).sort(),
    );
  });

  it('uses every script', () => {
    const shown = JSON.stringify([widgets, layouts]);
    const idle = scripts.filter(
      ({ id }) =>
        !shown.includes(`"${id}"`) && !playbooks.some(({ text }) => text.includes(`scriptName: ${id}\n`)),
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
  });

  it('has ids of its own, each once', () => {
    const ids = [...playbooks, ...widgets, ...dashboards, ...layouts, ...fields, ...scripts].map(({ id }) =>
      String(id),
    );
    expect(ids.filter((id) => !OWN_ID.test(id))).toEqual([]);
    const kinds = [playbooks, widgets, dashboards, layouts, scripts];
    for (const kind of kinds) expect(new Set(kind.map(({ id }) => id)).size).toBe(kind.length);
    const uuids = playbooks.flatMap(({ text }) => valuesOf(parse(text), 'taskid'));
    expect(uuids.filter((uuid) => !UUID.test(String(uuid)))).toEqual([]);
    expect(new Set(uuids).size).toBe(uuids.length);
  });
});
