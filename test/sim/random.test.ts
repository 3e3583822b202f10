import assert from 'node:assert/strict';
import fc from 'fast-check';
import { hashText, KeyedDraws, RandomStream } from '../../src/sim/index.ts';

const draw = (stream: RandomStream, count: number): number[] => Array.from({ length: count }, () => stream.next32());

describe('named streams', () => {
  it('give these numbers for ever: a stored seed must mean the same run', () => {
    assert.deepEqual(draw(new RandomStream(1, 'network'), 4), [597499186, 2685527239, 3704459079, 3902089977]);
    assert.deepEqual(draw(new RandomStream(2 ** 40 + 7, 'workload'), 2), [3840508420, 2013169943]);
    assert.equal(hashText('disk of n1'), 686471091);
  });

  it('do not shift each other', () => {
    const alone = draw(new RandomStream(7, 'faults'), 20);
    const other = new RandomStream(7, 'workload');
    const beside = new RandomStream(7, 'faults');
    const mixed = Array.from({ length: 20 }, (_, i) => {
      draw(other, i % 3);
      return beside.next32();
    });
    assert.deepEqual(mixed, alone);
  });

  it('differ by name and by every bit of the seed', () => {
    const firsts = [[1, 'a'], [1, 'b'], [2, 'a'], [2 ** 32 + 1, 'a'], [2 ** 45 + 1, 'a']].map(([seed, name]) => new RandomStream(seed as number, name as string).next32());
    assert.equal(new Set(firsts).size, firsts.length);
  });

  it('give whole numbers of the whole range and nothing beyond', () => {
    fc.assert(fc.property(fc.integer(), fc.integer({ min: -50, max: 50 }), fc.integer({ min: 0, max: 5 }), (seed, low, width) => {
      const stream = new RandomStream(seed, 'dice');
      const seen = new Set(Array.from({ length: 300 }, () => stream.integer(low, low + width)));
      assert.deepEqual([...seen].sort((a, b) => a - b), Array.from({ length: width + 1 }, (_, i) => low + i));
    }), { numRuns: 30 });
  });

  it('shuffle a copy, and every item is in it', () => {
    const items = Object.freeze(['a', 'b', 'c', 'd']);
    const stream = new RandomStream(3, 'shuffle');
    const orders = new Set(Array.from({ length: 500 }, () => stream.shuffle(items).join('')));
    assert.equal(orders.size, 24);
    assert.ok([...orders].every(order => [...order].sort().join('') === 'abcd'));
  });
});

describe('keyed draws', () => {
  it('give these numbers for ever', () => {
    const draws = new KeyedDraws(1, 'service times');
    assert.deepEqual([draws.at(0), draws.at(1), draws.at(0, 1), draws.at(0, 0, 1)], [0.3376315609784797, 0.7728537494549528, 0.9053606499219313, 0.4197206547250971]);
  });

  it('depend on nothing but the key', () => {
    const draws = new KeyedDraws(5, 'x');
    const before = draws.at(3, 4, 5);
    for (let i = 0; i < 10; i++) draws.at(i);
    assert.equal(draws.at(3, 4, 5), before);
    assert.equal(new KeyedDraws(5, 'x').at(3, 4, 5), before);
    assert.notEqual(new KeyedDraws(6, 'x').at(3, 4, 5), before);
    assert.notEqual(new KeyedDraws(5, 'y').at(3, 4, 5), before);
  });

  it('are spread evenly over (0, 1), along each part of the key', () => {
    const draws = new KeyedDraws(11, 'even');
    for (const at of [(i: number) => draws.at(i), (i: number) => draws.at(1, i), (i: number) => draws.at(1, 2, i)]) {
      const tenths = new Array<number>(10).fill(0);
      for (let i = 0; i < 10_000; i++) tenths[Math.floor(at(i) * 10)]!++;
      assert.ok(tenths.every(count => count > 850 && count < 1150), tenths.join());
    }
  });

  it('never give 0 or 1, whose quantiles would be infinite', () => {
    fc.assert(fc.property(fc.integer(), fc.nat(), fc.nat(), (seed, a, b) => {
      const u = new KeyedDraws(seed, 'open').at(a, b);
      assert.ok(u > 0 && u < 1);
    }));
  });
});
