import { HostError } from '../errors.ts';
import { HostGone } from './host.ts';

/**
 * What a call answers, or why XSOAR failed at it: asked for less, it may succeed.
 * @throws HostGone, and whatever else is no failure of XSOAR
 */
export async function attempt<T>(call: () => Promise<T>): Promise<T | HostError> {
  try {
    return await call();
  } catch (thrown) {
    if (thrown instanceof HostError && !(thrown instanceof HostGone)) {
      return thrown;
    }
    throw thrown;
  }
}
