import type { Ioc } from './ioc.ts';

/** A field that makes less than this part of an IOC is not what makes it large. */
const LEAST_PART = 0.1;
/** How many fields are named. */
const MOST_NAMED = 3;

const WHAT_TO_DO: Partial<Record<keyof Ioc, string>> = {
  comment:
    "Shorten what 'XSOAR Comment Field Exporting To XDR' holds of it in XSOAR, or choose another field.",
  indicator: "Its value is too long for XDR: leave it out of the 'Sync Query', such as by a tag.",
  vendors: "It has too many sources for XDR: leave it out of the 'Sync Query', such as by a tag.",
};
const LEAVE_IT_OUT = "Shorten these fields in XSOAR, or leave it out of the 'Sync Query', such as by a tag.";

/** What makes an IOC large, in words: its size as it is sent, the fields that make it, and what to do. */
export function describeSize(ioc: Ioc): { size: string; advice: string } {
  const all = bytesOf(ioc);
  const fields = Object.entries(ioc)
    .map(([name, value]) => ({ name: name as keyof Ioc, bytes: bytesOf(value) }))
    .sort((one, other) => other.bytes - one.bytes)
    .slice(0, MOST_NAMED)
    .filter(({ bytes }, place) => place === 0 || bytes >= all * LEAST_PART);
  const named = fields.map(({ name, bytes }) => `${name} ${numberText(bytes)}`).join(', ');
  const largest = fields[0]?.name;
  return {
    size: `${numberText(all)} bytes (${named})`,
    advice: (largest === undefined ? undefined : WHAT_TO_DO[largest]) ?? LEAVE_IT_OUT,
  };
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}

function numberText(count: number): string {
  return count.toLocaleString('en-US');
}
