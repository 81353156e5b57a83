import type { StoredIoc } from '../../sandbox/tenant/tenant.ts';
import type { StoredIndicator } from '../../sandbox/xsoar/stored-indicator.ts';
import { FIELDS, type Field, saidByXdr, saidByXsoar } from './fields.ts';
import type { Author } from './history.ts';
import { keyOf } from './same-value.ts';
import type { Sides } from './sides.ts';

/** A person changes an IOC in XDR's console. */
export function editIoc(sides: Sides, value: string, patch: Readonly<Record<string, string>>): void {
  const fields = FIELDS.filter((field) => Object.hasOwn(patch, field));
  const before = sides.tenant.get(value);
  if (before !== undefined && fields.length > 0) {
    noteIoc(sides, before, sides.tenant.edit(value, patch), fields, 'person');
  }
}

/** An IOC is hit so often that XDR disables it. */
export function hitIoc(sides: Sides, value: string): void {
  const before = sides.tenant.get(value);
  if (before?.status === 'ENABLED') {
    noteIoc(sides, before, sides.tenant.hit(value, 5_000), ['status'], 'XDR');
  }
}

/** A person adds an IOC in XDR's console. */
export function addIoc(sides: Sides, ioc: { value: string; type: string } & Record<string, string>): void {
  // What is not typed is the console's default, and nobody's opinion.
  const typed = FIELDS.filter((field) => Object.hasOwn(ioc, field));
  const made = sides.tenant.create(ioc);
  noteIoc(sides, undefined, made, typed, 'person');
  const said = saidByXdr(made);
  for (const field of FIELDS) {
    sides.history.allow('XDR', keyOf(made.value, made.type), field, said[field]);
  }
}

/** A person deletes an IOC in XDR's console. */
export function deleteIoc(sides: Sides, value: string): void {
  const known = sides.tenant.get(value);
  if (known !== undefined) {
    const key = keyOf(value, known.type);
    sides.tenant.remove(value);
    sides.history.forget('XDR', key);
    sides.deletedInXdr.set(key, sides.clock.now());
  }
}

/** Notes what somebody wrote to an IOC. */
export function noteIoc(
  sides: Sides,
  before: StoredIoc | undefined,
  ioc: StoredIoc,
  fields: readonly Field[],
  by: Author,
): void {
  const was = before === undefined ? undefined : saidByXdr(before);
  const said = saidByXdr(ioc);
  const { value } = ioc;
  const of = { at: sides.clock.now(), side: 'XDR', by, key: keyOf(value, ioc.type), value } as const;
  // "A field that says what sent(x) says is an echo: nobody changed it" (rule 1).
  for (const field of fields.filter((name) => (was?.[name] ?? '') !== said[name])) {
    sides.history.write({ ...of, field, was: was?.[field] ?? '', text: said[field] });
  }
  if (by === 'person' || by === 'XDR') {
    sides.ruleTimes.set(of.key, of.at);
  }
  if (fields.includes('status') && ioc.status === 'DISABLED') {
    sides.disabledBy.set(ioc.value, by);
  }
}

/** Notes in which fields a push changed an IOC; `get_changes` does not tell it. */
export function notePushed(sides: Sides, before: StoredIoc, ioc: StoredIoc, by: Author): void {
  const was = saidByXdr(before);
  const said = saidByXdr(ioc);
  const of = {
    at: sides.clock.now(),
    side: 'XDR',
    by,
    key: keyOf(ioc.value, ioc.type),
    value: ioc.value,
  } as const;
  for (const field of FIELDS.filter((name) => was[name] !== said[name])) {
    sides.history.write({ ...of, field, was: was[field], text: said[field] });
  }
}

/** Notes in which fields an indicator differs from what it was before somebody changed it. */
export function noteIndicator(
  sides: Sides,
  before: StoredIndicator | undefined,
  after: StoredIndicator,
  by: Author,
  named: readonly Field[] = [],
): void {
  const was = before === undefined ? undefined : saidByXsoar(before, sides.settings);
  const is = saidByXsoar(after, sides.settings);
  const { value } = after;
  const at = sides.clock.now();
  const of = { at, side: 'XSOAR', by, key: keyOf(value, after.indicator_type), value } as const;
  for (const field of FIELDS) {
    if (named.includes(field) || was?.[field] !== is[field]) {
      sides.history.write({ ...of, field, was: was?.[field] ?? '', text: is[field] });
    }
  }
  if (by === 'person' || by === 'feed') {
    sides.touched.set(of.key, at);
  }
}
