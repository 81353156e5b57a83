import { parse } from 'yaml';
import * as z from 'zod';

const texts = z.array(z.string()).default([]);

const argumentShape = z.object({
  name: z.string(),
  description: z.string().default(''),
  required: z.boolean().default(false),
  isArray: z.boolean().default(false),
  /** It may be given without its name. */
  default: z.boolean().default(false),
  defaultValue: z.string().optional(),
  predefined: texts,
});

const outputShape = z.object({ contextPath: z.string(), type: z.string(), description: z.string() });

const commandShape = z.object({
  name: z.string(),
  description: z.string().default(''),
  deprecated: z.boolean().default(false),
  execution: z.boolean().default(false),
  arguments: z
    .array(argumentShape)
    .nullish()
    .transform((list) => list ?? []),
  outputs: z.array(outputShape).default([]),
});

const parameterShape = z.object({
  name: z.string(),
  display: z.string().default(''),
  type: z.number(),
  defaultvalue: z.string().optional(),
  required: z.boolean().default(false),
  hidden: z.boolean().default(false),
  options: texts,
});

const manifestShape = z
  .object({
    display: z.string(),
    configuration: z.array(parameterShape),
    script: z.object({ commands: z.array(commandShape) }),
  })
  .transform(({ display, configuration: parameters, script: { commands } }) => ({
    display,
    parameters,
    commands,
  }));

/** What the War Room reads in `integration.yml`. */
export type Manifest = Readonly<z.output<typeof manifestShape>>;
export type ManifestArgument = z.output<typeof argumentShape>;
export type ManifestCommand = z.output<typeof commandShape>;
export type ManifestParameter = z.output<typeof parameterShape>;

/** Kinds of parameters, by their number in the manifest. */
export const ParameterType = { encrypted: 4, boolean: 8, credentials: 9, multiSelect: 16 } as const;

/** Reads the text of `integration.yml`. */
export function parseManifest(yaml: string): Manifest {
  return manifestShape.parse(parse(yaml));
}
