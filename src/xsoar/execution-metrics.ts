import type { XdrFailure } from '../errors.ts';
import { type Entry, EntryType } from './entries.ts';

/** How a call of XDR's API ended, in the words that the runtime library sends and the dashboard counts. */
type CallType =
  | 'Successful'
  | 'QuotaError'
  | 'AuthError'
  | 'ServiceError'
  | 'ConnectionError'
  | 'ProxyError'
  | 'SSLError'
  | 'TimeoutError'
  | 'GeneralError';

/** Each attempt counts by what it met, so there is no `RetryError` for all of them together. */
const TYPE_OF: Readonly<Record<XdrFailure, CallType>> = {
  unauthorized: 'AuthError',
  license: 'AuthError',
  forbidden: 'AuthError',
  'not-found': 'GeneralError',
  'not-offered': 'GeneralError',
  'too-large': 'GeneralError',
  'rate-limited': 'QuotaError',
  server: 'ServiceError',
  refused: 'GeneralError',
  'unexpected-answer': 'GeneralError',
  unreachable: 'ConnectionError',
  proxy: 'ProxyError',
  certificate: 'SSLError',
  timeout: 'TimeoutError',
};

/** Counts a run's calls of XDR's API for the platform's statistics. */
export class ExecutionMetrics {
  readonly #counts = new Map<CallType, number>();

  /** @param failure how the call failed; undefined for one that succeeded */
  count(failure: XdrFailure | undefined): void {
    const type = failure === undefined ? 'Successful' : TYPE_OF[failure];
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }

  /** The entry that reports them; none where XDR was not called. */
  entries(): Entry[] {
    if (this.#counts.size === 0) {
      return [];
    }
    return [
      {
        Type: EntryType.metrics,
        ContentsFormat: 'text',
        Contents: 'Metrics reported successfully.',
        HumanReadable: 'Metrics reported successfully.',
        IgnoreAutoExtract: true,
        APIExecutionMetrics: [...this.#counts].map(([Type, APICallsCount]) => ({ Type, APICallsCount })),
      },
    ];
  }
}
