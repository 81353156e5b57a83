import { describe, expect, it } from '@jest/globals';
import { TenantClock } from '../../src/xdr/tenant-clock.ts';
import { FakeClock } from '../support/fake-clock.ts';

describe('the tenant clock', () => {
  it.each([-600_000, 600_000])('follows a tenant whose clock is %d ms off', (off) => {
    const clock = new FakeClock();
    const tenant = new TenantClock(clock);
    tenant.observe(new Date(clock.now() + off).toUTCString());
    expect(tenant.offset).toBe(off);
    clock.advance(5000);
    expect(tenant.now()).toBe(clock.now() + off);
  });

  it('takes what is below the resolution of the header for agreement', () => {
    const clock = new FakeClock();
    clock.advance(700);
    const tenant = new TenantClock(clock);
    tenant.observe(new Date(clock.now()).toUTCString());
    expect(tenant.now()).toBe(clock.now());
  });

  it('does not take the time that an answer took for a difference of the clocks', () => {
    const clock = new FakeClock();
    const tenant = new TenantClock(clock);
    const sentAt = clock.now();
    const header = new Date(sentAt).toUTCString();
    clock.advance(12_000);
    tenant.observe(header, sentAt);
    expect(tenant.offset).toBe(0);
    tenant.observe(header);
    expect(tenant.offset).toBe(-12_000);
  });

  it.each([undefined, null, 12, '', 'yesterday'])('learns nothing from %p', (header) => {
    const clock = new FakeClock();
    const tenant = new TenantClock(clock);
    tenant.observe(header);
    expect(tenant.offset).toBe(0);
  });
});
