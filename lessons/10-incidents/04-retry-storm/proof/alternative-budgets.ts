import type { MetricPoint } from 'faultlab';
import type { Console, Verdict } from '../contract';

const SERVICES = ['edge', 'api', 'orders'];
const CLIENTS = ['mobile1', 'mobile2', 'partner'];
const last = (points: readonly MetricPoint[]): number => points.at(-1)?.value ?? 0;

/** Takes the retries away, and limits what comes in only where that is not enough. */
export async function respond(c: Console): Promise<Verdict> {
  const loud = await loudLayers(c);
  const [layer, ratio] = loud[0]!;
  const [service, cache, first] = await Promise.all([c.metric('serviceMs', 'db'), c.metric('hitRatio', 'db'), c.metric('firstAttempts', 'mobile1')]);
  const grown = last(first) / first[0]!.value;
  const released = last(service) > 2.5 * service[0]!.value && last(cache) > 0.8;
  if (!released && ratio < 1.5 && grown < 1.3) return { cause: 'none', where: '' };

  const quiet = loud.filter(([, each]) => each > 1.5).map(([each]) => c.setRetries(each, 0));
  if (released) {
    const releases = (await c.changes(600_000)).filter(({ kind }) => kind === 'release');
    const { target } = releases.at(-1)!;
    await Promise.all([c.rollback(target), ...quiet]);
    await clear(c, 1);
    return { cause: 'still-broken', where: target };
  }
  if (grown >= 1.3) {
    await Promise.all([c.throttle('all', 0.9), c.scale('db', c.topology().services.find(({ id }) => id === 'db')!.maxInstances)]);
    await ramp(c, 1, grown);
    return { cause: 'real-demand', where: '' };
  }
  await Promise.all(quiet);
  if (CLIENTS.includes(layer)) return { cause: 'one-client', where: layer };
  await clear(c, 1);
  return { cause: 'sustained-by-retries', where: layer };
}

async function loudLayers(c: Console): Promise<[string, number][]> {
  const ratio = async (layer: string): Promise<[string, number]> => {
    const [attempts, first] = await Promise.all([c.metric('attempts', layer, 60_000), c.metric('firstAttempts', layer, 60_000)]);
    return [layer, last(attempts) / last(first)];
  };
  const ratios = await Promise.all([...SERVICES, ...CLIENTS].map(ratio));
  return ratios.sort((a, b) => b[1] - a[1]);
}

/** If the queue does not clear by itself, lets little in and then more and more. */
async function clear(c: Console, until: number): Promise<void> {
  await c.sleep(32_000);
  if (last(await c.metric('queueAge', 'db', 60_000)) < 500) return;
  await c.throttle('all', 0.2);
  await ramp(c, 0.2, until);
}

async function ramp(c: Console, from: number, until: number): Promise<void> {
  for (let share = from; share < until;) {
    await c.sleep(12_000);
    const age = last(await c.metric('queueAge', 'db', 60_000));
    if (age > 400) share *= 0.6;
    else share += 0.12;
    await c.throttle('all', Math.max(0.05, share));
  }
  await c.throttle('all', 'off');
}
