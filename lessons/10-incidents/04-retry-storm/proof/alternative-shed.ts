import type { MetricPoint } from 'faultlab';
import type { Console, Verdict } from '../contract';

const LAYERS = ['edge', 'api', 'orders', 'mobile1', 'mobile2', 'partner'];
const last = (points: readonly MetricPoint[]): number => points.at(-1)!.value;

/** Sheds at the edge to below what the database can do, and sheds less by what its queue says. */
export async function respond(c: Console): Promise<Verdict> {
  const ratios = new Map<string, number>();
  await Promise.all(LAYERS.map(async layer => {
    const [all, first] = await Promise.all([c.metric('attempts', layer, 60_000), c.metric('firstAttempts', layer, 60_000)]);
    ratios.set(layer, last(all) / last(first));
  }));
  const [loudest, ratio] = [...ratios].sort((a, b) => b[1] - a[1])[0]!;
  if (loudest.startsWith('mobile') && ratio > 4) {
    await c.throttle(loudest, 0);
    await c.sleep(20_000);
    for (const share of [0.3, 0.6, 1]) {
      await c.throttle(loudest, share);
      await c.sleep(10_000);
    }
    await c.throttle(loudest, 'off');
    return { cause: 'one-client', where: loudest };
  }
  const [work, warm, one, changes] = await Promise.all([c.metric('serviceMs', 'db'), c.metric('hitRatio', 'db'), c.metric('firstAttempts', 'mobile1'), c.changes(240_000)]);
  const slow = last(work) / work[0]!.value > 3 && last(warm) > 0.9;
  const more = last(one) / one[0]!.value;
  if (!slow && ratio < 1.5 && more < 1.2) return { cause: 'none', where: '' };

  const suspect = changes.filter(({ kind }) => kind === 'release').at(-1);
  const repair = slow ? c.rollback(suspect!.target) : ratio < 1.5 ? c.scale('db', 14) : Promise.resolve();
  const multiplied = ['edge', 'api', 'orders'].reduce((product, layer) => product * ratios.get(layer)!, 1);
  const letIn = ratio < 1.5 ? 0.6 : 0.25 / multiplied;
  await c.shed('edge', 1 - letIn);
  await repair;
  await less(c, letIn);
  if (slow) return { cause: 'still-broken', where: suspect!.target };
  return ratio < 1.5 ? { cause: 'real-demand', where: '' } : { cause: 'sustained-by-retries', where: loudest };
}

/** Lets a tenth more in every 13 s, unless the queue grows. */
async function less(c: Console, from: number): Promise<void> {
  for (let share = from; share < 1;) {
    await c.sleep(13_000);
    const age = last(await c.metric('queueAge', 'db', 45_000));
    share = age > 500 ? Math.max(0.02, share / 2) : Math.min(1, share + 0.1);
    await c.shed('edge', 1 - share);
  }
}
