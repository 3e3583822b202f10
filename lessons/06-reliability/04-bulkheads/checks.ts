import { atSeconds, duration, inUse, mostInUse, type Finding, type InUse, type Operation, type Pooled, type RunRecord } from 'faultlab/author';
import type { Ship } from './contract';
import { GATEWAY } from './world.ts';

const US_PER_S = 1_000_000;
const WARM_UP_US = 2 * US_PER_S;
const percent = (share: number): string => `${Math.round(100 * share)} %`;

const shipOf = ({ facts }: RunRecord): Ship => facts.find(({ type }) => type === 'ship')!.data as unknown as Ship;
const routeOf = ({ input }: Operation): string => (input as { route: string }).route;

/** What entered and left, in order. */
const movesOf = ({ facts }: RunRecord) => facts.flatMap(fact => (fact.type === 'entered' || fact.type === 'left' ? [{ fact, group: String(fact.data['route']), by: fact.type === 'entered' ? 1 as const : -1 as const, atUs: fact.atUs }] : []));

/** `search 110, login 12`, the fullest first. */
const told = (inside: InUse): string => [...inside].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]).map(([route, count]) => `${route} ${count}`).join(', ');

function heldBy(inside: InUse, workers: number): string {
  const idle = workers - [...inside.values()].reduce((sum, count) => sum + count, 0);
  if (idle === workers) return `all ${workers} workers stood idle`;
  return `of ${workers} workers ${told(inside)}; ${idle > 0 ? `${idle} stood idle` : 'none was idle'}`;
}

/** No more are inside than there are workers. */
export function neverTooMany(run: RunRecord): Finding | undefined {
  const { workers } = shipOf(run);
  const most = mostInUse(movesOf(run), workers);
  if (!most) return undefined;
  const { move: { fact: { atUs, row, node } }, total, held } = most;
  return {
    message: `At ${atSeconds(atUs)}, ${total} requests that were let in had not left yet (${told(held)}), and there is room for ${workers}: `
      + `${total - workers} of them wait inside the gateway for a worker, and hold their connections`,
    atUs, row, node: node!, method: 'tryEnter',
  };
}

/** One value for each request that comes during a fire and whose own dependency is well: 1 if it is answered. */
export function others(run: RunRecord): Pooled {
  const fires = run.strikes.filter(({ fault }) => fault.kind === 'slowdown');
  const burning = fires.map(({ fault }) => String(fault['node']));
  const fromUs = Math.max(...fires.map(strike => strike.fromUs));
  const toUs = Math.min(...fires.map(strike => strike.toUs));
  const asked = run.operations.filter(operation => operation.invokedUs >= fromUs && operation.invokedUs < toUs && !burning.includes(routeOf(operation)));
  return valuesOf(asked, run, `since ${atSeconds(fromUs)} ${burning.join(' and ')} take${burning.length === 1 ? 's' : ''} 100 times as long as usual, and it has nothing to do with that`);
}

/** One value for each request: 1 if it is answered. */
export function everybody(run: RunRecord): Pooled {
  return valuesOf(run.operations.filter(({ invokedUs }) => invokedUs >= WARM_UP_US), run, 'nothing is broken or slow');
}

function valuesOf(asked: readonly Operation[], run: RunRecord, circumstances: string): Pooled {
  const worst = worstOf(asked);
  return { values: asked.map(({ outcome }) => (outcome === 'ok' ? 1 : 0)), ...(worst ? { worst: storyOf(worst, run, circumstances) } : {}) };
}

interface Worst {
  readonly lost: Operation;
  readonly share: number;
}

/** Of the route that lost the largest share of its requests, one in the middle. */
function worstOf(asked: readonly Operation[]): Worst | undefined {
  if (asked.length === 0) return undefined;
  const shares = [...new Set(asked.map(routeOf))].map(route => {
    const all = asked.filter(operation => routeOf(operation) === route);
    const lost = all.filter(({ outcome }) => outcome !== 'ok');
    return { lost: lost[Math.floor(lost.length / 2)], share: lost.length / all.length };
  });
  const worst = shares.reduce((most, each) => (each.share > most.share ? each : most));
  return worst.lost && { lost: worst.lost, share: worst.share };
}

function storyOf({ lost, share }: Worst, run: RunRecord, circumstances: string): Finding {
  const { workers, routes } = shipOf(run);
  const route = routeOf(lost);
  const { key, outcome, invokedUs, invokedRow } = lost;
  const inside = inUse(movesOf(run), invokedUs);
  const own = inside.get(route) ?? 0;
  const typical = routes.find(({ name }) => name === route)!.typicalConcurrency;
  const what = outcome === 'fail' ? 'was turned away' : 'was let in, and had no answer when its user left';
  return {
    message: `At ${atSeconds(invokedUs)} request ${key} for ${route} ${what}: ${heldBy(inside, workers)}. `
      + `${route} averages ${typical} and had ${own}; ${percent(share)} of its requests came to nothing; ${circumstances}`,
    atUs: invokedUs, row: invokedRow, node: GATEWAY, method: 'tryEnter',
  };
}

/** The last crowd gets as many places as the first. */
export function placesBack(run: RunRecord): Finding | undefined {
  const entered = new Set(run.facts.filter(({ type }) => type === 'entered').map(({ data }) => String(data['request'])));
  const crowd = (f: string): Operation[] => run.operations.filter(operation => operation.f === f);
  const letIn = (operations: readonly Operation[]): number => operations.filter(({ key }) => entered.has(key!)).length;
  const [first, last] = [crowd('first crowd'), crowd('last crowd')];
  const [before, after] = [letIn(first), letIn(last)];
  const [one] = last;
  if (!one || after >= before) return undefined;
  const emptyUs = run.facts.filter(({ type, atUs }) => type === 'left' && atUs < one.invokedUs).at(-1)?.atUs ?? 0;
  return {
    message: `At ${atSeconds(first[0]!.invokedUs)} ${first.length} requests came at once, and ${before} were let in. The same ${last.length} came at ${atSeconds(one.invokedUs)}, `
      + `when the gateway had been empty for ${duration(one.invokedUs - emptyUs)}, and ${after} were let in: ${before - after} places were never given back`,
    atUs: one.invokedUs, row: one.invokedRow, node: GATEWAY, method: 'tryEnter',
  };
}
