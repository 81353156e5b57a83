import type { Command } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { parseArguments } from './commands/parse-arguments.ts';
import { parseConfig } from './config.ts';
import { createContext } from './context.ts';
import type { Edge } from './edge.ts';
import { IntegrationError, messageOf, UsageError } from './errors.ts';
import { failure, type WarRoomResult } from './xsoar/entries.ts';
import type { Host } from './xsoar/host.ts';
import type { Invocation } from './xsoar/invocation.ts';
import { Log } from './xsoar/log.ts';
import { escapeMarkdown } from './xsoar/markdown.ts';

/**
 * Runs one command: finds it, checks what it was given, calls its handler and hands the entries to XSOAR.
 * Any failure becomes one error entry (for `test-module`, the text that the Test button shows).
 * @returns whether the command succeeded
 */
export async function dispatch(invocation: Invocation, host: Host, edge: Edge): Promise<boolean> {
  const log = new Log(host, invocation.isDebug || String(invocation.params.extensive_logs) === 'true');
  try {
    const results = await run(invocation, host, edge, log);
    await log.flush();
    await host.results(results);
    return results.every((result) => typeof result === 'string' || result.Type !== 4);
  } catch (thrown) {
    const text = explain(thrown);
    log.error(`${invocation.command} failed: ${text}`);
    await log.flush();
    await host.results([invocation.command === 'test-module' ? text : failure(text, escapeLines(text))]);
    return false;
  }
}

async function run(invocation: Invocation, host: Host, edge: Edge, log: Log): Promise<WarRoomResult[]> {
  const command = findCommand(invocation.command);
  const args = parseArguments(command, invocation.args);
  const config = parseConfig(invocation.params, command.strictConfig ?? false);
  return await command.run(args, createContext(invocation, config, host, edge, log));
}

function findCommand(name: string): Command {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    throw new UsageError(`The command '${name}' does not exist.`, {
      advice: `The commands are ${COMMANDS.map((known) => known.name).join(', ')}.`,
    });
  }
  return command;
}

/** The one place that shapes what a user reads of a failure: what failed, then what to do. */
function explain(thrown: unknown): string {
  if (thrown instanceof IntegrationError) {
    return thrown.advice === '' ? thrown.message : `${thrown.message}\n${thrown.advice}`;
  }
  return `The integration failed unexpectedly: ${messageOf(thrown)}\nPlease report this, with the command that was run. Nothing was lost.`;
}

function escapeLines(text: string): string {
  return text.split('\n').map(escapeMarkdown).join('\n\n');
}
