import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { lessCapacity, releasesTwice } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import type { Breaker, Bulkheads, Dep, Gate } from '../../../src/kits/service/api.ts';
import type { ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

interface House {
  readonly servers: Readonly<Record<string, ServerSpec>>;
  /** What users ask of `front`, and when, milliseconds. */
  readonly asks: readonly { readonly atMs: number; readonly request: unknown }[];
  readonly timeoutMs?: number;
  readonly ageMs?: number;
  readonly chart?: (services: Services) => void;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
}

async function run(text: string, { servers, asks, timeoutMs = 1_000, ageMs = 0, chart = () => {}, faults = () => [] }: House): Promise<RunRecord> {
  const { record } = await runProgram(scenario('house', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      for (const [id, spec] of Object.entries(servers)) services.server(id, spec);
      times(stage, asks.map(({ atMs }) => atMs), index => services.ask('front', { number: index + 1, f: 'ask', request: asks[index]!.request, timeoutMs, ageMs }));
      services.start();
      chart(services);
      return { endMs: 20_000 };
    },
    faults,
  }), text);
  return record;
}

const every = (stepMs: number, count: number, request: (index: number) => unknown) => Array.from({ length: count }, (_, index) => ({ atMs: index * stepMs, request: request(index) }));
const okOf = ({ operations }: RunRecord, which: (input: never) => boolean = () => true): number => operations.filter(({ outcome, input }) => outcome === 'ok' && which(input as never)).length;

describe('a gate', () => {
  const gated: ServerSpec = {
    workers: 1, queue: 0, method: 'ask', serviceMs: constant(100), answer: () => 'done', part: exports => ({ gate: new (exports['Gate'] as new () => Gate)() }),
  };
  const fifo = `export class Gate { queue = []; arrive({ id }) { this.queue.push(id); return 'queue'; } next() { return this.queue.shift() ?? null; } done() {} }`;
  const byPriority = `export class Gate {
    queues = [[], [], []];
    arrive({ id, priority }) { this.queues[priority].push(id); return 'queue'; }
    next() { return this.queues.flatMap(queue => queue).length === 0 ? null : this.queues.find(queue => queue.length > 0).shift(); }
    done() {}
  }`;
  const mixed = every(50, 40, index => ({ priority: index % 4 === 0 ? 0 : 2 }));
  const calm = every(150, 40, index => ({ priority: index % 4 === 0 ? 0 : 2 }));
  const critical = ({ priority }: { priority: number }): boolean => priority === 0;

  it('serves all in any order as long as there is room', async () => {
    for (const text of [fifo, byPriority]) assert.equal(okOf(await run(text, { servers: { front: gated }, asks: calm, timeoutMs: 300 })), 40);
  });

  it('decides who is served when there is not', async () => {
    const house = { servers: { front: gated }, asks: mixed, timeoutMs: 300 };
    assert.ok(okOf(await run(fifo, house), critical) < 5);
    assert.equal(okOf(await run(byPriority, house), critical), 10);
  });

  it('refuses what it rejects, and refusals take their time of the workers', async () => {
    const none = `export class Gate { arrive({ priority }) { this.wanted = priority === 0; return this.wanted ? 'queue' : 'reject'; } id = null; next() { return null; } done() {} }`;
    assert.deepEqual((await run(none, { servers: { front: gated }, asks: every(10, 3, () => ({ priority: 2 })) })).operations.map(({ output }) => output), Array(3).fill('Refused: front answered 503 (Busy)'));
    const one = `export class Gate { held = []; arrive({ id, priority }) { if (priority > 0) return 'reject'; this.held.push(id); return 'queue'; } next() { return this.held.shift() ?? null; } done() {} }`;
    const costly = { ...gated, refusalMs: 20 } as ServerSpec;
    const record = await run(one, { servers: { front: costly }, asks: [{ atMs: 0, request: { priority: 2 } }, { atMs: 1, request: { priority: 2 } }, { atMs: 2, request: { priority: 0 } }] });
    assert.equal(record.operations[2]!.completedUs, 142_000);
  });

  it('hears how much a caller says that its call matters, and what the request says where it does not', async () => {
    const heard = async (options: object, request: object): Promise<unknown> => {
      const front: ServerSpec = { workers: 4, queue: 8, method: 'ask', deps: ['back'], handle: async (_request, deps) => (deps['back'] as Dep).call(request, options) };
      const { operations } = await run(`export class Gate { held = []; arrive({ id, priority }) { if (priority !== 2) return 'reject'; this.held.push(id); return 'queue' } next() { return this.held.shift() ?? null } done() {} }`,
      { servers: { back: gated, front }, asks: [{ atMs: 0, request: {} }] });
      return operations[0]!.outcome;
    };
    assert.deepEqual([await heard({ priority: 2 }, {}), await heard({}, { priority: 2 }), await heard({ priority: 0 }, { priority: 2 }), await heard({}, {}), await heard({ priority: 9 }, {})], ['ok', 'ok', 'fail', 'fail', 'fail']);
  });

  it('hears how old a request is when it comes, and what is begun is told with its age', async () => {
    const text = `export class Gate { held = []; arrive({ id, ageMs }) { if (ageMs !== 30) throw new Error('is ' + ageMs); this.held.push(id); return 'queue'; } next() { return this.held.shift() ?? null; } done() {} }`;
    const { facts } = await run(text, { servers: { front: gated }, asks: every(10, 2, () => ({})), ageMs: 30 });
    assert.deepEqual(facts.filter(({ type }) => type === 'begun').map(({ data }) => data), [{ request: 1, ageMs: 30 }, { request: 2, ageMs: 120 }]);
  });

  it('is charted: what is finished, what of it in time, and how old it was', async () => {
    const { series } = await run(fifo, { servers: { front: gated }, asks: every(10, 100, () => ({})), timeoutMs: 500, chart: services => services.chartGate('front', 500, 4_000) });
    const at = (name: string, atMs: number): number => series.get(name)!.values[atMs / 250 - 1]!;
    assert.deepEqual(['finished', 'in time', 'limit'].map(label => at(`Answers/${label}`, 500)), [8, 8, 10]);
    assert.deepEqual(['finished', 'in time', 'limit'].map(label => at(`Answers/${label}`, 2_000)), [8, 0, 10]);
    assert.equal(at('Age when begun/oldest', 2_000), 1_710);
    assert.equal(at('Workers/busy', 2_000), 1);
  });

  it('hears how long a request took', async () => {
    const text = `export class Gate { held = []; arrive(request) { this.held.push(request.id); return 'queue'; } next() { return this.held.shift() ?? null; } done(id, serviceMs) { if (serviceMs !== 100) throw new Error('took ' + serviceMs); } }`;
    assert.equal(okOf(await run(text, { servers: { front: gated }, asks: every(10, 3, () => ({})) })), 3);
  });
});

/** Of those who were let in and had not left yet. */
function mostInside({ facts }: RunRecord): number {
  let inside = 0;
  return Math.max(...facts.map(({ type }) => (type === 'entered' ? ++inside : type === 'left' ? --inside : inside)));
}

describe('bulkheads', () => {
  const slowRoute = ({ route }: { route: string }): boolean => route === 'login';
  const front: ServerSpec = {
    workers: 4, queue: 0, method: 'ask', deps: ['search', 'login'],
    handle: async (request, deps) => (deps[(request as { route: string }).route] as Dep).call({}, { timeoutMs: 5_000 }),
    part: exports => ({ bulkheads: new (exports['Bulkheads'] as new () => Bulkheads)() }),
  };
  const backend: ServerSpec = { workers: 100, queue: 1_000, method: 'find', serviceMs: constant(20), answer: () => 'found' };
  const house = {
    servers: { search: { ...backend, workers: 4 } as ServerSpec, login: backend, front },
    asks: every(25, 200, index => ({ route: index % 2 === 0 ? 'search' : 'login' })),
    timeoutMs: 500,
  };
  const shared = `export class Bulkheads { free = 4; tryEnter() { if (this.free === 0) return null; this.free--; return () => { this.free++; }; } }`;
  const divided = `export class Bulkheads { free = { search: 2, login: 2 }; tryEnter(route) { if (this.free[route] === 0) return null; this.free[route]--; return () => { this.free[route]++; }; } }`;
  const fire = (f: FaultAuthor): Fault[] => [f.lose({ kind: 'reply', from: 'search' }, 1)];

  it('let everybody in as long as nothing is slow', async () => {
    for (const text of [shared, divided]) assert.equal(okOf(await run(text, house)), 200);
  });

  it('keep a slow route from taking the places of the others', async () => {
    assert.ok(okOf(await run(shared, { ...house, faults: fire }), slowRoute) < 30);
    assert.equal(okOf(await run(divided, { ...house, faults: fire }), slowRoute), 100);
  });

  const crowd = { ...house, asks: every(5, 200, () => ({ route: 'login' })) };

  twin(releasesTwice, 'who counts every release lets too many in', f => [releasesTwice(f, 'front', 0.5)], async faults => mostInside(await run(shared, { ...crowd, faults })) > 4);

  it('do not let too many in if a release counts once', async () => {
    const twice = (f: FaultAuthor): Fault[] => [releasesTwice(f, 'front', 0.5)];
    const once = `export class Bulkheads { free = 4; tryEnter() { if (this.free === 0) return null; this.free--; let held = true; return () => { if (held) this.free++; held = false; }; } }`;
    assert.equal(mostInside(await run(once, { ...crowd, faults: twice })), 4);
  });

  it('are charted by route', async () => {
    const { series } = await run(divided, { ...house, faults: fire, chart: services => services.chartRoutes('front', ['search', 'login'], 2_000) });
    const last = (name: string): number => series.get(name)!.values.at(-1)!;
    assert.deepEqual([last('Inside/search'), last('Inside/limit'), last('Turned away/search'), last('Turned away/login')], [2, 4, 20, 0]);
  });

  it('tell who has entered and left', async () => {
    const { facts } = await run(shared, house);
    const of = (type: string): unknown[] => facts.filter(fact => fact.type === type).map(({ data }) => data['request']);
    assert.deepEqual(of('entered'), every(25, 200, index => index + 1).map(({ request }) => request));
    assert.deepEqual([...of('left')].sort((a, b) => Number(a) - Number(b)), of('entered'));
  });
});

describe('a breaker', () => {
  const front: ServerSpec = {
    workers: 4, queue: 8, method: 'page', deps: ['reviews'],
    handle: async (_request, deps, { breaker }) => breaker!.call(() => (deps['reviews'] as Dep).call({}, { timeoutMs: 1_000 })).then(() => 'with reviews', () => 'without'),
    part: exports => ({ breaker: new (exports['Breaker'] as new () => Breaker)() }),
  };
  const reviews: ServerSpec = { workers: 10, queue: 100, method: 'reviews', serviceMs: constant(25), answer: () => 'nice' };
  const house = { servers: { reviews, front }, asks: every(20, 200, () => ({})), timeoutMs: 300 };
  const none = `export class Breaker { state = 'closed'; call(call) { return call(); } }`;
  const opens = `export class Breaker { failures = 0; state = 'closed';
    async call(call) { if (this.state === 'open') throw new Error('open'); try { return await call(); } catch (error) { if (++this.failures === 3) this.state = 'open'; throw error; } } }`;
  const hang = (f: FaultAuthor): Fault[] => [f.lose({ kind: 'reply', from: 'reviews' }, 1, 1_000)];

  it('does nothing as long as all is well', async () => {
    for (const text of [none, opens]) assert.equal((await run(text, house)).operations.filter(({ output }) => output === 'with reviews').length, 200);
  });

  it('keeps pages alive when a dependency hangs', async () => {
    const late = ({ operations }: RunRecord): number => operations.filter(({ invokedUs, outcome }) => invokedUs > 2_500_000 && outcome === 'ok').length;
    assert.ok(late(await run(none, { ...house, faults: hang })) < 10);
    assert.ok(late(await run(opens, { ...house, faults: hang })) > 70);
  });

  it('has no say in what the server itself can do', async () => {
    const record = await run(opens, { ...house, faults: f => [lessCapacity(f, 'front', 0.1, 1_000)] });
    assert.ok(okOf(record) < 170);
  });
});
