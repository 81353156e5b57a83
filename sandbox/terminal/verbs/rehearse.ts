import { describeOutcome } from '../../../src/outside/rehearsal/describe.ts';
import { toMarkdown } from '../../../src/outside/rehearsal/document.ts';
import { writeReport } from '../../../src/outside/rehearsal/write-report.ts';
import { watched } from '../room.ts';
import { alone } from './verb.ts';

/** `rehearse`: what a fetch would do. */
export const rehearse = alone(
  'rehearse',
  'Says what a fetch would send, hold back and change, and writes to no real side. --report keeps it.',
  async (room) => {
    const { world, screen, options } = room;
    const { report } = options;
    const { outcome, between } = await watched(
      room,
      async (common, listeners) => await world.rehearse(common, listeners),
    );
    screen.markdown(toMarkdown(describeOutcome(outcome, between)));
    if (report !== undefined) {
      await writeReport(report, outcome, between);
      screen.text(`The report is in ${report}.`, 'good');
    }
    return outcome.failure === undefined;
  },
);
