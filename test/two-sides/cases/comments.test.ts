import { afterEach, describe, expect, it } from '@jest/globals';
import { type Played, play } from './played.ts';

let world: Played;
afterEach(async () => {
  await world.close();
});

const VALUE = '192.0.2.10';

describe('case 1: the link beside the comment, and two edits of the severity in XDR', () => {
  const start = async (): Promise<void> => {
    world = await play({ xsoar_comments_field: 'indicator_link,comments' });
    await world.fetch();
    world.tenant.edit(VALUE, { severity: 'low' });
    await world.fetch(2);
    world.tenant.edit(VALUE, { severity: 'high' });
    await world.fetch(2);
  };

  it('leave the comment in XDR as it was sent', async () => {
    await start();
    const link = `${world.xsoar.serverUrl}/indicator/${world.held(VALUE).id}`;
    expect(world.tenant.get(VALUE)?.comment).toBe(`Scans our VPN gateway., ${link}`);
  });

  it('write no comment to XSOAR', async () => {
    await start();
    expect(world.comments(VALUE)).toEqual(['Scans our VPN gateway.']);
  });

  it('bring the severity back', async () => {
    await start();
    expect(world.custom(VALUE, 'sourceoriginalseverity')).toMatch(/^high$/i);
  });
});

it('case 2: an edit of the severity in XDR leaves the first of two comment fields alone', async () => {
  world = await play({ xsoar_comments_field: 'description,actor' });
  world.xsoar.indicators.refresh(VALUE, { CustomFields: { description: 'Scanner', actor: 'APT0' } });
  await world.fetch(2);
  world.tenant.edit(VALUE, { severity: 'low' });
  await world.fetch(2);
  world.tenant.edit(VALUE, { severity: 'medium' });
  await world.fetch(2);
  expect(world.custom(VALUE, 'description')).toBe('Scanner');
});

it('case 3: an edit in XDR leaves a comment field that is a list a list', async () => {
  world = await play({ xsoar_comments_field: 'aliases' });
  world.xsoar.indicators.refresh(VALUE, { CustomFields: { aliases: ['a', 'b'] } });
  await world.fetch(2);
  world.tenant.edit(VALUE, { severity: 'low' });
  await world.fetch(2);
  expect(world.custom(VALUE, 'aliases')).toEqual(['a', 'b']);
});

it("case 4: an override of the severity is not written over the analysts' own", async () => {
  world = await play({ override_severity: true, severity: 'high' });
  await world.fetch();
  world.tenant.edit('198.51.100.4', { comment: 'seen' });
  await world.fetch();
  expect(world.custom('198.51.100.4', 'sourceoriginalseverity')).toBe('Medium');
});
