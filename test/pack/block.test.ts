import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPackWorld, type PackWorld } from './support.ts';

let world: PackWorld;
beforeEach(async () => {
  world = await createPackWorld();
});
afterEach(async () => {
  await world.close();
});

describe('Block Indicators', () => {
  it('creates what XSOAR lacks, and it arrives', async () => {
    const { outputs, text } = await world.play('Block Indicators', {
      Indicators: ['192.0.2.10', 'evil.example'],
    });
    console.log(text, outputs);
    expect(outputs).toMatchObject({
      'XDRIOC.Check.Whole': true,
      'XDRIOC.Check.Arrived': 2,
      'XDRIOC.Check.Refused': 0,
    });
    expect(world.xsoar.indicators.get('evil.example')).toMatchObject({ indicator_type: 'Domain', score: 3 });
    expect(world.tenant.get('evil.example')).toMatchObject({ status: 'ENABLED' });
  });
});
