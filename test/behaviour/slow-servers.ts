import type { World } from '../support/world.ts';

/** How long XSOAR takes for a page. */
const PAGE_MS = 20_000;
/** How long XDR takes for a push. */
const PUSH_MS = 20_000;

/** Lets XSOAR answer so many indicators a page, at most. */
export function smallPages({ xsoar: { indicators } }: World, most = 10): void {
  const { search } = indicators;
  indicators.search = (request) =>
    search.call(indicators, { ...request, size: Math.min(request.size, most) });
}

/**
 * Servers of small pages and little speed. A run pushes what it has read when as much time again, and half of it, would
 * use up its time: so there are batches of a few hundred indicators instead of 40,000.
 * @param seconds how long a run may take
 */
export function slowServers(world: World, seconds: number): void {
  smallPages(world);
  const { indicators } = world.xsoar;
  const { search } = indicators;
  indicators.search = (request) => {
    world.clock.advance(PAGE_MS);
    return search.call(indicators, request);
  };
  world.tenant.onRequest(({ endpoint }) => {
    world.clock.advance(endpoint === 'tim_insert_jsons' ? PUSH_MS : 0);
    return 'continue';
  });
  world.params.max_run_seconds = seconds;
}
