import { describe, expect, it } from '@jest/globals';
import { Parameters } from '../../../sandbox/terminal/params.ts';
import { manifest } from './support.ts';

const given = {
  url: 'http://127.0.0.1:1',
  apikey_creds: { identifier: '', password: 'top-secret' },
};
const fresh = () => new Parameters(manifest, given);

describe("the instance's parameters", () => {
  it("are the manifest's defaults and what the sandbox sets", () => {
    expect(fresh().values()).toMatchObject({
      ...given,
      feed: true,
      insecure: false,
      query: 'reputation:Bad and (type:File or type:Domain or type:IP)',
      xsoar_comments_field: ['comments'],
    });
    expect(fresh().values()).not.toHaveProperty('tlp_color');
  });

  it('are understood by their type', () => {
    const parameters = fresh();
    parameters.set('autoSync', 'No');
    parameters.set('xsoar_comments_field', 'comments, indicator_link');
    parameters.set('apikey_creds', 'other');
    parameters.set('severity', 'bogus');
    expect(parameters.values()).toMatchObject({
      autoSync: false,
      xsoar_comments_field: ['comments', 'indicator_link'],
      apikey_creds: { identifier: '', password: 'other' },
      severity: 'bogus',
    });
    parameters.set('xsoar_comments_field', '["a", "b"]');
    expect(parameters.values().xsoar_comments_field).toEqual(['a', 'b']);
  });

  it('of yes or no take nothing else', () => {
    expect(() => fresh().set('autoSync', 'maybe')).toThrow(
      "The parameter 'autoSync' is true or false, not 'maybe'.",
    );
  });

  it.each([
    ['autosink', 'Did you mean autoSync?'],
    ['Sync Query', 'Its name is query.'],
    ['zzzzzzzzzzzz', 'params lists them.'],
  ])('do not include %s, and say what is near', (name, advice) => {
    expect(() => fresh().set(name, 'x')).toThrow(expect.objectContaining({ advice }));
  });

  it('show secrets as dots', () => {
    const text = JSON.stringify(fresh().rows());
    expect(text).not.toContain('top-secret');
    expect(fresh().rows()).toContainEqual(['apikey_creds', 'API Key', '••••••••']);
  });

  it('are kept between starts, but never a secret or the address', () => {
    const parameters = fresh();
    parameters.set('apikey_creds', 'other');
    parameters.set('url', 'http://other');
    parameters.set('severity', 'low');
    expect(parameters.keepable()).toEqual({ severity: 'low' });
    const next = fresh();
    next.takeBack({ ...parameters.keepable(), apikey_creds: 'x', gone: 1 });
    expect(next.values()).toMatchObject({ severity: 'low', apikey_creds: given.apikey_creds });
  });
});
