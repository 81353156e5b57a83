import { dispatch } from '../dispatch.ts';
import type { Edge } from '../edge.ts';
import { parseState } from '../sync/memory/state.ts';
import { type Entry, isFailure, type WarRoomResult } from '../xsoar/entries.ts';
import type { Host } from '../xsoar/host.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import type { ContextStore } from './context-store.ts';
import { type Ledger, ledgerLine } from './ledger.ts';
import { asOutside, number } from './wording.ts';

/** What one run of a command works with. */
export interface Once {
  invocation: Invocation;
  makeHost: (onResults: (results: readonly WarRoomResult[]) => void) => Host;
  edge: Edge;
  ledger: Ledger;
  context: ContextStore;
}

/** How one run ended, in one line. */
export interface Ended {
  succeeded: boolean;
  line: string;
}

/** Runs one fetch, and says in one line what came of it. */
export async function runOnce({ invocation, makeHost, edge, ledger, context }: Once): Promise<Ended> {
  const results: WarRoomResult[] = [];
  const began = edge.clock.now();
  const succeeded = await dispatch(
    invocation,
    makeHost((given) => results.push(...given)),
    edge,
  );
  const seconds = ((edge.clock.now() - began) / 1000).toFixed(1);
  const stopped = edge.stop?.aborted === true ? ' It was told to stop; the next run goes on from there.' : '';
  const what = succeeded ? `done in ${seconds} s: ${await doneLine(ledger, context)}` : failureOf(results);
  const verb = succeeded ? '' : `failed after ${seconds} s: `;
  return { succeeded, line: `${new Date(began).toISOString()} ${verb}${what}${stopped}` };
}

async function doneLine(ledger: Ledger, context: ContextStore): Promise<string> {
  const { lastRun } = parseState(((await context.read()) as { context: unknown }).context);
  const { rejected = 0, refused = 0, heldBack = 0 } = lastRun?.counts ?? {};
  const rest = [
    rejected > 0 ? `${number(rejected)} rejected` : '',
    refused > 0 ? `${number(refused)} refused by XDR` : '',
    heldBack > 0 ? `${number(heldBack)} held back` : '',
  ].filter((part) => part !== '');
  return `${[ledgerLine(ledger, true), ...rest].join('; ')}.`;
}

/** What the run said of its failure. */
function failureOf(results: readonly WarRoomResult[]): string {
  const texts = results
    .filter((result): result is Entry | string => typeof result === 'string' || isFailure(result))
    .map((result) => (typeof result === 'string' ? result : String(result.Contents)));
  return asOutside(texts.join(' ').replace(/\s+/g, ' '));
}
