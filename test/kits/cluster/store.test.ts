import assert from 'node:assert/strict';
import { Cluster, constant, Coordinator, entryOf, localStore, rotsValues, scenario, Stores, type Exports, type FaultAuthor, type RunRecord } from '../../../src/course/author.ts';
import type { Handlers, LocalStore, NodeContext, StoreEntry } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';
import { twin, type Faults } from '../twin.ts';

const NODES = ['n1', 'n2', 'n3'];
type Program = new (ctx: NodeContext, store: LocalStore) => Handlers & { onWrite?(entry: StoreEntry): void };
type Ask = readonly [atMs: number, node: string, request: { readonly write?: readonly [string, string | null]; readonly read?: string; readonly look?: string }];

/** Does nothing but tell what is in its store, and whom it heard of. */
const IDLE = `export class Node { constructor(ctx, store) { this.store = store; this.wrote = [] }
  onWrite(entry) { this.wrote.push(entry.value) }
  look(key) { return key === '*' ? [...this.store.scan()].map(e => e.key + '=' + e.value).join() : key === '?' ? this.wrote.join() : this.store.get(key)?.value } }`;

/** Three replicas, 5 ms apart, with `count` entries each. What was answered, in the order of the questions; a write answers its version's `ts`. */
async function run(asks: readonly Ask[], { faults = () => [], program = IDLE, count = 0 }: { faults?: (f: FaultAuthor) => ReturnType<Faults>; program?: string; count?: number } = {}): Promise<{ answers: unknown[]; facts: RunRecord['facts'] }> {
  const { record } = await runProgram(scenario('store', {
    symptom: '', faults,
    world(stage) {
      const cluster = new Cluster(stage);
      stage.world.network.defaultLatencyMs = constant(5);
      const stores = new Stores(stage.world);
      cluster.learners(NODES, (exports: Exports, ctx, machine) => {
        const store = stores.of(ctx.id);
        const node = new (exports['Node'] as Program)(ctx, localStore(store)) as Handlers & { onWrite(entry: StoreEntry): void; look(key: string): unknown };
        const coordinator = new Coordinator(machine, store, NODES, entry => node.onWrite(entry));
        return {
          async onRequest({ write, read, look }: Ask[2]) {
            if (write) return (await coordinator.write(...write)).version.ts;
            return look === undefined ? (await coordinator.read(read!))?.value : node.look(look);
          },
        };
      });
      for (const id of NODES) stores.of(id).preload(Array.from({ length: count }, (_, i) => entryOf(`k${i}`, `v${i}`, { ts: 1, node: 'n1' })));
      for (const [index, [atMs, node, request]] of asks.entries()) {
        stage.world.at(atMs * 1000, () => cluster.ask(node, { client: `c${index}`, f: 'ask', request, timeoutMs: 3_000, hear: output => ({ outcome: 'ok', output }) }));
      }
      cluster.start();
      return { endMs: 40_000 };
    },
  }), program);
  const answers = [...record.operations].sort((a, b) => Number(a.client.slice(1)) - Number(b.client.slice(1))).map(({ outcome, output }) => (outcome === 'ok' ? output : `${outcome} ${String(output)}`));
  return { answers, facts: record.facts };
}

const everywhere = (atMs: number, key: string): Ask[] => NODES.map(node => [atMs, node, { look: key }]);
const types = (facts: RunRecord['facts']): string[] => facts.filter(({ type }) => ['hinted', 'handed', 'forgotten'].includes(type)).map(({ type, atUs, data }) => `${type} ${String(data['to'])} at ${Math.round(atUs / 1e6)} s`);
const away = (lastsMs: number): Faults => f => [f.crash('n3', 500, { lastsMs })];
const WRITE: Ask = [1_000, 'n1', { write: ['k', 'v'] }];

describe('a node’s own store', () => {
  const inside = async (body: string, count = 0): Promise<unknown> => (await run([[1_000, 'n1', { look: 'x' }]], { count, program: `import { hash64 } from 'faultlab'
export class Node { constructor(ctx, store) { this.store = store } onWrite() {} look() { const { store } = this; ${body} } }` })).answers[0];

  it('gives its entries in the order of their keys, from and up to', async () => {
    const keys = (range: string): Promise<unknown> => inside(`return [...store.scan(${range})].map(({ key }) => key).join()`, 12);
    assert.deepEqual(await Promise.all([keys(''), keys("'k10', 'k3'"), keys("'k3x'"), keys("undefined, 'k1'"), keys("'z'")]), ['k0,k1,k10,k11,k2,k3,k4,k5,k6,k7,k8,k9', 'k10,k11,k2', 'k4,k5,k6,k7,k8,k9', 'k0', '']);
  });

  it('takes what it is given, older or not, and forgets what it is told to', async () => {
    const entry = (value: string, ts: number): string => `{ key: 'k0', value: '${value}', version: { ts: ${ts}, node: 'n1' }, sum: 'x' }`;
    assert.equal(await inside(`const seen = []; store.put(${entry('new', 9)}); store.put(${entry('old', 0)}); seen.push(store.get('k0').value); store.remove('k0'); seen.push(store.get('k0'), [...store.scan()].length); store.clear(); seen.push([...store.scan()].length); return seen.join()`, 3), 'old,,2,0');
  });

  it('cannot be changed through what it gives, and refuses what is no entry', async () => {
    assert.equal(await inside(`const seen = []; try { store.get('k0').value = 'x' } catch (error) { seen.push(error.name) } try { store.put({ key: 'k0', value: 7 }) } catch (error) { seen.push(error.code) } return [...seen, store.get('k0').value].join()`, 1), 'TypeError,BadEntry,v0');
  });

  it('has sums that a program can make', async () => {
    assert.equal(await inside("const { key, value, version, sum } = store.get('k0'); return hash64(JSON.stringify([key, value, version.ts, version.node])).toString(16) === sum", 1), true);
  });
});

describe('a coordinator', () => {
  it('brings a write to all replicas, says yes when two have it, and reads the newest of two', async () => {
    const { answers, facts } = await run([WRITE, [1_011, 'n2', { read: 'k' }], [2_000, 'n2', { write: ['k', null] }], [2_100, 'n3', { read: 'k' }], [2_200, 'n3', { read: 'nothing' }], ...everywhere(3_000, '?')]);
    assert.deepEqual(answers.slice(1), ['v', answers[2], null, undefined, 'v,', 'v,', 'v,']);
    assert.ok((answers[2] as number) > (answers[0] as number));
    assert.equal(facts.filter(({ type, data }) => type === 'stored' && data['by'] === 'write').length, 6);
  });

  it('makes versions that grow, whatever its clock says', async () => {
    const { answers } = await run([WRITE, [2_000, 'n2', { write: ['k', 'later'] }], ...everywhere(3_000, 'k')], { faults: f => [f.jump('n2', -5_000, 0)] });
    assert.equal(answers[1], (answers[0] as number) + 1);
    assert.deepEqual(answers.slice(2), ['later', 'later', 'later']);
  });

  it('does without one replica, and not without two', async () => {
    const two: Faults = f => [f.crash('n2', 500), f.crash('n3', 500)];
    const asks: Ask[] = [WRITE, [1_500, 'n1', { read: 'k' }]];
    assert.equal((await run(asks, { faults: away(60_000) })).answers[1], 'v');
    assert.match((await run(asks, { faults: two })).answers.join(), /^info Unknown: fewer than 2 replicas answered the write within 1000 ms,info Unknown: fewer than 2 replicas answered the read/);
  });

  it('keeps a hint for a replica that is away, hands it over when it is back, and forgets it after ten seconds', async () => {
    const short = await run([WRITE, ...everywhere(9_000, 'k')], { faults: away(5_000) });
    assert.deepEqual([short.answers.slice(1), types(short.facts)], [['v', 'v', 'v'], ['hinted n3 at 2 s', 'handed n3 at 6 s']]);
    const long = await run([WRITE, ...everywhere(30_000, 'k')], { faults: away(15_000) });
    assert.deepEqual([long.answers.slice(1), types(long.facts)], [['v', 'v', undefined], ['hinted n3 at 2 s', 'forgotten n3 at 12 s']]);
  });

  it('loses its hints when it crashes', async () => {
    const asks = [WRITE, ...everywhere(9_000, 'k')];
    const holder: Faults = f => [f.crash('n1', 3_000, { lastsMs: 500 })];
    assert.deepEqual((await run(asks, { faults: f => [...away(5_000)(f), ...holder(f)] })).answers.slice(1), ['v', 'v', undefined]);
    assert.deepEqual((await run(asks, { faults: holder })).answers.slice(1), ['v', 'v', 'v']);
  });

  it('repairs after one read of ten what a replica has missed, and tells the program', async () => {
    const reads = Array.from({ length: 60 }, (_, i): Ask => [16_000 + 50 * i, 'n2', { read: 'k' }]);
    const { answers, facts } = await run([WRITE, ...reads, ...everywhere(30_000, 'k'), ...everywhere(30_000, '?')], { faults: away(15_000) });
    assert.deepEqual(answers.slice(-6), Array(6).fill('v'));
    const repaired = facts.filter(({ type, data }) => type === 'stored' && data['by'] === 'repair');
    assert.deepEqual(repaired.map(({ node }) => node), ['n3']);
    assert.ok(repaired[0]!.atUs > 16_000_000 && repaired[0]!.atUs < 19_000_000);
  });

  it('keeps what it stored over a crash, and not on a destroyed disk', async () => {
    const asks = [WRITE, ...everywhere(9_000, '*')];
    assert.deepEqual((await run(asks, { faults: f => [f.crash('n2', 2_500, { lastsMs: 500 })] })).answers.slice(1), ['k=v', 'k=v', 'k=v']);
    assert.deepEqual((await run(asks, { faults: f => [f.crash('n2', 2_500, { lastsMs: 500, disk: 'destroyed' })] })).answers.slice(1), ['k=v', '', 'k=v']);
  });

  it('does not take an answer to a process before it for its own', async () => {
    const late: Faults = f => [f.late({ method: 'stored' }, 1, constant(1_500)), f.crash('n1', 1_500, { lastsMs: 100 }), f.cut(['n1'], ['n2', 'n3'], 1_600, { oneWay: true })];
    assert.match(String((await run([WRITE, [2_000, 'n1', { write: ['k', 'w'] }]], { faults: late })).answers[1]), /fewer than 2/);
  });
});

describe('what faults do to stores', () => {
  const differ = (answers: readonly unknown[]): boolean => new Set(answers).size > 1;
  const damaged = async (faults: Faults): Promise<boolean> => differ((await run(everywhere(9_000, '*'), { count: 5, faults })).answers);

  twin(rotsValues, 'copies of equal versions differ', f => [rotsValues(f, 'n2', 2, 3_000)], damaged);

  it('rotsValues: so many values, under the same versions and sums', async () => {
    const { answers, facts } = await run(everywhere(9_000, '*'), { count: 5, faults: f => [rotsValues(f, 'n2', 2, 3_000)] });
    const values = (text: unknown): string[] => String(text).split(',');
    assert.equal(values(answers[1]).filter((value, i) => value !== values(answers[0])[i]).length, 2);
    assert.equal(facts.filter(({ type, node }) => type === 'rotten' && node === 'n2').length, 2);
  });

  for (const [fault, faults] of [
    ['a replica that is away for longer than hints are kept', away(15_000)],
    ['lost hints of a crash', f => [...away(5_000)(f), f.crash('n1', 3_000, { lastsMs: 500 })]],
    ['a lost write, whose hint is lost too', f => [f.lose({ method: 'write', to: 'n3' }, 1), f.lose({ method: 'hint' }, 1)]],
    ['a destroyed disk', f => [f.crash('n3', 3_000, { lastsMs: 500, disk: 'destroyed' })]],
  ] as readonly (readonly [string, Faults])[]) {
    it(`${fault}: copies differ for ever with it and not without it`, async () => {
      const asks = [WRITE, ...everywhere(30_000, 'k')];
      assert.equal(differ((await run(asks)).answers.slice(1)), false);
      assert.equal(differ((await run(asks, { faults })).answers.slice(1)), true);
    });
  }
});
