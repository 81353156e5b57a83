import { ConfigurationError } from '../errors.ts';
import { settingsProblems } from '../sync/check-settings.ts';
import { defineCommand } from './command.ts';

/** `test-module`: the instance's Test button. */
export const testModule = defineCommand({
  name: 'test-module',
  description:
    'Checks the parameters, makes one signed call to Cortex XDR, and asks Cortex XSOAR once with each query.',
  builtIn: true,
  strictConfig: true,
  arguments: {},
  outputs: [],
  run: async (_args, context) => {
    const { xdr, tenantNow } = context;
    await (await xdr.getChanges(tenantNow())).close();
    const problems = await settingsProblems(context);
    if (problems.length > 0) {
      throw new ConfigurationError(problems);
    }
    return ['ok'];
  },
});
