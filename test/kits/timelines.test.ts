import assert from 'node:assert/strict';
import { addLeaseLock, Cluster, Collector, constant, FlowIncident, leaseLock, Ledger, loudestLayers, losesInstances, Queues, scenario, Services, Shop, times, Worker, type Built, type FaultAuthor, type Stage } from '../../src/course/author.ts';
import type { PictureTrack, TimelineTrack } from '../../src/lab/recording.ts';
import type { Fault, World } from '../../src/sim/index.ts';
import { runProgram } from './run.ts';

type Ask = (ctx: unknown) => Promise<void>;

/** What a recorded run draws under a name. */
async function drawn<T extends PictureTrack['type']>(type: T, name: string, build: (stage: Stage) => Built, text: string, faults: (f: FaultAuthor) => readonly Fault[] = () => []): Promise<Extract<PictureTrack, { type: T }>> {
  let world: World | undefined;
  const world_ = (stage: Stage): Built => {
    world = stage.world;
    stage.world.network.defaultLatencyMs = constant(1);
    return build(stage);
  };
  await runProgram(scenario('drawn', { symptom: '', world: world_, faults }), `import { sleep } from 'faultlab';\n${text}`, { mode: 'record' });
  const track = world!.pictures!.tracks().find(each => each.type === type && each.name === name);
  assert.ok(track, `${name} was drawn`);
  return track as Extract<PictureTrack, { type: T }>;
}

const bars = ({ bars: all }: TimelineTrack): unknown[] => all.map(({ group, lane, text, tone, fromUs, toUs }) => [group, lane, text, tone, Math.round(fromUs / 1_000), toUs === undefined ? undefined : Math.round(toUs / 1_000)]);
const points = ({ points: all }: TimelineTrack): unknown[] => all.map(({ group, lane, text, tone, timeUs }) => [group, lane, text, tone, Math.round(timeUs / 1_000)]);

describe('what kits draw over time', () => {
  it('of a queue: when each message waits, who holds it until when, and what becomes of that', async () => {
    const track = await drawn('timeline', 'Messages', stage => {
      const cluster = new Cluster(stage);
      const queues = new Queues(stage, cluster, { jobs: { visibilityMs: 1_000 } }, { nameOf: ({ body }) => String(body) });
      cluster.functions(['a', 'b'], (exports, ctx, machine) => ({ run: () => (exports[ctx.id] as Ask)({ ...ctx, queue: queues.clientOf(machine) }) }));
      cluster.start();
      return { endMs: 8_000 };
    }, `export async function a({ queue }) {
        await queue.send('jobs', 'video');
        const [m] = await queue.receive('jobs', { max: 1, waitMs: 1_000 });
        await sleep(500); await queue.extend(m, 1_500); }
      export async function b({ queue }) {
        await sleep(100);
        const [m] = await queue.receive('jobs', { max: 1, waitMs: 5_000 });
        await sleep(1_000 - 10); await queue.ack(m); }`);
    assert.deepEqual(bars(track), [
      ['video', 'jobs', 'waiting', 'waiting', 3, 5], ['video', 'jobs', 'hidden for a, ran out', 'neutral', 5, 2_007], ['video', 'jobs', 'hidden for b, acked', 'good', 2_007, 2_999],
    ]);
    assert.deepEqual(points(track), [['video', 'jobs', '1.5 s more', 'neutral', 507], ['video', 'jobs', 'ran out', 'bad', 2_007]]);
    assert.ok(track.bars.slice(1).every(({ row }) => row >= 0), 'bars lead to events');
  });

  it('of requests: who waits and works for each, and what of it is for nobody', async () => {
    const track = await drawn('timeline', 'Requests', stage => {
      const services = new Services(stage, { noun: 'page' });
      services.server('store', { workers: 1, queue: 10, method: 'find', serviceMs: constant(100), honoursAbort: true, answer: () => 'found' });
      services.processes(['web'], { handler: 'page', deps: ['store'] });
      services.drawRequests();
      times(stage, [0, 10], index => services.ask('web', { number: index + 1, f: 'page', request: {}, timeoutMs: 150 }));
      services.start();
      return { endMs: 1_000 };
    }, `export const page = (_, { store }) => store.call({}, { signal: AbortSignal.timeout(170) });`);
    assert.deepEqual(bars(track), [
      ['page 1', 'store', 'works', 'neutral', 1, 101], ['page 2', 'store', 'waits', 'waiting', 11, 101], ['page 1', 'user', 'page, answered', 'good', 0, 102],
      ['page 2', 'user', 'page, left without an answer', 'bad', 10, 160], ['page 2', 'store', 'works', 'neutral', 101, 160], ['page 2', 'store', 'works for nobody', 'bad', 160, 181],
    ]);
    assert.ok(track.bars.every(({ row }) => row >= 0), 'bars lead to events');
  });

  it('of what programs say when they are read: from when until when, in the tones given', async () => {
    const track = await drawn('timeline', 'Moods', stage => {
      const cluster = new Cluster(stage);
      cluster.learners(['a', 'b'], (exports, ctx) => new (exports['Node'] as new (ctx: unknown) => object)(ctx));
      cluster.sample('mood', { everyMs: 100, untilMs: 500, timeline: { name: 'Moods', tones: { well: 'good', ill: 'bad' } } });
      cluster.start();
      return { endMs: 1_000 };
    }, `export class Node { constructor({ id }) { this.id = id; } get mood() { const now = performance.now(); return this.id === 'b' ? 'odd' : now < 200 || now > 350 ? 'well' : 'ill'; } }`);
    assert.deepEqual(bars(track), [
      ['a', 'mood', 'well', 'good', 0, 200], ['b', 'mood', 'odd', 'neutral', 0, undefined], ['a', 'mood', 'ill', 'bad', 200, 400], ['a', 'mood', 'well', 'good', 400, undefined],
    ]);
  });

  it('of leases: who holds the lock at the service, and who works on after its end', async () => {
    const track = await drawn('timeline', 'Leases', stage => {
      const cluster = new Cluster(stage);
      const ledger = new Ledger(stage.world);
      ledger.add({ lock: 'A', accounts: [] });
      addLeaseLock(stage, cluster, 'locks');
      cluster.functions(['w1'], (exports, ctx, { node }) => new Worker(node, {
        lock: leaseLock(ctx, 'locks'), name: 'A', ttlMs: 1_000, ledger, run: () => (exports['work'] as Ask)(ctx), describe: String,
      }));
      cluster.start();
      return { endMs: 8_000 };
    }, 'export async function work() { await sleep(2_000); }', f => [f.pause('w1', 200, { lastsMs: 3_000 })]);
    assert.deepEqual(bars(track).map(bar => (bar as unknown[]).slice(0, 4)), [
      ['lock A', 'locks', 'w1, token 1, ran out', 'neutral'], ['lock A', 'w1', 'works with token 1', 'neutral'], ['lock A', 'w1', 'still works with token 1', 'bad'],
    ]);
    const [held, works, still] = track.bars;
    assert.ok(held!.toUs === works!.toUs && works!.toUs === still!.fromUs && still!.toUs! > 3_000_000);
  });

  it('of an incident: the page, what is asked and done, the promise, and load against answers', async () => {
    const build = (stage: Stage): Built => new FlowIncident(stage, {
      flow: {
        stepMs: 100,
        services: [{ id: 'shop', instances: 4, workers: 100, serviceMs: 5, queue: 50, calls: [{ to: 'db', timeoutMs: 1_000, retries: 3 }] }, { id: 'db', instances: 10, workers: 1, serviceMs: 80, queue: 17 }],
        clients: [{ id: 'web', to: 'shop', perSecond: 100, timeoutMs: 4_000, retries: 0 }],
      },
      database: 'db', handler: 'respond', pageText: 'it burns', pageBelow: 0.5, pageAfterMs: 30_000, promised: 0.95, lastsMs: 300_000, cause: 'storm', where: loudestLayers,
    }).start();
    const program = 'export async function respond(c) { await c.metric("queue", "db"); await c.throttle("all", 0.2); await c.sleep(30_000); await c.throttle("all", "off"); await c.declare("monitoring"); return { cause: "storm", where: "shop" } }';
    const brownOut = (f: FaultAuthor): Fault[] => [losesInstances(f, 'db', 0.7, 60_000, { lastsMs: 30_000 })];
    const track = await drawn('timeline', 'Incident', build, program, brownOut);
    const lane = (name: string): unknown[] => [...track.bars, ...track.points].filter(entry => entry.lane === name).map(({ text, tone }) => [text, tone]);
    assert.deepEqual([lane('pager'), lane('looks'), lane('acts'), lane('declares')], [
      [['page', 'bad']], [['queue of db', 'neutral']], [['throttle all 0.2', 'good'], ['throttle all off', 'good']], [['monitoring', 'good'], ['verdict: storm at shop', 'neutral']],
    ]);
    assert.deepEqual(lane('promise').slice(0, 2), [['kept', 'good'], ['broken', 'bad']]);
    assert.deepEqual(lane('limits'), [['throttle or shedding in force', 'waiting']]);
    const { points: path } = await drawn('plane', 'Load and answers', build, program, brownOut);
    assert.ok(path[5]!.across < 120 && path[5]!.up > 95 && path.some(({ across, up }) => across > 200 && up < 50), 'more load, fewer answers');
  });

  it('of services that call each other: what truly was, what was reported of it, and what became of that', async () => {
    const track = await drawn('spans', 'Traces', stage => {
      const services = new Services(stage);
      const store = new Collector(stage);
      const shop = new Shop(stage, services);
      const observed = (id: string, parentId: string | null) => (node: Parameters<Collector['agent']>[0]) => {
        const report = store.agent(node);
        return {
          records: true, outgoing: () => [['trace', id] as [string, string]], consume: () => Promise.reject(new Error('none')),
          serve: async ({ request }: { request: number }, work: (context: unknown) => Promise<unknown>) => {
            await work(undefined);
            report({ traceId: 't', spanId: id, parentId, service: node.id, name: 'x', startMs: 0, endMs: 1, status: 'ok' as const, attrs: { request } });
          },
        };
      };
      shop.service('front', { operation: 'order', workMs: constant(5), calls: ['back'], given: observed('s1', null) });
      shop.service('back', { operation: 'pay', workMs: constant(5), given: observed('s2', 's1') });
      services.start();
      store.start();
      stage.world.at(0, () => shop.ask('front', { number: 7, f: 'order', timeoutMs: 1_000, headers: [] }));
      return { endMs: 1_000 };
    }, '');
    assert.deepEqual(track.work.map(({ id, callers, about, where, name, received, toUs }) => [id, callers, about, where, name, received, toUs! > 0]), [[0, [], 'order 7', 'front', 'order', [], true], [1, [0], 'order 7', 'back', 'pay', [['trace', 's1']], true]]);
    assert.deepEqual(track.sent.map(({ by, to, headers }) => [by, to, headers]), [[0, 'back', [['trace', 's1']]]]);
    assert.deepEqual(track.reported.map(({ work, spanId, parentId, fate }) => [work, spanId, parentId, fate]), [[1, 's2', 's1', 'stored'], [0, 's1', null, 'stored']]);
  });
});
