import { defineCommand } from './command.ts';

/** `test-module`: the instance's Test button. */
export const testModule = defineCommand({
  name: 'test-module',
  description: 'Checks the parameters and makes one signed call to Cortex XDR.',
  builtIn: true,
  strictConfig: true,
  arguments: {},
  outputs: [],
  run: async (_args, { xdr, tenantNow }) => {
    await (await xdr.getChanges(tenantNow())).close();
    return ['ok'];
  },
});
