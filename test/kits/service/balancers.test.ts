import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { answersWith, slower } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import type { Balancer } from '../../../src/kits/service/api.ts';
import type { ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { twin } from '../twin.ts';

const BACKENDS = ['b1', 'b2', 'b3', 'b4'];

interface House {
  /** Requests a second, for 4 s, in turn at two balancers. */
  readonly perSecond?: number;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  /** Keys of the requests, in turn. */
  readonly keys?: readonly string[];
  readonly cache?: ServerSpec['cache'];
}

/** Four backends that each do 50 requests a second, two at a time, and two balancers. */
async function run(text: string, { perSecond = 100, faults = () => [], keys, cache }: House = {}): Promise<RunRecord> {
  const backend: ServerSpec = { workers: 2, queue: 1_000, method: 'get', serviceMs: constant(40), answer: () => 'page', ...(cache ? { cache } : {}) };
  const { record } = await runProgram(scenario('house', {
    symptom: '',
    world(stage) {
      const services = new Services(stage, { linkMs: 1, noun: 'request' });
      for (const id of BACKENDS) services.server(id, backend);
      services.balancers(['lb1', 'lb2'], {
        backends: BACKENDS, timeoutMs: 2_000, checkMs: 100, make: exports => new (exports['Balancer'] as new () => Balancer)(),
        ...(keys ? { keyOf: request => (request as { item: string }).item } : {}),
      });
      times(stage, Array.from({ length: 4 * perSecond }, (_, index) => (index * 1_000) / perSecond), index => services.ask(`lb${(index % 2) + 1}`, {
        number: index + 1, f: 'get', request: keys ? { item: keys[index % keys.length] } : {}, timeoutMs: 2_000,
      }));
      services.start();
      services.chartTogether(BACKENDS, 6_000);
      return { endMs: 6_500 };
    },
    faults,
  }), text);
  return record;
}

const balancer = (pick: string, more = ''): string => `export class Balancer {
  ids = []; open = {}; turn = 0;
  members(ids) { this.ids = ids; }
  pick(request) { const { ids, open } = this; ${pick} }
  started(id) { this.open[id] = (this.open[id] ?? 0) + 1; }
  finished(id, result) { this.open[id]--; ${more} }
}`;
const IN_TURN = balancer('return ids[this.turn++ % ids.length];');
const LEAST_OPEN = balancer('const of = id => open[id] ?? 0; return ids.reduce((a, b) => (of(b) < of(a) ? b : a));');

const share = ({ facts }: RunRecord, id: string): number => {
  const arrived = facts.filter(({ type }) => type === 'arrived');
  return arrived.filter(({ node }) => node === id).length / arrived.length;
};
const failed = ({ operations }: RunRecord): number => operations.filter(({ outcome }) => outcome !== 'ok').length;
const slowestMs = ({ operations }: RunRecord): number => Math.max(...operations.map(({ outcome, invokedUs, completedUs }) => (outcome === 'ok' ? (completedUs - invokedUs) / 1_000 : 0)));

describe('load balancers', () => {
  it('pass each request on to the backend that is picked, and its answer back', async () => {
    const record = await run(IN_TURN);
    assert.ok(record.operations.every(({ output }) => output === 'page'));
    for (const id of BACKENDS) assert.equal(share(record, id), 0.25);
    assert.equal(slowestMs(record), 42);
    assert.equal(record.operations[0]!.client, 'request 1');
  });

  it('each know their own requests alone', async () => {
    const { facts } = await run(IN_TURN);
    assert.deepEqual(facts.filter(({ type }) => type === 'arrived').slice(0, 8).map(({ node }) => node), ['b1', 'b1', 'b2', 'b2', 'b3', 'b3', 'b4', 'b4']);
  });

  it('tell how long a request took and whether it succeeded', async () => {
    const expecting = (words: string): string => balancer('return ids[this.turn++ % ids.length];', `if (!(${words})) throw new Error(JSON.stringify(result));`);
    await run(expecting('result.ms === 42 && result.ok'));
    await run(expecting('result.ok ? result.ms === 42 : result.ms === 3'), { faults: f => [answersWith(f, 'b3', { status: 503, code: 'Unavailable' }, 1, 'attempt')] });
  });

  it('refuse what is no member', async () => {
    await assert.rejects(run(balancer('return "b9";')), /which is no member at present/);
  });

  const slow = { faults: (f: FaultAuthor): Fault[] => [slower(f, 'b2', 10, 0)] };

  twin(slower, 'who takes turns fails', slow.faults, async faults => failed(await run(IN_TURN, { faults })) > 0);

  it('feel a slow backend much when they take turns, and hardly when they look at what is open', async () => {
    for (const text of [IN_TURN, LEAST_OPEN]) assert.equal(slowestMs(await run(text)), 42);
    assert.ok(failed(await run(IN_TURN, slow)) > 40);
    assert.equal(failed(await run(LEAST_OPEN, slow)), 0);
  });

  it('feed a backend that fails fast when they look only at what is open', async () => {
    const broken = { perSecond: 150, faults: (f: FaultAuthor): Fault[] => [answersWith(f, 'b2', { status: 503, code: 'Unavailable' }, 1, 'attempt')] };
    assert.ok(share(await run(LEAST_OPEN, { perSecond: 150 }), 'b2') < 0.3);
    assert.ok(share(await run(LEAST_OPEN, broken), 'b2') > 0.4);
    assert.equal(share(await run(IN_TURN, broken), 'b2'), 0.25);
  });

  it('hear of a lost backend at the next check, and what was open to it breaks off', async () => {
    assert.equal(failed(await run(IN_TURN)), 0);
    const record = await run(IN_TURN, { faults: f => [f.crash('b2', 1_000, { lastsMs: 1_000 })] });
    assert.ok(failed(record) > 0 && failed(record) < 10, String(failed(record)));
    assert.ok(record.operations.filter(({ outcome }) => outcome !== 'ok').every(({ output }) => output === 'Unknown: the connection to b2 was reset'));
    const arrivals = record.facts.filter(({ type, node }) => type === 'arrived' && node === 'b2').map(({ atUs }) => atUs);
    assert.ok(arrivals.every(atUs => atUs < 1_000_000 || atUs > 2_000_000));
    assert.ok(arrivals.some(atUs => atUs > 2_000_000));
  });

  it('chart where requests go', async () => {
    const { series } = await run(balancer('return ids[0];'));
    assert.equal(series.get('Requests/b1')!.values[3], 100);
    assert.equal(series.get('Requests/b2')!.values[3], 0);
    assert.ok(series.get('Waiting/b1')!.values[3]! > 20);
  });
});

describe('a server with a cache', () => {
  const cache = { entries: 2, hitMs: constant(4), keyOf: (request: unknown) => (request as { item: string }).item };
  const BY_KEY = balancer('return ids[{ x: 0, y: 1 }[request.key[0]]];');
  const missed = ({ facts }: RunRecord, fromUs = 0): number => facts.filter(({ type, atUs }) => type === 'missed' && atUs >= fromUs).length;

  it('is fast where it is asked about what it has', async () => {
    const record = await run(BY_KEY, { keys: ['x1', 'y1', 'x2', 'y2'], cache });
    assert.equal(missed(record), 4);
    assert.equal(record.operations.at(-1)!.completedUs - record.operations.at(-1)!.invokedUs, 6_000);
  });

  it('has nothing of what is asked elsewhere, and no room for more than its entries', async () => {
    assert.ok(missed(await run(IN_TURN, { keys: ['x1', 'y1', 'x2', 'y2', 'x3'], cache })) > 300);
    assert.equal(missed(await run(balancer('return ids[0];'), { keys: ['x1', 'x2', 'x3'], cache, perSecond: 40 })), 160);
  });

  it('is empty after a crash', async () => {
    const { facts } = await run(BY_KEY, { keys: ['x1', 'y1', 'x2', 'y2'], cache, faults: f => [f.crash('b1', 1_000, { lastsMs: 500 })] });
    const missed = facts.filter(({ type, node }) => type === 'missed' && node === 'b1');
    assert.deepEqual(missed.map(({ data, atUs }) => `${String(data['key'])} ${atUs < 1_000_000 ? 'before' : 'after'}`), ['x1 before', 'x2 before', 'x1 after', 'x2 after']);
  });
});
