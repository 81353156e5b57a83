import type { Sequence } from './sequence.ts';
import type { Step } from './steps.ts';

/** The shortest sequence that still fails and that is found by leaving out steps, and what happens during runs. */
export async function shrink(
  sequence: Sequence,
  fails: (sequence: Sequence) => Promise<boolean>,
): Promise<Sequence> {
  let smallest = sequence;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of smaller(smallest)) {
      if (await fails(candidate)) {
        smallest = candidate;
        isSmaller = true;
        break;
      }
    }
  }
  return smallest;
}

function* smaller(sequence: Sequence): Generator<Sequence> {
  const { steps } = sequence;
  // The first run begins the sync: without it there is nothing to keep in step.
  const first = steps.findIndex((step) => step.do === 'run');
  for (const length of [4, 2, 1]) {
    for (let at = steps.length - length; at >= 0; at -= 1) {
      if (first < at || first >= at + length) {
        yield { ...sequence, steps: [...steps.slice(0, at), ...steps.slice(at + length)] };
      }
    }
  }
  for (const [at, step] of steps.entries()) {
    for (const simpler of simplerSteps(step)) {
      yield { ...sequence, steps: [...steps.slice(0, at), simpler, ...steps.slice(at + 1)] };
    }
  }
  const { platform } = sequence;
  if (platform.indexLagMs > 0) {
    yield { ...sequence, platform: { ...platform, indexLagMs: 0 } };
  }
  if (platform.skewMs !== 0) {
    yield { ...sequence, platform: { ...platform, skewMs: 0 } };
  }
}

function* simplerSteps(step: Step): Generator<Step> {
  if (step.do === 'run') {
    for (const at of step.during.keys()) {
      yield { ...step, during: step.during.filter((_event, place) => place !== at) };
    }
    if (step.slow > 0) {
      yield { ...step, slow: 0 };
    }
  } else if ('change' in step) {
    const entries = Object.entries(step.change);
    for (const [left] of entries) {
      yield { ...step, change: Object.fromEntries(entries.filter(([name]) => name !== left)) };
    }
  }
}
