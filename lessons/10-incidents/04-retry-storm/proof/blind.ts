import type { MetricPoint } from 'faultlab';
import type { Console, Verdict } from '../contract';

const median = (values: number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0 ? NaN : sorted[sorted.length >> 1]!;
};
const last = (points: MetricPoint[]): number => points.at(-1)?.value ?? NaN;

/** Called when the pager rings. The outage goes on until you end it; the clock runs while you look and act. */
export async function respond(c: Console): Promise<Verdict> {
  const topology = c.topology();
  const db = topology.services.find(({ id }) => id === 'db')!;
  const clients = topology.clients.map(({ id }) => id);
  const callers = topology.services.filter(({ calls }) => calls.length > 0).map(({ id }) => id);
  const layers = [...clients, ...callers];
  const usual = topology.clients.reduce((sum, { usualPerSecond }) => sum + usualPerSecond, 0);
  /** Before the outage. */
  const before = (points: MetricPoint[]) => {
    const old = points.filter(({ at }) => at < c.page.at - 75_000);
    return median((old.length > 0 ? old : points.slice(0, 1)).map(({ value }) => value));
  };

  const ask = async (name: string, where: string): Promise<MetricPoint[]> => {
    try {
      return await c.metric(name, where, 300_000);
    } catch {
      return [];
    }
  };
  const [first, all, queue, arrivals, service, hit, changes] = await Promise.all([
    Promise.all(layers.map((layer) => ask('firstAttempts', layer))),
    Promise.all(layers.map((layer) => ask('attempts', layer))),
    ask('queue', 'db'),
    ask('arrivals', 'db'),
    ask('serviceMs', 'db'),
    ask('hitRatio', 'db'),
    c.changes(1_800_000),
  ]);

  const ratio: Record<string, number> = {};
  layers.forEach((layer, i) => {
    const f = first[i]!;
    const a = all[i]!;
    const pair = [...a].reverse().find(({ at }) => f.some((p) => p.at === at));
    ratio[layer] = pair ? pair.value / Math.max(0.001, f.find(({ at }) => at === pair.at)!.value) : last(a) / last(f);
  });
  const begin: Record<string, number> = {};
  topology.clients.forEach(({ id, usualPerSecond }, i) => {
    begin[id] = last(first[i]!) / usualPerSecond;
  });
  const top = layers.reduce((best, layer) => (ratio[layer]! > ratio[best]! ? layer : best));
  const total = topology.clients.reduce((sum, _, i) => sum + last(first[i]!), 0) / usual;
  const slower = last(service) / before(service);
  const load = last(arrivals) / before(arrivals);
  const clientRatio = topology.clients.reduce((sum, { id }, i) => sum + ratio[id]! * last(first[i]!), 0) / (total * usual);
  /** What one operation becomes at the database while nothing works. */
  const amplified = callers.reduce((product, id) => product * ratio[id]!, clientRatio);
  const retrying = layers.filter((layer) => ratio[layer]! > 1.4).sort((x, y) => ratio[y]! - ratio[x]!);

  const digits = (x: number, places: number) => (Number.isFinite(x) ? Math.max(0, Math.min(10 ** places - 1, Math.round(x))) : 0).toString().padStart(places, '0');
  const payload = [
    digits(slower * 10, 2), digits(load * 10, 2), digits(total * 10, 2), digits(amplified * 10, 3),
    digits((last(queue) / (queue.at(-2)?.value ?? NaN)) * 10, 2), digits((last(arrivals) / Math.max(...arrivals.map(({ value }) => value))) * 50, 2),
  ].join('');
  /** Diagnosis in the digits that do not matter. */
  const tag = (share: number) => Number(`0.${digits(Math.min(0.99, share) * 100, 2)}${payload}`);

  const shortQueue = Math.max(10, 0.1 * db.instances * db.queue);
  const warm = before(hit);
  const capacityAt = (ratioNow: number) => {
    const miss = Number.isFinite(ratioNow) && warm > 0 ? Math.max(0, 1 - ratioNow / warm) : 0;
    return 1 / (1 / 1.25 + (1 / 0.6 - 1 / 1.25) * miss);
  };
  const quiet = async (limitMs: number) => {
    const until = c.now() + limitMs;
    while (c.now() < until) {
      if (last(await ask('queue', 'db')) < shortQueue) return true;
      await c.sleep(1500);
    }
    return false;
  };
  const ramp = async (target: string, low: number) => {
    let share = low;
    await quiet(90_000);
    for (;;) {
      const [q, h] = await Promise.all([ask('queue', 'db'), ask('hitRatio', 'db')]);
      const capacity = capacityAt(last(h));
      if (last(q) > shortQueue) {
        share = Math.max(low, share - 0.3);
        await c.throttle(target, tag(share));
        await quiet(60_000);
        continue;
      }
      share = Math.min(share + 0.2, target === 'all' ? 0.85 * capacity : 1);
      if (share >= 0.94) break;
      await c.throttle(target, tag(share));
      await c.sleep(8_000);
    }
    await c.throttle(target, 'off');
  };
  const low = Math.min(0.1, Math.max(0.02, 0.4 / amplified));

  // One kind of client alone: more operations than the others, or far more attempts than it is declared to make.
  const loud = topology.clients.filter(({ id, retries }) => begin[id]! > 1.6 || ratio[id]! > retries + 2).map(({ id }) => id);
  if (loud.length === 1 && clients.every((id) => id === loud[0] || begin[id]! < 1.3)) {
    const client = loud[0]!;
    const { retries } = topology.clients.find(({ id }) => id === client)!;
    const drop = c.throttle(client, tag(0.03));
    await Promise.all([drop, c.setRetries(client, Math.min(1, retries))]);
    if (!(await quiet(25_000))) await Promise.all(retrying.filter((layer) => callers.includes(layer)).map((layer) => c.setRetries(layer, 0)));
    await ramp(client, 0.03);
    return { cause: 'one-client', where: client };
  }

  // When the database became slower, and what was released then.
  const base = before(service);
  const risen = service.findIndex(({ value }) => value > 1.4 * base);
  if (slower > 2.6 && risen >= 0) {
    const { at, value } = service[risen]!;
    const gap = risen > 0 ? at - service[risen - 1]!.at : 15_000;
    const onset = at - 15_000 * Math.min(1, Math.max(0, (value / base - 1) / 3));
    const away = (entry: { at: number }) => Math.abs(entry.at - onset);
    const suspects = changes.filter((entry) => entry.kind === 'release' && away(entry) < Math.max(12_000, gap - 3000));
    if (suspects.length > 0) {
      const culprit = suspects.reduce((x, y) => (away(y) < away(x) ? y : x)).target;
      await Promise.all([c.throttle('all', tag(low)), c.rollback(culprit), ...retrying.map((layer) => c.setRetries(layer, 0))]);
      await ramp('all', low);
      return { cause: 'still-broken', where: culprit };
    }
  }

  const emptied = quiet;
  if (total > 1.25 && ratio[top]! < 1.5) {
    const more = c.scale('db', db.maxInstances);
    await c.throttle('all', 0.5);
    await emptied(60_000);
    await c.throttle('all', 1);
    await more;
    await c.sleep(15_000);
    await c.throttle('all', 1.3);
    await c.sleep(20_000);
    await c.throttle('all', 'off');
    return { cause: 'real-demand', where: '' };
  }

  if (load < 1.4) return { cause: 'none', where: '' };

  await Promise.all([c.throttle('all', tag(low)), ...retrying.map((layer) => c.setRetries(layer, 0))]);
  await ramp('all', low);
  return { cause: 'sustained-by-retries', where: top };
}
