import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { makeSandboxWorld } from '../../../sandbox/terminal/sandbox-world.ts';
import { start } from '../../../sandbox/terminal/start.ts';
import { fakeIo, manifest, temporaryFolder } from './support.ts';

async function warRoom(...words: string[]): Promise<{ code: number; output: string; errors: string }> {
  const io = fakeIo();
  const code = await start(words, io, {
    manifest,
    makeWorld: async (options) => await makeSandboxWorld(options, io),
  });
  return { code, output: io.output.text, errors: io.errors.text };
}

describe('a person in XSOAR', () => {
  it('adds an indicator, which fetch pushes', async () => {
    const { code, output } = await warRoom(
      '--empty',
      'xsoar add evil.example type=domain severity=critical reputation=Malicious comment="by hand" expiration=2099-01-31',
      'fetch',
      'xdr show evil.example',
    );
    expect(code).toBe(0);
    expect(output).toMatch(/type +Domain\nreputation +Bad\nseverity +Critical\n/);
    expect(output).toMatch(/severity +CRITICAL\nreputation +BAD\nexpiration +2099-01-31T00:00:00Z\n/);
    expect(output).toMatch(/comment +by hand\n/);
  });

  it('edits an indicator, and what was named is marked', async () => {
    const { code, output } = await warRoom(
      'xsoar edit 192.0.2.10 severity=low reputation=benign tags="a, b,a" xdrstatus=disabled expiration=never comment=seen',
    );
    expect(code).toBe(0);
    expect(output).toMatch(/Field +Value\n/);
    expect(output).toMatch(
      /reputation +Good\nseverity +Low\nstatus +active\nexpiration +never\ntags +a, b\n/,
    );
    expect(output).toMatch(/comments +Scans our VPN gateway\., seen\nxdrstatus +disabled\n/);
    expect(output).toMatch(
      /set by hand +reputation, sourceoriginalseverity, tags, xdrstatus, expirationdate\n/,
    );
  });

  it('keeps what was edited against a feed', async () => {
    const { output } = await warRoom(
      'xsoar edit 192.0.2.10 severity=low',
      'xsoar refresh 192.0.2.10 severity=critical reputation=suspicious tags=new',
    );
    const after = output.slice(output.indexOf('xsoar refresh'));
    expect(after).toMatch(/reputation +Suspicious\nseverity +Low\n/);
    expect(after).toMatch(/tags +scanner, new\n/);
  });

  it('lets an indicator expire', async () => {
    const { code, output } = await warRoom('xsoar expire 192.0.2.10');
    expect([code, output]).toEqual([0, expect.stringMatching(/status +expired\n/)]);
  });

  it('deletes an indicator', async () => {
    const { code, output } = await warRoom('xsoar delete 192.0.2.10', 'xsoar show 192.0.2.10');
    expect(output).toContain('XSOAR no longer holds 192.0.2.10.');
    expect([code, output]).toEqual([1, expect.stringContaining('XSOAR has no indicator 192.0.2.10.')]);
  });

  it('cannot add what is there', async () => {
    const { code, output } = await warRoom('xsoar add 192.0.2.10 type=ip');
    expect([code, output]).toEqual([1, expect.stringContaining('has the IP indicator "192.0.2.10" already')]);
  });

  it.each([
    'xsoar edit 9.9.9.9 severity=low',
    'xsoar refresh 9.9.9.9',
    'xsoar expire 9.9.9.9',
    'xsoar delete 9.9.9.9',
  ])('cannot change what is not there: %s', async (line) => {
    const { code, output } = await warRoom(line);
    expect([code, output]).toEqual([1, expect.stringContaining('XSOAR has no indicator 9.9.9.9.')]);
  });

  it('is remembered between starts', async () => {
    const path = join(temporaryFolder(), 'state.json');
    await warRoom('--state', path, 'xsoar edit 192.0.2.10 severity=low');
    const { output } = await warRoom('--state', path, 'xsoar refresh 192.0.2.10 severity=critical');
    expect(output).toMatch(/severity +Low\n/);
  });
});

describe('a feed', () => {
  it('refreshes an indicator without naming anything', async () => {
    const { code, output } = await warRoom('xsoar show 192.0.2.10', 'xsoar refresh 192.0.2.10');
    const [before, after] = [...output.matchAll(/tags +scanner\n[^>]*/g)].map(([rest]) =>
      rest.replace(/modified.*/, ''),
    );
    expect([code, after]).toEqual([0, before]);
  });
});

describe('a person in XDR', () => {
  it('deletes an IOC', async () => {
    const { code, output } = await warRoom('fetch', 'xdr delete 192.0.2.10', 'xdr show 192.0.2.10');
    expect(output).toContain('XDR no longer holds 192.0.2.10.');
    expect([code, output]).toEqual([1, expect.stringContaining('XDR has no IOC 192.0.2.10.')]);
  });

  it('cannot delete what is not there', async () => {
    const { code, output } = await warRoom('xdr delete 9.9.9.9');
    expect([code, output]).toEqual([1, expect.stringContaining('XDR has no IOC "9.9.9.9".')]);
  });
});

describe('a mistyped field of an IOC', () => {
  it.each([
    ['severty=low', 'Did you mean severity?'],
    ['constructor=x', 'Fields: severity, reputation, status, comment, expiration.'],
  ])('gets the nearest: %s', async (field, advice) => {
    const { code, output } = await warRoom('fetch', `xdr edit 192.0.2.10 ${field}`);
    expect([code, output]).toEqual([1, expect.stringContaining(advice)]);
  });
});

describe('what is typed wrong', () => {
  it.each([
    ['xsoar add 192.0.2.9', 'xsoar add is typed like this'],
    ['xsoar add 192.0.2.9 severity=low', 'Use one of IP, IPv6,'],
    ['xsoar add 192.0.2.9 type=ip tags=a', 'has no field "tags"'],
    ['xsoar add "" type=ip', 'An indicator has a value.'],
    ['xsoar edit 192.0.2.10', 'xsoar edit is typed like this'],
    [
      'xsoar edit 192.0.2.10 severity=bogus',
      'Use one of Informational, Low, Medium, High, Critical, Unknown.',
    ],
    [
      'xsoar edit 192.0.2.10 reputation=evil',
      'Use one of good, benign, suspicious, bad, malicious, unknown, none.',
    ],
    ['xsoar edit 192.0.2.10 xdrstatus=off', 'Use one of enabled, disabled.'],
    ['xsoar edit 192.0.2.10 expiration=soon', 'Use a date such as 2030-01-31'],
    ['xsoar edit 192.0.2.10 comment=', 'The comment is empty.'],
    ['xsoar edit 192.0.2.10 type=ip', 'has no field "type"'],
    ['xsoar edit 192.0.2.10 severty=low', 'Did you mean severity?'],
    ['xsoar add 192.0.2.9 type=ip reputaton=bad', 'Did you mean reputation?'],
    [
      'xsoar edit 192.0.2.10 constructor=x',
      'Fields: severity, reputation, comment, expiration, xdrstatus, tags.',
    ],
    ['xsoar edit 192.0.2.10 severity=low severity=high', "'severity' is given twice."],
    ['xsoar refresh', 'xsoar refresh is typed like this'],
    ['xsoar expire', 'xsoar expire is typed like this'],
    ['xsoar delete 192.0.2.10 192.0.2.77', 'xsoar delete is typed like this'],
    ['xdr delete', 'xdr delete is typed like this'],
  ])('is told before anything is done: %s', async (line, message) => {
    const { code, output, errors } = await warRoom('xsoar delete 192.0.2.10', line);
    expect([code, errors]).toEqual([2, expect.stringContaining(message)]);
    expect(output).not.toContain('no longer holds');
  });
});
