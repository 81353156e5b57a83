import { describe, expect, it } from '@jest/globals';
import { parseInvocation } from '../../src/xsoar/invocation.ts';

describe('parseInvocation', () => {
  it('reads what is to be run', () => {
    const line = {
      command: 'xdr-iocs-push',
      params: { url: 'x' },
      args: { indicator: 'a' },
      investigationId: '12',
      workingDirectory: '.',
      isDebug: true,
      brand: 'Cortex XDR - IOC Sync',
      instance: 'tenant 1',
    };
    expect(parseInvocation(line)).toEqual(line);
  });

  it('takes what is missing for empty', () => {
    expect(parseInvocation({ command: 'c', params: null, workingDirectory: '.' })).toEqual({
      command: 'c',
      params: {},
      args: {},
      investigationId: '',
      workingDirectory: '.',
      isDebug: false,
      brand: '',
      instance: '',
    });
  });

  it('reads how long the run may take', () => {
    const line = { command: 'c', workingDirectory: '.', timeoutDuration: '180000000000', runDuration: '5' };
    expect(parseInvocation(line).limitSeconds).toBe(180);
  });

  it.each([null, 'x', [], {}, { command: 5, workingDirectory: '.' }])('refuses %p', (line) => {
    expect(() => parseInvocation(line)).toThrow('XSOAR did not say what to run.');
  });
});
