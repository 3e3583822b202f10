import type { Console, Verdict } from '../contract';
import type { MetricPoint } from 'faultlab';

const CLIENTS = ['mobile1', 'mobile2', 'partner'];
const SERVICES = ['edge', 'api', 'orders'];
const LAYERS = [...CLIENTS, ...SERVICES];
const HISTORY = 600_000;
const EMPTYING = 0.02;

type Series = MetricPoint[];

interface Layer {
  readonly id: string;
  readonly first: number;
  readonly attempts: number;
  readonly ratio: number;
}

interface Evidence {
  readonly layers: Layer[];
  /** First attempts of all clients, as a multiple of the usual. */
  readonly demand: number;
  /** What the database is asked, as a multiple of the usual. */
  readonly load: number;
  /** Work on one query, cache taken into account, as a multiple of the usual. */
  readonly work: number;
  readonly workSince: number;
  readonly hit0: number;
  readonly hit: number;
  readonly queue: Series;
  readonly releases: { at: number; target: string; text: string }[];
}

const last = (s: Series) => (s.length > 0 ? s[s.length - 1]!.value : NaN);
/** The first 45 s: before anything went wrong. */
function before(s: Series): number {
  const head = s.slice(0, 3).map(({ value }) => value);
  return head.length > 0 ? head.reduce((a, b) => a + b, 0) / head.length : NaN;
}
const tail = (s: Series) => s.slice(-6).map(({ value }) => value.toFixed(2)).join(' ');

async function metric(c: Console, name: string, where: string, sinceMs = HISTORY): Promise<Series> {
  try {
    return await c.metric(name, where, sinceMs);
  } catch {
    return [];
  }
}

async function look(c: Console): Promise<Evidence> {
  const { clients } = c.topology();
  const usual = new Map(clients.map((k) => [k.id, k.usualPerSecond]));
  const [layers, hits, queue, ms, changes] = await Promise.all([
    Promise.all(
      LAYERS.map(async (id) => {
        const [first, attempts] = await Promise.all([metric(c, 'firstAttempts', id), metric(c, 'attempts', id)]);
        return { id, first, attempts };
      }),
    ),
    metric(c, 'hitRatio', 'db'),
    metric(c, 'queue', 'db'),
    metric(c, 'serviceMs', 'db'),
    c.changes(HISTORY),
  ]);
  const state = layers.map(({ id, first, attempts }): Layer => {
    // The newest moment that both know of.
    let f = last(first);
    let a = last(attempts);
    for (let i = attempts.length - 1; i >= 0; i--) {
      const same = first.find(({ at }) => at === attempts[i]!.at);
      if (same) {
        f = same.value;
        a = attempts[i]!.value;
        break;
      }
    }
    return { id, first: f, attempts: a, ratio: f > 0 ? a / f : 1 };
  });
  let begun = 0;
  let all = 0;
  for (const id of CLIENTS) {
    begun += state.find((l) => l.id === id)!.first;
    all += usual.get(id) ?? 0;
  }
  const hit0 = before(hits) || 1;
  const expected = (h: number) => 1 + 1.083 * (1 - Math.min(1, h / hit0));
  const ms0 = before(ms);
  const orders = layers.find(({ id }) => id === 'orders')!.attempts;
  const rise = ms.find(({ value }) => value > 2.5 * ms0);
  console.log('PAGE', c.page.text, 'topology', JSON.stringify(c.topology()));
  for (const { id, first, attempts } of layers) console.log(id, 'first', tail(first), '| attempts', tail(attempts), '| usual', String(usual.get(id) ?? ''));
  console.log('hit', tail(hits), '| queue', tail(queue), '| ms', tail(ms), '| changes', JSON.stringify(changes));
  return {
    layers: state,
    demand: begun / all,
    load: last(orders) / before(orders),
    work: last(ms) / ms0 / expected(last(hits)),
    workSince: rise ? rise.at : c.page.at,
    hit0,
    hit: last(hits),
    queue,
    releases: changes.filter(({ kind }) => kind === 'release').map(({ at, target, text }) => ({ at, target, text })),
  };
}

function conclude(c: Console, e: Evidence): Verdict {
  const { clients } = c.topology();
  if (e.work > 2 && e.releases.length > 0) return { cause: 'still-broken', where: suspects(e)[0]! };
  const over = clients.map(({ id, usualPerSecond }) => {
    const l = e.layers.find((layer) => layer.id === id)!;
    return { id, usual: usualPerSecond, begun: l.first / usualPerSecond, sent: l.attempts / usualPerSecond, extra: l.first - usualPerSecond, ratio: l.ratio };
  });
  if (e.demand > 1.15) {
    const extra = over.reduce((sum, k) => sum + Math.max(0, k.extra), 0);
    const top = over.reduce((a, b) => (b.extra > a.extra ? b : a));
    if (top.extra > 0.75 * extra) return { cause: 'one-client', where: top.id };
    return { cause: 'real-demand', where: '' };
  }
  const top = e.layers.reduce((a, b) => (b.ratio > a.ratio ? b : a));
  if (top.ratio < 1.4 || e.load < 1.15) return { cause: 'none', where: '' };
  const rest = e.layers.filter((l) => l !== top);
  if (CLIENTS.includes(top.id) && rest.every((l) => l.ratio < 1.4)) return { cause: 'one-client', where: top.id };
  return { cause: 'sustained-by-retries', where: top.id };
}

/** Who was released nearest to when the work on a query grew. */
function suspects(e: Evidence): string[] {
  return [...e.releases].sort((a, b) => Math.abs(a.at - (e.workSince - 15_000)) - Math.abs(b.at - (e.workSince - 15_000))).map(({ target }) => target);
}

export async function respond(c: Console): Promise<Verdict> {
  let e = await look(c);
  let verdict = conclude(c, e);
  console.log('VERDICT', JSON.stringify(verdict), 'demand', e.demand.toFixed(2), 'load', e.load.toFixed(2), 'work', e.work.toFixed(2), JSON.stringify(e.layers));
  // Between the two: what do the next 15 s say?
  for (let i = 0; i < 2 && verdict.cause !== 'still-broken' && e.demand < 1.15 && e.load > 1.1 && e.load < 1.5; i++) {
    await c.sleep(12_000);
    e = await look(c);
    verdict = conclude(c, e);
    console.log('AGAIN', JSON.stringify(verdict), 'demand', e.demand.toFixed(2), 'load', e.load.toFixed(2), 'work', e.work.toFixed(2));
  }
  if (verdict.cause === 'none') return verdict;
  await end(c, e, verdict);
  return verdict;
}

async function end(c: Console, e: Evidence, verdict: Verdict): Promise<void> {
  const { clients, services } = c.topology();
  const db = services.find(({ id }) => id === 'db')!;
  const alone = verdict.cause === 'one-client' ? clients.find(({ id }) => id === verdict.where)! : undefined;
  const whom = alone ? alone.id : 'all';
  const usual = clients.reduce((sum, k) => sum + k.usualPerSecond, 0);
  const deadline = c.page.at + 25 * 60_000;
  let growth = 1;

  // Drop hard; at the same time take away what multiplies, and mend what is broken.
  const multiply = [...e.layers].filter((l) => l.ratio > 1.25).sort((a, b) => b.ratio - a.ratio);
  let mended = verdict.cause !== 'still-broken';
  const dropped = c.throttle(whom, EMPTYING);
  if (!mended) void c.rollback(verdict.where).then(() => void (mended = true));
  let growing = false;
  if (verdict.cause === 'real-demand') {
    growing = true;
    void c.scale('db', db.maxInstances).then(() => {
      growing = false;
      growth = db.maxInstances / db.instances;
    });
  }
  const quiet = Promise.all(multiply.map((l) => c.setRetries(l.id, 0).catch(() => undefined)));
  await dropped;
  const since = c.now();
  await quiet;
  if (multiply.length === 0) await c.sleep(8_000);
  console.log('quiet', String(c.now() - c.page.at), 'inspect', JSON.stringify(await c.inspect('db').catch((x: unknown) => String(x))));

  const full = Math.max(...e.queue.map(({ value }) => value));
  const idle = before(e.queue) || 0;
  const short = Math.max(idle * 3, full * 0.1);
  let share = 0.3;
  if (!mended) share = 0.1;
  let lifted = false;
  await c.throttle(whom, share);
  let calm = 0;
  while (c.now() < deadline) {
    const began = c.now();
    const [queue, hits, ...firsts] = await Promise.all([
      metric(c, 'queue', 'db', 90_000),
      metric(c, 'hitRatio', 'db', 90_000),
      ...clients.map((k) => metric(c, 'firstAttempts', k.id, 90_000)),
    ]);
    const fresh = queue.filter(({ at }) => at > since + 12_000);
    const waiting = last(fresh);
    const hit = Number.isNaN(last(hits)) ? e.hit : last(hits);
    const capacity = (1.25 * growth) / (1 + 1.083 * (1 - Math.min(1, hit / e.hit0)));
    const demand = firsts.reduce((sum, f, i) => sum + (last(f) || clients[i]!.usualPerSecond), 0) / usual;
    console.log(String(Math.round((c.now() - c.page.at) / 1000)), 'share', lifted ? 'off' : share.toFixed(2), 'queue', waiting.toFixed(0), 'short', short.toFixed(0), 'hit', hit.toFixed(2), 'cap', capacity.toFixed(2), 'demand', demand.toFixed(2));
    if (lifted) {
      if (waiting > 4 * short) {
        lifted = false;
        share = 0.3;
        calm = 0;
        await c.throttle(whom, share);
      } else if (++calm > 8) return;
    } else if (waiting > short) {
      share = Math.max(0.05, share - 0.2);
      await c.throttle(whom, share);
    } else if (waiting <= short && mended) {
      // As much as the database can do now; of one kind of client, what the others leave.
      const others = alone ? (usual - alone.usualPerSecond) / usual : 0;
      const room = alone ? Math.max(0.05, (0.9 * capacity - others) * (usual / alone.usualPerSecond)) : 0.9 * capacity;
      const next = Math.min(share + (alone ? 0.2 : 0.1), room);
      const enough = demand <= 0.92 * capacity && !growing;
      if (enough && share >= Math.min(1, demand) - 0.001) {
        lifted = true;
        await c.throttle(whom, 'off');
      } else if (next > share + 0.01) {
        share = next;
        await c.throttle(whom, share);
      }
    }
    await c.sleep(Math.max(1, 15_000 - (c.now() - began)));
  }
  if (!lifted) await c.throttle(whom, 'off');
}
