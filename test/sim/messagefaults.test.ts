import assert from 'node:assert/strict';
import { constant, lognormal, type Fault, type FaultPlan } from '../../src/sim/index.ts';
import { listeners, run, sendEveryMs } from './support.ts';

const always = { atMs: 0 } as const;
const lose: Fault = { id: 'lost', kind: 'lose', start: always, filter: {}, rate: 0.2 };
const double: Fault = { id: 'doubled', kind: 'double', start: always, filter: {}, rate: 0.2, delayMs: constant(3) };
const late: Fault = { id: 'late', kind: 'late', start: always, filter: {}, rate: 0.2, delayMs: lognormal(1000, 0.5) };

/** When each of 500 messages arrived, by its body. */
function arrivalsUnder(plan: FaultPlan): Map<number, number[]> {
  const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan);
  sendEveryMs(world, a!, b!, 1, 501);
  run(world);
  const times = new Map<number, number[]>();
  for (const { body, atMs } of arrivals) times.set(body as number, [...(times.get(body as number) ?? []), atMs]);
  return times;
}

const lostIn = (times: Map<number, number[]>): number[] => Array.from({ length: 500 }, (_, i) => i + 1).filter(body => !times.has(body));
const twiceIn = (times: Map<number, number[]>): number[] => [...times].filter(([, at]) => at.length === 2).map(([body]) => body);

describe('faults on single messages', () => {
  it('hit about the share of messages that they are to hit', () => {
    const lost = lostIn(arrivalsUnder({ faults: [lose], off: [] })).length;
    assert.ok(lost > 70 && lost < 130, `${lost}`);
    const all = arrivalsUnder({ faults: [{ ...lose, rate: 1 }], off: [] });
    assert.equal(all.size, 0);
    assert.equal(arrivalsUnder({ faults: [{ ...lose, rate: 0 }], off: [] }).size, 500);
  });

  it('hit so many and then no more, if that is asked', () => {
    assert.deepEqual(lostIn(arrivalsUnder({ faults: [{ ...lose, rate: 1, most: 2, start: { atMs: 99.5 } }], off: [], only: { decisions: [] } })), [100, 101]);
  });

  it('hit only those of a list, if there is one', () => {
    const [first, second] = lostIn(arrivalsUnder({ faults: [lose], off: [] }));
    assert.deepEqual(lostIn(arrivalsUnder({ faults: [lose], off: [], only: { decisions: [`lost:a>b:${second! - 1}`] } })), [second]);
    assert.deepEqual(lostIn(arrivalsUnder({ faults: [lose], off: [`lost:a>b:${first! - 1}`], only: { decisions: [first!, second!].map(body => `lost:a>b:${body - 1}`) } })), [second]);
  });

  it('hit only messages between the nodes they aim at', () => {
    const { world, arrivals, nodes: [a, b, c] } = listeners(['a', 'b', 'c'], { faults: [{ ...lose, rate: 1, filter: { from: ['a', 'b'], to: 'c' } }], off: [] });
    sendEveryMs(world, a!, b!, 1, 2);
    sendEveryMs(world, a!, c!, 2, 3);
    sendEveryMs(world, b!, c!, 3, 4);
    sendEveryMs(world, c!, a!, 4, 5);
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [1, 4]);
  });

  it('double: the second copy comes when it is said to', () => {
    const times = arrivalsUnder({ faults: [double], off: [] });
    const twice = twiceIn(times);
    assert.ok(twice.length > 70);
    for (const body of twice) assert.deepEqual(times.get(body), [body + 3, body + 10]);
  });

  it('late: far behind what was sent after it', () => {
    const times = arrivalsUnder({ faults: [late], off: [] });
    const lateOnes = [...times].filter(([body, [at]]) => at! > body + 10);
    assert.ok(lateOnes.length > 70 && lateOnes.every(([body, [at]]) => at! > body + 100));
  });

  it('can be switched off one by one, and no other decision shifts', () => {
    const faults = [lose, double, late];
    const before = arrivalsUnder({ faults, off: [] });
    const victim = lostIn(before)[3]!;
    const after = arrivalsUnder({ faults, off: [`lost:a>b:${victim - 1}`] });
    assert.ok(after.has(victim));
    after.delete(victim);
    assert.deepEqual([...after].sort(([x], [y]) => x - y), [...before].sort(([x], [y]) => x - y));

    const twice = twiceIn(before)[5]!;
    const single = arrivalsUnder({ faults, off: [`doubled:a>b:${twice - 1}`] });
    assert.equal(single.get(twice)!.length, 1);
    assert.deepEqual(lostIn(single), lostIn(before));
    assert.deepEqual(twiceIn(single), twiceIn(before).filter(body => body !== twice));
  });

  it('taken out of a plan leave the decisions of the others as they were', () => {
    const all = lostIn(arrivalsUnder({ faults: [late, lose], off: [] }));
    assert.deepEqual(lostIn(arrivalsUnder({ faults: [lose], off: [] })), all);
    assert.deepEqual(lostIn(arrivalsUnder({ faults: [lose, double], off: [] })), all);
  });

  it('aim by kind, operation, sender and receiver', () => {
    const filters = [{ kind: 'reply' }, { method: 'debit' }, { from: 'b' }, { to: 'c' }] as const;
    const survivors = filters.map(filter => {
      const { world, arrivals, nodes: [a, b, c] } = listeners(['a', 'b', 'c'], { faults: [{ ...lose, filter, rate: 1 }], off: [] });
      world.at(1000, () => {
        world.network.send(a!, b!, 'a>b debit', { kind: 'call', method: 'debit' });
        world.network.send(b!, a!, 'b>a reply', { kind: 'reply', method: 'credit' });
        world.network.send(a!, c!, 'a>c send', { kind: 'send' });
      });
      run(world);
      return arrivals.map(({ body }) => body);
    });
    assert.deepEqual(survivors, [['a>b debit', 'a>c send'], ['b>a reply', 'a>c send'], ['a>b debit', 'a>c send'], ['a>b debit', 'b>a reply']]);
  });

  it('strike only while they last', () => {
    const times = arrivalsUnder({ faults: [{ ...lose, rate: 1, start: { atMs: 99.5 }, lastsMs: 100 }], off: [] });
    assert.deepEqual(lostIn(times), Array.from({ length: 100 }, (_, i) => i + 100));
  });

  it('hold: nothing arrives before the fault is over, all of it after', () => {
    const hold: Fault = { id: 'held', kind: 'hold', start: { atMs: 99.5 }, lastsMs: 100, filter: {}, rate: 1 };
    const times = arrivalsUnder({ faults: [hold], off: ['held:a>b:149'] });
    assert.deepEqual([...times].filter(([body, [at]]) => at !== body + 10), Array.from({ length: 100 }, (_, i) => [i + 100, [209.5]]).filter(([body]) => body !== 150));
  });
});
