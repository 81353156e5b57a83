import type { Changes } from '../xdr/changes.ts';

/** All rules at once, for who still needs them so. */
export async function gather(changes: Changes): Promise<unknown[]> {
  try {
    const rules: unknown[] = [];
    for await (const rule of changes.rules()) {
      rules.push(rule);
    }
    return rules;
  } finally {
    await changes.close();
  }
}
