import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import * as z from 'zod';
import { COMMANDS } from '../src/commands/index.ts';
import { type Config, parameterShapes, parseConfig } from '../src/config.ts';
import type { ConfigurationError } from '../src/errors.ts';
import { OWN_BRAND } from '../src/indicators/echo.ts';
import { VERSION } from '../src/version.ts';

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');

const parameterSchema = z.object({
  name: z.string(),
  display: z.string(),
  type: z.int(),
  required: z.boolean(),
  section: z.enum(['Connect', 'Collect']),
  hidden: z.boolean().default(false),
  defaultvalue: z.string().optional(),
  options: z.array(z.string()).optional(),
  displaypassword: z.string().optional(),
  hiddenusername: z.boolean().optional(),
  additionalinfo: z.string().optional(),
  advanced: z.boolean().optional(),
});
const manifestSchema = z.object({
  commonfields: z.object({ id: z.string(), version: z.literal(-1) }),
  name: z.string(),
  display: z.string(),
  category: z.string(),
  sectionorder: z.array(z.string()),
  configuration: z.array(z.strictObject(parameterSchema.shape)),
  script: z.object({
    type: z.string(),
    subtype: z.string(),
    dockerimage: z.string(),
    feed: z.boolean(),
    resetContext: z.boolean(),
    commands: z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        deprecated: z.boolean().default(false),
        execution: z.boolean().default(false),
        outputs: z
          .array(z.strictObject({ contextPath: z.string(), type: z.string(), description: z.string() }))
          .default([]),
        arguments: z.array(
          z.strictObject({
            name: z.string(),
            description: z.string(),
            required: z.boolean(),
            default: z.boolean().optional(),
            isArray: z.boolean().default(false),
            defaultValue: z.string().optional(),
            auto: z.literal('PREDEFINED').optional(),
            predefined: z.array(z.string()).optional(),
          }),
        ),
      }),
    ),
  }),
  autoUpdateDockerImage: z.boolean(),
  fromversion: z.string(),
});

const manifest = manifestSchema.parse(parse(read('integration.yml')));
const parameters = new Map(manifest.configuration.map((parameter) => [parameter.name, parameter]));

/** The rows of the table of parameters; cells without their backticks. */
function tableOf(header: string): string[][] {
  const lines = read('docs/configuration.md').split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${header} |`));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) =>
    line
      .slice(1, line.lastIndexOf('|'))
      .split('|')
      .map((cell) => cell.trim().replace(/`/g, '')),
  );
}

describe('the manifest', () => {
  it('is an integration of its own, beside the official one', () => {
    expect(manifest.commonfields.id).toBe('Cortex XDR - IOC Sync');
    expect(manifest.name).toBe('Cortex XDR - IOC Sync');
    expect(manifest.display).toBe('Cortex XDR - IOC Sync');
    expect(OWN_BRAND).toBe(manifest.commonfields.id);
    expect(manifest.category).toBe('Data Enrichment & Threat Intelligence');
    expect(manifest.sectionorder).toEqual(['Connect', 'Collect']);
    expect(manifest.script).toMatchObject({
      type: 'python',
      subtype: 'python3',
      dockerimage: 'demisto/cyberchef:1.0.0.11473180',
      feed: true,
      resetContext: true,
    });
    expect(manifest.autoUpdateDockerImage).toBe(false);
    expect(manifest.fromversion).toBe('6.6.0');
  });

  it('has the parameters under the names that instances have saved', () => {
    expect([...parameters.keys()].sort()).toEqual(
      [
        'url',
        'apikey_id_creds',
        'apikey_creds',
        'apikey_id',
        'apikey',
        'feed',
        'autoSync',
        'severity',
        'override_severity',
        'feedTags',
        'tag',
        'query',
        'insecure',
        'proxy',
        'feedReputation',
        'feedReliability',
        'tlp_color',
        'feedExpirationPolicy',
        'feedExpirationInterval',
        'feedIncremental',
        'feedFetchInterval',
        'xsoar_severity_field',
        'xsoar_comments_field',
        'comments_as_tags',
        'exclude_private',
        'feedBypassExclusionList',
        'extensive_logs',
        'security_level',
        'max_run_seconds',
        'retire_action',
        'retire_query',
        'retire_limit',
      ].sort(),
    );
  });

  it('keeps the key out of sight', () => {
    for (const name of ['apikey_id_creds', 'apikey_creds']) {
      expect(parameters.get(name)).toMatchObject({ type: 9, hiddenusername: true });
    }
    for (const name of ['apikey_id', 'apikey']) {
      expect(parameters.get(name)).toMatchObject({ type: 4, hidden: true });
    }
    expect(parameters.get('feedIncremental')).toMatchObject({ hidden: true, defaultvalue: 'true' });
  });

  it('offers the choices that there are', () => {
    expect(parameters.get('tlp_color')?.options).toEqual(['RED', 'AMBER+STRICT', 'AMBER', 'GREEN', 'CLEAR']);
    expect(parameters.get('security_level')?.options).toEqual(['Auto', 'Advanced', 'Standard']);
    expect(parameters.get('xsoar_comments_field')).toMatchObject({
      type: 16,
      options: ['indicator_link', 'comments'],
    });
  });

  it('leaves the label of the expiration policy to the platform', () => {
    expect(parameters.get('feedExpirationPolicy')).toMatchObject({ type: 17, display: '' });
  });

  it('says in the standard sentences of feeds what the platform does with its parameters', () => {
    expect(parameters.get('feedReputation')?.additionalinfo).toContain(
      'Indicators from this integration instance will be marked with this reputation',
    );
    expect(parameters.get('feedReliability')?.additionalinfo).toContain(
      'Reliability of the source providing the intelligence data',
    );
    expect(parameters.get('feedBypassExclusionList')?.additionalinfo).toContain(
      'When selected, the exclusion list is ignored for indicators from this feed.',
    );
  });

  it('puts what few touch under the advanced settings', () => {
    const plain = manifest.configuration.filter(({ advanced, hidden }) => !advanced && !hidden);
    expect(plain.map(({ name }) => name).sort()).toEqual(
      [
        'url',
        'apikey_id_creds',
        'apikey_creds',
        'feed',
        'autoSync',
        'severity',
        'override_severity',
        'feedTags',
        'query',
        'feedReliability',
        'feedFetchInterval',
        'retire_action',
      ].sort(),
    );
  });

  it('never requires a boolean', () => {
    for (const { name, type, required } of parameters.values()) {
      expect([name, type === 8 && required]).toEqual([name, false]);
    }
  });
});

/** What a new instance is like, as the manifest fills it in; `without` a parameter that was never saved. */
function configOfNew(without?: string): Config {
  const saved = manifest.configuration.filter(({ name }) => name !== without);
  const key = { password: 'k' };
  return parseConfig({
    ...Object.fromEntries(saved.map(({ name, defaultvalue }) => [name, defaultvalue])),
    url: 'https://x.example',
    apikey_creds: key,
    apikey_id_creds: key,
  });
}

describe('the parameters', () => {
  const platformOnly = [
    'feedReputation',
    'feedReliability',
    'feedExpirationPolicy',
    'feedExpirationInterval',
    'feedIncremental',
    'feedBypassExclusionList',
  ];

  it('that the code reads are those of the manifest, but for what only the platform reads', () => {
    const read = Object.keys(parameterShapes).sort();
    const offered = [...parameters.keys()].filter((name) => !platformOnly.includes(name)).sort();
    expect(read).toEqual(offered);
  });

  it('have the same defaults in the code as in the manifest', () => {
    for (const [name, shape] of Object.entries(parameterShapes)) {
      const fallback = parameters.get(name)?.defaultvalue;
      if (fallback !== undefined && !['feedTags', 'retire_action', 'autoSync'].includes(name)) {
        expect([name, shape.parse(undefined) ?? 'Auto']).toEqual([name, shape.parse(fallback)]);
      }
    }
    expect(parameters.get('query')?.defaultvalue).toBe(
      'reputation:Bad and (type:File or type:Domain or type:IP)',
    );
    expect(parameters.get('feedTags')?.defaultvalue).toBe('Cortex XDR');
    expect(parameters.get('feedFetchInterval')?.defaultvalue).toBe('20');
  });

  it('retire nothing in an instance that was saved before it could, and disable in a new one', () => {
    expect(configOfNew().retireAction).toBe('disable');
    expect(configOfNew('retire_action').retireAction).toBe('leave');
  });

  it('push nothing in an instance that never saved whether it should, and push in a new one', () => {
    expect(configOfNew().autoSync).toBe(true);
    expect(configOfNew('autoSync').autoSync).toBe(false);
  });

  it('are called in errors as the manifest calls them', () => {
    const wrong = Object.fromEntries(Object.keys(parameterShapes).map((name) => [name, { wrong: true }]));
    try {
      parseConfig(wrong);
    } catch (thrown) {
      const named = (thrown as ConfigurationError).problems.map((problem) => /^'([^']+)'/.exec(problem)?.[1]);
      const displays = Object.keys(parameterShapes).map((name) => parameters.get(name)?.display);
      expect(new Set(named)).toEqual(new Set(displays));
      return;
    }
    throw new Error('nothing was refused');
  });

  it('stand in docs/configuration.md with their display names and their Required column, and no others', () => {
    const rows = tableOf('Parameter').map(([name, , required]) => [name, required]);
    // The platform itself labels the expiration policy; the interval has no label of its own.
    const labelled = manifest.configuration.map((parameter) =>
      parameter.name === 'feedExpirationPolicy'
        ? { ...parameter, display: 'Indicator Expiration Method' }
        : parameter,
    );
    const shown = labelled.filter(({ hidden, display }) => !hidden && display !== '');
    const expected = shown.map(({ display, required }) => [display, required ? 'True' : 'False']);
    expect(rows.sort()).toEqual(expected.sort());
  });
});

describe('the commands', () => {
  const table = COMMANDS.filter(({ builtIn }) => builtIn === undefined);

  it('read an argument that is left out as its default', () => {
    for (const command of table) {
      for (const argument of Object.values(command.arguments)) {
        if (argument.defaultValue !== undefined) {
          expect(argument.schema.parse(undefined)).toEqual(argument.schema.parse(argument.defaultValue));
        } else {
          expect(argument.schema.safeParse(undefined).success).toBe(!argument.required);
        }
      }
    }
  });

  it('include what the platform calls by itself', () => {
    expect(COMMANDS.filter(({ builtIn }) => builtIn).map(({ name }) => name)).toEqual([
      'test-module',
      'fetch-indicators',
    ]);
  });
});

describe('the version', () => {
  it('is that of package.json', () => {
    expect(VERSION).toBe((JSON.parse(read('package.json')) as { version: string }).version);
  });
});
