import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detect } from '../../../sandbox/files/detect.ts';
import { first, found, leftOut } from './support.ts';

describe('one value a line', () => {
  it('may be anything that an indicator can be; comments are none', () => {
    const text =
      '# From https://lists.example.com\nfoo--bar.com\r\nx.newtld\n_dmarc.evil.com # why\nmünchen.example\nxn--80ak6aa92e.xn--p1ai\n*.wild.com\n.squid.net\n192.0.2.7:8080\nevil.example:443\nexample.com/a.php?x=1&y=2\n192.0.2.5/x=1\nhttp://a.com/x,y\n2001:db8::/32\n';
    expect(found(text)).toEqual([
      'Domain foo--bar.com',
      'Domain x.newtld',
      'Domain _dmarc.evil.com',
      'Domain xn--mnchen-3ya.example',
      'Domain xn--80ak6aa92e.xn--p1ai',
      'DomainGlob *.wild.com',
      'Domain squid.net',
      'IP 192.0.2.7',
      'Domain evil.example',
      'URL example.com/a.php?x=1&y=2',
      'URL 192.0.2.5/x=1',
      'URL http://a.com/x,y',
      'IPv6CIDR 2001:db8::/32',
    ]);
  });

  it('keeps what stands behind a value as its comment', () => {
    expect(first('evil.example # seen twice\nb.example\n')?.comment).toBe('seen twice');
  });

  it('says which lines hold nothing', () => {
    const lines = Array.from({ length: 20 }, (_, index) => `h${index}.example`);
    const text = [...lines, 'setup.exe', 'hello world', 'localhost'].join('\n');
    expect(leftOut(text)).toEqual([
      'setup.exe: no indicator in this line',
      'hello world: no indicator in this line',
      'localhost: this machine, or no machine at all',
    ]);
  });

  it('loses no domain, however many there are', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
    const domain = fc
      .tuple(
        fc.array(label, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('com', 'newtld', 'onion', 'co', 'sh'),
      )
      .map(([labels, top]) => `${labels.join('.')}.${top}`);
    fc.assert(
      fc.property(fc.uniqueArray(domain, { minLength: 1, maxLength: 50 }), (domains) => {
        expect(found(domains.join('\n'))).toEqual(domains.map((value) => `Domain ${value}`));
      }),
    );
  });
});

describe('a hosts file', () => {
  it('gives the names that it blocks', () => {
    const text =
      '127.0.0.1 localhost localhost.localdomain\n::1 ip6-localhost\nff02::1 ip6-allnodes\n0.0.0.0 0.0.0.0\n255.255.255.255 broadcasthost\n# 1.2.3.4\n0.0.0.0 ads.example.com\n127.0.0.1 t.co # x\n0.0.0.0 a.example b.example\n192.0.2.9 intranet.example\n';
    expect(found(text)).toEqual([
      'Domain ads.example.com',
      'Domain t.co',
      'Domain a.example',
      'Domain b.example',
    ]);
    expect(leftOut(text)).toContain(
      'intranet.example 192.0.2.9: a name with an address of its own, not a blocked one',
    );
  });
});

describe('a list of an ad blocker', () => {
  it('gives the names that it blocks as a whole', () => {
    const text =
      '[Adblock Plus 2.0]\n! A list\n||ads.example^\n||evil.example^$all\n||third.example^$third-party\n@@||good.example^\n||cdn.example/ads.js\n||part.example^$domain=a.example\nsite.example##.banner\n||*.wild^\nplain.example\n';
    expect(found(text)).toEqual([
      'Domain ads.example',
      'Domain evil.example',
      'Domain third.example',
      'Domain plain.example',
    ]);
    expect(leftOut(text)).toEqual([
      '@@||good.example^: an exception from the list',
      '||cdn.example/ads.js: a rule for a part of a site, or for some sites only',
      '||part.example^$domain=a.example: a rule for a part of a site, or for some sites only',
      'site.example##.banner: a rule for a part of a site, or for some sites only',
      '||*.wild^: a rule for a part of a site, or for some sites only',
    ]);
  });
});

describe('a list of a resolver', () => {
  it.each([
    [
      'address=/a.example/0.0.0.0\naddress=/b.example/c.example/#\nlocal=/d.example/\nserver=/own.example/192.0.2.1\n',
      ['a.example', 'b.example', 'c.example', 'd.example'],
    ],
    [
      'server:\nlocal-zone: "a.example" always_nxdomain\nlocal-zone: "b.example." static\nlocal-data: "c.example A 0.0.0.0"\nlocal-zone: "own.example" transparent\nlocal-data: "own.example A 192.0.2.1"\n',
      ['a.example', 'b.example', 'c.example'],
    ],
    [
      '$TTL 300\n@ IN SOA localhost. root.localhost. 1 2 3 4 5\na.example CNAME .\n*.a.example CNAME .\nb.example 300 IN CNAME rpz-drop.\nown.example CNAME rpz-passthru.\n',
      ['a.example', 'a.example', 'b.example'],
    ],
  ])('gives the names that it blocks: %j', (text, names) => {
    expect([detect(text).name, found(text)]).toEqual([
      expect.stringContaining('a list of a resolver'),
      names.map((name) => `Domain ${name}`),
    ]);
    expect(leftOut(text).every((line) => line.startsWith('own.example'))).toBe(true);
  });
});
