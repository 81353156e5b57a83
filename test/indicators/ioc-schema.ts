import * as z from 'zod';
import { SEVERITIES } from '../../src/indicators/ioc.ts';

const text = z.string().refine((value) => value.trim() !== '', 'blank');
const reputation = z.enum(['GOOD', 'SUSPICIOUS', 'BAD', 'UNKNOWN']);
const letter = z.string().regex(/^[A-F]$/);

/** What an IOC that is sent at `now` may be: the oracle for the guards written by hand. */
export function iocSchema(now: number) {
  return z
    .strictObject({
      indicator: text,
      type: text,
      severity: z.enum(SEVERITIES),
      reputation,
      expiration_date: z.int().refine((ms) => ms === -1 || ms >= now, 'in the past'),
      reliability: z.exactOptional(letter),
      vendors: z.exactOptional(
        z.array(z.strictObject({ vendor_name: z.string(), reputation, reliability: letter })).min(1),
      ),
      comment: z
        .array(z.string().refine((value) => value === value.trim(), 'padded'))
        .min(1)
        .refine((texts) => texts.length === 1 || !texts.includes(''), 'an empty part'),
      class: z.exactOptional(text.max(36)),
      status: z.exactOptional(z.literal('DISABLED')),
    })
    .refine((ioc) => ioc.type === ioc.type.toUpperCase(), 'type not in upper case')
    .refine((ioc) => !/^(FILE|DOMAIN$|URL$)/.test(ioc.type), "a type of XSOAR's")
    .refine((ioc) => ioc.type !== 'HASH' || /^([0-9a-f]{32}){1,2}$/i.test(ioc.indicator), 'no hash');
}
