import type { MetricPoint } from 'faultlab';
import type { Console, Verdict } from './contract';

const LAYERS = ['mobile1', 'mobile2', 'partner', 'edge', 'api', 'orders'];
const CLIENTS = LAYERS.slice(0, 3);
/** An average of the last complete 15 s. */
const now = (points: readonly MetricPoint[]): number => points.at(-1)?.value ?? 0;
const before = (points: readonly MetricPoint[]): number => points[0]?.value ?? 0;

interface Seen {
  /** Attempts for each call, by layer. */
  readonly ratio: ReadonlyMap<string, number>;
  /** How many times as many operations as before. */
  readonly demand: number;
  /** How many times as long the database works on a query as before, beyond what an empty cache explains. */
  readonly slower: number;
  readonly attempts: ReadonlyMap<string, number>;
}

export async function respond(c: Console): Promise<Verdict> {
  const seen = await look(c);
  const verdict = await judge(c, seen);
  const share = 0.3 / amplification(seen);
  if (verdict.cause === 'sustained-by-retries') {
    await c.throttle('all', share);
    await ramp(c, 'all', 1);
  } else if (verdict.cause === 'still-broken') {
    await Promise.all([c.rollback(verdict.where), c.throttle('all', share / seen.slower)]);
    await ramp(c, 'all', 1);
  } else if (verdict.cause === 'one-client') {
    await c.throttle(verdict.where, 0.05);
    await ramp(c, verdict.where, 1);
  } else if (verdict.cause === 'real-demand') {
    const max = c.topology().services.find(({ id }) => id === 'db')!.maxInstances;
    await Promise.all([c.scale('db', max), c.throttle('all', 0.95)]);
    await ramp(c, 'all', seen.demand, 0.95);
  }
  return verdict;
}

/** Everything that tells who the load is: in rounds of four questions. */
async function look(c: Console): Promise<Seen> {
  const of = (name: string, where: string) => c.metric(name, where, 150_000);
  const [service, hits, ...rest] = await Promise.all([
    of('serviceMs', 'db'), of('hitRatio', 'db'),
    ...LAYERS.map(layer => of('firstAttempts', layer)), ...LAYERS.map(layer => of('attempts', layer)),
  ]);
  const first = new Map(LAYERS.map((layer, index) => [layer, rest[index]!]));
  const attempts = new Map(LAYERS.map((layer, index) => [layer, now(rest[LAYERS.length + index]!)]));
  const sum = (value: (points: readonly MetricPoint[]) => number): number => CLIENTS.reduce((total, client) => total + value(first.get(client)!), 0);
  return {
    attempts,
    ratio: new Map(LAYERS.map(layer => [layer, attempts.get(layer)! / Math.max(1, now(first.get(layer)!))])),
    demand: sum(now) / sum(before),
    slower: now(hits!) < 0.9 ? 1 : now(service!) / before(service!),
  };
}

const amplification = ({ ratio }: Seen): number => ['edge', 'api', 'orders'].reduce((product, layer) => product * ratio.get(layer)!, 1);

async function judge(c: Console, { ratio, demand, slower, attempts }: Seen): Promise<Verdict> {
  if (slower > 2) {
    const releases = (await c.changes(300_000)).filter(({ kind }) => kind === 'release');
    return { cause: 'still-broken', where: releases.at(-1)?.target ?? 'orders' };
  }
  const [loudest, most] = [...ratio].reduce((a, b) => (b[1] > a[1] ? b : a));
  const all = CLIENTS.reduce((sum, client) => sum + attempts.get(client)!, 0);
  if (CLIENTS.includes(loudest) && most > 3 && attempts.get(loudest)! > all / 2) return { cause: 'one-client', where: loudest };
  if (most > 1.5) return { cause: 'sustained-by-retries', where: loudest };
  return demand > 1.3 ? { cause: 'real-demand', where: '' } : { cause: 'none', where: '' };
}

/** Lets more in as long as the queue stays short, and less as soon as it grows; ends when everything is let in. */
async function ramp(c: Console, client: string, until: number, from = 0.05): Promise<void> {
  for (let share = from; ;) {
    await c.sleep(15_000);
    const [age] = await Promise.all([c.metric('queueAge', 'db', 60_000)]);
    const queue = now(age);
    if (queue > 500) share = Math.max(0.05, share / 2);
    else if (queue < 200) share += 0.1;
    if (share >= until) break;
    await c.throttle(client, share);
  }
  await c.throttle(client, 'off');
}
