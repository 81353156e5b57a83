import type { Command, CommandContext } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { parseArguments } from './commands/parse-arguments.ts';
import { failedEntries } from './commands/report-entries.ts';
import { parseConfig } from './config.ts';
import { createContext } from './context.ts';
import type { Edge } from './edge.ts';
import { failureText, UsageError } from './errors.ts';
import { endReport } from './sync/engine.ts';
import {
  bounded,
  type Entry,
  failure,
  fromInstance,
  isFailure,
  type WarRoomResult,
} from './xsoar/entries.ts';
import { ExecutionMetrics } from './xsoar/execution-metrics.ts';
import type { Host } from './xsoar/host.ts';
import type { Invocation } from './xsoar/invocation.ts';
import { Log } from './xsoar/log.ts';
import { escapeMessage } from './xsoar/markdown.ts';
import { isAtLeast } from './xsoar/server-version.ts';

const TEST = 'test-module';
const FETCH = 'fetch-indicators';
/** The first server that knows execution metrics. */
const METRICS_VERSION = [6, 8] as const;

/**
 * Runs one command: finds it, checks what it was given, calls its handler and hands the entries to XSOAR.
 * Any failure becomes one error entry (for `test-module`, the text that the Test button shows).
 * @returns whether the command succeeded
 */
export async function dispatch(invocation: Invocation, host: Host, edge: Edge): Promise<boolean> {
  const log = new Log(host, invocation.isDebug || String(invocation.params.extensive_logs) === 'true');
  const metrics = new ExecutionMetrics();
  const answer = await run(invocation, host, edge, log, metrics);
  await log.flush();
  const more = invocation.command === TEST ? [] : await metricsEntries(host, metrics);
  const shown = isBuiltIn(invocation.command)
    ? answer.results
    : answer.results.map((result) => fromInstance(result, invocation.instance));
  await host.results([...shown.map(bounded), ...more]);
  return answer.succeeded;
}

interface Answer {
  results: WarRoomResult[];
  succeeded: boolean;
}

async function run(
  invocation: Invocation,
  host: Host,
  edge: Edge,
  log: Log,
  metrics: ExecutionMetrics,
): Promise<Answer> {
  let context: CommandContext | undefined;
  try {
    const command = findCommand(invocation.command);
    const args = parseArguments(command, invocation.args);
    const config = parseConfig(invocation.params, command.strictConfig ?? false);
    context = createContext(invocation, config, host, edge, log, metrics);
    const results = await command.run(args, context);
    await endKeptReport(context);
    return { results, succeeded: !results.some(isFailure) };
  } catch (thrown) {
    const text = failureText(thrown);
    log.error(`${invocation.command} failed: ${text}`);
    const shown = invocation.command === TEST ? text : failure(text, escapeMessage(text));
    await endKeptReport(context, thrown);
    // What was done before the failure is done, and told with it.
    const before = context === undefined || isBuiltIn(invocation.command) ? [] : failedEntries(context);
    return { results: [...before, shown], succeeded: false };
  }
}

/** A server that cannot say its version is not bothered with metrics. */
async function metricsEntries(host: Host, metrics: ExecutionMetrics): Promise<Entry[]> {
  const entries = metrics.entries();
  try {
    return entries.length > 0 && isAtLeast(await host.version(), METRICS_VERSION) ? entries : [];
  } catch {
    return [];
  }
}

/** A summary that a command has put into the state before it overwrote something says how it ended. */
async function endKeptReport(context: CommandContext | undefined, failure?: unknown): Promise<void> {
  if (context?.report.wasKept && context.invocation.command !== FETCH) {
    await endReport(context, failure === undefined ? 'done' : 'failed', failure);
  }
}

/** The platform calls these by itself: there is no War Room to tell anything. */
function isBuiltIn(name: string): boolean {
  return COMMANDS.some((command) => command.name === name && command.builtIn === true);
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
