import { isRecord } from '../indicators/json.ts';
import type { Engine } from '../sync/engine.ts';
import { findNamed } from '../sync/find.ts';
import type { WarRoomResult } from '../xsoar/entries.ts';
import type { Invocation } from '../xsoar/invocation.ts';
import type { RestFile } from '../xsoar/rest-file.ts';
import { type Arguments, settleArguments, type ValuesOf } from './arguments.ts';
import type { Output } from './outputs.ts';

/** What a handler needs: the engine's parts, and what XSOAR said of this run. */
export interface CommandContext extends Engine {
  invocation: Invocation;
  /** The indicators that did not reach XDR and are too many for an entry. */
  moreRefused: RestFile;
  /** What else became of indicators, and is too much for an entry. */
  rest: RestFile;
}

/** A command is data: what the manifest says of it, and its handler. */
export interface Command {
  name: string;
  description: string;
  deprecated?: true;
  /** True for what the platform calls by itself: the manifest does not list it. */
  builtIn?: true;
  /** True where the instance's parameters are judged, not only used. */
  strictConfig?: true;
  /** True for what changes or removes much: the platform marks it *Potentially harmful*. */
  harmful?: true;
  arguments: Arguments;
  /** What it leaves in the context. */
  outputs: readonly Output[];
  /** Lines for the sandbox that end with an example of it; the page of all commands shows what came of the last one. */
  example?: readonly string[];
  run(args: Readonly<Record<string, unknown>>, context: CommandContext): Promise<WarRoomResult[]>;
}

interface Definition<A extends Arguments> extends Omit<Command, 'arguments' | 'run'> {
  arguments: A;
  run(args: ValuesOf<A>, context: CommandContext): Promise<WarRoomResult[]>;
}

/** Ties a handler's argument types to its argument table. */
export function defineCommand<const A extends Arguments>(definition: Definition<A>): Command {
  const { run, ...rest } = definition;
  return {
    ...rest,
    run: async (args, context) => {
      const settled = await settleArguments(args, async (values) => await spellingsIn(context, values));
      // The dispatcher parses the arguments with exactly this table before it calls.
      return await run(settled as ValuesOf<A>, context);
    },
  };
}

/** How XSOAR spells the values that it holds. */
async function spellingsIn(
  context: CommandContext,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const spellings = new Map<string, string>();
  for (const [value, indicators] of await findNamed(context, values, ['id', 'value', 'indicator_type'])) {
    const held = indicators.filter(isRecord).map((x) => String(x.value));
    spellings.set(value, held.includes(value) ? value : (held[0] ?? value));
  }
  return spellings;
}
