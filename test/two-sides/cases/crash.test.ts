import { afterEach, beforeAll, expect, it } from '@jest/globals';
import { type Container, createContainer, shimNode } from '../../container/container.ts';
import { builtScript } from '../../support/built.ts';

let script: string;
beforeAll(async () => {
  script = await builtScript();
});

let container: Container;
afterEach(async () => {
  await container.close();
});

const CRASHES = [
  ['an uncaught exception', 'throw new Error("boom")'],
  ['an unhandled rejection', 'Promise.reject(new Error("boom"))'],
  ['a syntax error', 'this is no JavaScript'],
];

it.each(CRASHES)('case 23: a run whose Node dies of %s has failed', async (_name, source) => {
  container = await createContainer(script);
  const path = shimNode(container.root, `exec "$NODE" -e '${source}'`);
  await container.restart({ environment: { PATH: path } });
  const { results } = await container.run('fetch-indicators');
  expect(results).toContainEqual(expect.objectContaining({ Type: 4 }));
});
