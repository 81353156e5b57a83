import { describe, expect, it } from '@jest/globals';
import type { XdrFailure } from '../../src/errors.ts';
import { ExecutionMetrics } from '../../src/xsoar/execution-metrics.ts';

const TYPES: Readonly<Record<XdrFailure, string>> = {
  'rate-limited': 'QuotaError',
  unauthorized: 'AuthError',
  license: 'AuthError',
  forbidden: 'AuthError',
  server: 'ServiceError',
  unreachable: 'ConnectionError',
  proxy: 'ProxyError',
  certificate: 'SSLError',
  timeout: 'TimeoutError',
  'not-found': 'GeneralError',
  'not-offered': 'GeneralError',
  'too-large': 'GeneralError',
  refused: 'GeneralError',
  'unexpected-answer': 'GeneralError',
};

/** The counts in the entry that reports these calls. */
function reported(...failures: readonly (XdrFailure | undefined)[]): unknown {
  const metrics = new ExecutionMetrics();
  for (const failure of failures) {
    metrics.count(failure);
  }
  return metrics.entries()[0]?.APIExecutionMetrics;
}

describe('execution metrics', () => {
  it.each(Object.entries(TYPES) as [XdrFailure, string][])('call the failure %p a %s', (failure, Type) => {
    expect(reported(failure)).toEqual([{ Type, APICallsCount: 1 }]);
  });

  it('add up the calls that ended alike', () => {
    expect(reported(undefined, 'forbidden', undefined, 'license', 'timeout')).toEqual([
      { Type: 'Successful', APICallsCount: 2 },
      { Type: 'AuthError', APICallsCount: 2 },
      { Type: 'TimeoutError', APICallsCount: 1 },
    ]);
  });

  it('are an entry of type 19, with the sentence that the runtime library sends', () => {
    const metrics = new ExecutionMetrics();
    metrics.count(undefined);
    const sentence = 'Metrics reported successfully.';
    expect(metrics.entries()).toMatchObject([{ Type: 19, Contents: sentence, HumanReadable: sentence }]);
  });

  it('are no entry where XDR was not called', () => {
    expect(new ExecutionMetrics().entries()).toEqual([]);
  });
});
