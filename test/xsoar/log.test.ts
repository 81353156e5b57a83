import { describe, expect, it } from '@jest/globals';
import { HostError } from '../../src/errors.ts';
import { Log } from '../../src/xsoar/log.ts';
import { fakeHost } from '../support/fake-host.ts';

describe('the log', () => {
  it('gathers lines of one level into one round trip', async () => {
    const host = fakeHost();
    const log = new Log(host, true);
    log.info('a');
    log.info('b');
    log.error('c');
    log.debug('d');
    await log.flush();
    await log.flush();
    expect(host.logged).toEqual(['info: a\nb', 'error: c', 'debug: d']);
  });

  it('keeps debug lines to itself unless debugging', async () => {
    const host = fakeHost();
    const log = new Log(host, false);
    log.debug('d');
    await log.flush();
    expect(host.logged).toEqual([]);
  });

  it('sends what was gathered before it grows', async () => {
    const host = fakeHost();
    const log = new Log(host, false);
    for (let line = 0; line < 5; line += 1) {
      log.info('x'.repeat(20_000));
    }
    await log.flush();
    expect(host.logged.length).toBeGreaterThan(1);
    expect(host.logged.join('').match(/x/g)).toHaveLength(100_000);
  });

  it('never fails a run', async () => {
    const host = fakeHost({
      log: async () => {
        throw new HostError('no');
      },
    });
    const log = new Log(host, false);
    log.info('a');
    await expect(log.flush()).resolves.toBeUndefined();
  });
});
