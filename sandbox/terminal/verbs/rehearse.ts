import { describeOutcome } from '../../../src/outside/rehearsal/describe.ts';
import { toMarkdown } from '../../../src/outside/rehearsal/document.ts';
import { writeReport } from '../../../src/outside/rehearsal/write-report.ts';
import { Progress } from '../progress.ts';
import { takes, type Verb } from './verb.ts';

/** `rehearse`: what a fetch would do. */
export const rehearse: Verb = {
  name: 'rehearse',
  usage: '',
  summary:
    'Says what a fetch would send, hold back and change, and writes to no real side. --report keeps it.',
  check: takes(0, 0),
  run: async (_words, { world, parameters, screen, io, debug, report, stop, interrupted }) => {
    const progress = new Progress(io);
    const quiet = AbortSignal.any([interrupted, stop.signal]);
    quiet.addEventListener('abort', () => progress.end(), { once: true });
    try {
      const { outcome, between } = await world.rehearse(
        { params: parameters.values(), isDebug: debug, stop: stop.signal },
        {
          onResults: () => undefined,
          onPage: (page) => {
            if (!quiet.aborted) progress.page(page);
          },
          onLog: (level, text) => {
            if (debug) screen.debug(level, text);
          },
        },
      );
      progress.end();
      screen.markdown(toMarkdown(describeOutcome(outcome, between)));
      if (report !== undefined) {
        await writeReport(report, outcome, between);
        screen.text(`The report is in ${report}.`, 'good');
      }
      return outcome.failure === undefined;
    } finally {
      progress.end();
    }
  },
};
