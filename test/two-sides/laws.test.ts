import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { perform } from './acts.ts';
import { notInStep } from './in-step.ts';
import type { Subject } from './pool.ts';
import { PLAIN } from './settings.ts';
import { createSides, type Sides } from './sides.ts';
import type { Act } from './steps.ts';
import { notTaken } from './taken.ts';
import { vanished } from './vanished.ts';
import { wrongWinners } from './winners.ts';

const POOL: readonly Subject[] = [
  { value: '198.51.100.1', type: 'IP', iocType: 'IP', inXdr: '198.51.100.1' },
];

let sides: Sides;
beforeEach(async () => {
  sides = await createSides(
    {
      marks: true,
      keepsStatus: true,
      skewMs: 0,
      indexLagMs: 0,
      publicApi: true,
      idOrder: 'text',
      feedReliability: 'C - Fairly reliable',
    },
    PLAIN,
  );
});
afterEach(async () => {
  await sides.close();
});

const act = (...acts: Act[]): void => {
  for (const one of acts) {
    perform(sides, POOL, one);
    sides.clock.advance(5_000);
  }
};
const kinds = (breaches: { kind: string }[]): string[] => breaches.map(({ kind }) => kind);

const ADDED: Act[] = [
  { do: 'add in XSOAR', who: 0, change: { severity: 'HIGH', comment: 'a feed' } },
  { do: 'add in XDR', who: 0, change: { severity: 'HIGH', comment: 'a feed' } },
];

it('two sides that say the same are in step', () => {
  act(...ADDED);
  expect(notInStep(sides)).toEqual([]);
});

it('an indicator that XDR does not hold is found', () => {
  act({ do: 'add in XSOAR', who: 0, change: {} });
  expect(kinds(notInStep(sides))).toEqual(['XDR does not hold an indicator']);
});

it('a field that differs is found', () => {
  act(...ADDED, { do: 'edit in XSOAR', who: 0, change: { severity: 'LOW' } });
  expect(kinds(notInStep(sides))).toEqual(['the two sides differ in severity']);
});

it('a person whose change in XDR never came to XSOAR is found', () => {
  act(...ADDED, { do: 'edit in XDR', who: 0, change: { comment: 'a person' } });
  expect(kinds(wrongWinners(sides))).toEqual(["a person's change in XDR of comment lost"]);
});

it('an IOC that a person made, and that never came to XSOAR, is found', () => {
  act({ do: 'add in XDR', who: 0, change: {} });
  expect(kinds(notTaken(sides))).toEqual(['XSOAR does not hold what a person made in XDR']);
});

it("a person's text that was written over is found", () => {
  act(...ADDED, { do: 'edit in XDR', who: 0, change: { comment: 'a person' } });
  sides.tenant.edit(POOL[0]?.value ?? '', { comment: 'a feed' });
  expect(kinds(vanished(sides))).toEqual(["a person's comment has vanished, and was told nowhere"]);
});

it("a person's text that was written over, and told, is in order", () => {
  act(...ADDED, { do: 'edit in XDR', who: 0, change: { comment: 'a person' } });
  sides.tenant.edit(POOL[0]?.value ?? '', { comment: 'a feed' });
  sides.history.tell('198.51.100.1: the comment "a person" was passed over for "a feed"');
  expect(vanished(sides)).toEqual([]);
});
