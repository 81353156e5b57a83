import { describe, expect, it } from '@jest/globals';
import { complete } from '../../../sandbox/terminal/completion.ts';
import { VERBS } from '../../../sandbox/terminal/verbs/index.ts';
import { manifest } from './support.ts';

const offered = (line: string) => complete(line, manifest, VERBS)[0];

describe('Tab', () => {
  it('offers the commands of the manifest and the verbs', () => {
    expect(offered('xdr-iocs-ena')).toEqual(['xdr-iocs-enable ']);
    expect(offered('xs')).toEqual(['xsoar ']);
    expect(offered('')).toEqual(expect.arrayContaining(['fetch ', 'xdr-iocs-sync ']));
  });

  it('offers commands only after a !', () => {
    expect(offered('!xdr-iocs-pu')).toEqual(['!xdr-iocs-push ']);
    expect(offered('!fet')).toEqual([]);
  });

  it('offers the arguments that are not there yet, then their values', () => {
    expect(offered('!xdr-iocs-create-sync-file ')).toEqual(['zip=', 'set_time=']);
    expect(offered('!xdr-iocs-create-sync-file zip=true s')).toEqual(['set_time=']);
    expect(offered('!xdr-iocs-create-sync-file zip=t')).toEqual(['zip=true']);
  });

  it('offers parameters and their values after set', () => {
    expect(offered('set security')).toEqual(['security_level=']);
    expect(offered('set security_level=')).toEqual([
      'security_level=Auto',
      'security_level=Advanced',
      'security_level=Standard',
    ]);
    expect(offered('set proxy=')).toEqual(['proxy=true', 'proxy=false']);
  });

  it('offers second words, and the fields of an IOC', () => {
    expect(offered('xdr ')).toEqual(['list ', 'show ', 'edit ', 'add ', 'delete ', 'hit ']);
    expect(offered('xdr edit 192.0.2.1 sev')).toEqual(['severity=']);
    expect(offered('xdr edit 192.0.2.1 t')).toEqual([]);
    expect(offered('xdr add 192.0.2.1 type=I')).toEqual(['type=IP']);
  });

  it('offers the fields of an indicator, and what they may be', () => {
    expect(offered('xsoar ')).toEqual(
      ['list', 'show', 'add', 'edit', 'refresh', 'expire', 'delete'].map((word) => `${word} `),
    );
    expect(offered('xsoar add evil.example t')).toEqual(['type=']);
    expect(offered('xsoar add evil.example type=Dom')).toEqual(['type=Domain', 'type=DomainGlob']);
    expect(offered('xsoar edit 192.0.2.1 severity=low ')).toEqual([
      'reputation=',
      'comment=',
      'expiration=',
      'xdrstatus=',
      'tags=',
    ]);
    expect(offered('xsoar refresh 192.0.2.1 xdrstatus=d')).toEqual(['xdrstatus=disabled']);
  });

  it('offers what help explains', () => {
    expect(offered('help xdr-iocs-t')).toEqual(['xdr-iocs-to-keep-file']);
  });

  it('says which word it completes', () => {
    expect(complete('set proxy=t', manifest, [])[1]).toBe('proxy=t');
  });
});
