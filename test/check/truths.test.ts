import assert from 'node:assert/strict';
import { Connectivity } from '../../src/check/connectivity.ts';
import { conserved, neverBelowZero, type Movement } from '../../src/check/conservation.ts';
import { durable } from '../../src/check/durability.ts';
import { stalenessOf } from '../../src/check/staleness.ts';
import type { Strike } from '../../src/sim/index.ts';

describe('durable', () => {
  const words = { noun: 'row', promised: 'acknowledged', why: 'a customer was told that it is safe' };
  const promised = [{ id: 'r1', atUs: 1_000_000, row: 4 }, { id: 'r2', atUs: 2_100_000, row: 9, node: 'n1' }];

  it('accepts survivors, and what may be lost', () => {
    assert.equal(durable(promised, new Set(['r1', 'r2', 'r3']), words), undefined);
    assert.equal(durable(promised, new Set(['r1']), words, new Set(['r2'])), undefined);
  });

  it('names what was promised and is gone', () => {
    assert.deepEqual(durable(promised, new Set(['r1']), words), { message: 'Row r2 was acknowledged by n1 at 2.1 s and is nowhere at the end: a customer was told that it is safe', atUs: 2_100_000, row: 9, node: 'n1' });
  });
});

describe('conservation', () => {
  const opening = new Map([['a', 40], ['b', 100]]);
  const move = (account: string, amount: number, atMs: number, node = 'n1'): Movement => ({ account, amount, atUs: atMs * 1_000, row: atMs, node });

  it('sees an account paid out twice', () => {
    const found = neverBelowZero(opening, [move('a', -40, 300, 'n3'), move('a', -40, 200)], 'the bank paid money it did not have');
    assert.equal(found?.message, 'a held 0; n3 took 40 at 0.3 s: the bank paid money it did not have');
    assert.equal(neverBelowZero(opening, [move('a', -40, 200), move('a', 40, 250), move('a', -40, 300)], ''), undefined);
  });

  it('compares the balances at the end with all movements, whatever became of the open ones', () => {
    const done = [move('a', -10, 100), move('b', 25, 120)];
    const open = [move('b', 7, 130), move('b', -3, 140)];
    for (const b of [125, 132, 122, 129]) assert.equal(conserved(opening, done, open, new Map([['a', 30], ['b', b]]), 'lost'), undefined, String(b));
    assert.match(conserved(opening, done, open, new Map([['a', 30], ['b', 126]]), 'money is gone')!.message, /^b should hold 125 at the end and holds 126: money is gone$/);
  });
});

describe('staleness', () => {
  const staleness = stalenessOf([{ key: 'x', value: 1, atUs: 0 }, { key: 'x', value: 3, atUs: 500 }, { key: 'x', value: 2, atUs: 200 }, { key: 'y', value: 9, atUs: 10 }]);

  it('counts from the first overwrite', () => {
    assert.deepEqual([staleness('x', 1, 150), staleness('x', 1, 350), staleness('x', 2, 600), staleness('x', 3, 9_000), staleness('y', 9, 9_000)], [0, 150, 100, 0, 0]);
  });

  it('knows what nobody wrote', () => {
    assert.equal(staleness('x', 7, 100), undefined);
  });
});

describe('connectivity', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e'];
  const strike = (kind: string, parameters: object, fromUs = 100, toUs = 200): Strike => ({ fault: { id: kind, kind, start: { atMs: 0 }, ...parameters }, fromUs, toUs });
  const truth = (strikes: readonly Strike[], me: string, peer: string, atUs = 150) => new Connectivity(nodes, strikes).truth(me, peer, atUs);

  it('knows what can be known of a link', () => {
    const oneWay = [strike('cut', { from: ['a'], to: ['b'], oneWay: true })];
    assert.deepEqual([truth(oneWay, 'a', 'b'), truth(oneWay, 'b', 'a'), truth(oneWay, 'a', 'c'), truth(oneWay, 'a', 'b', 99), truth(oneWay, 'a', 'b', 200)], ['outbound-lost', 'inbound-lost', 'ok', 'ok', 'ok']);
    const link = [strike('cut', { from: ['a'], to: ['b'], oneWay: false })];
    assert.deepEqual([truth(link, 'a', 'b'), truth(link, 'b', 'a')], ['link-cut', 'link-cut']);
    const split = [strike('cut', { from: ['a', 'b'], to: ['c', 'd', 'e'], oneWay: false })];
    assert.deepEqual([truth(split, 'a', 'b'), truth(split, 'a', 'c'), truth(split, 'd', 'e')], ['ok', 'unreachable', 'ok']);
    assert.deepEqual([truth([strike('crash', { node: 'b' })], 'a', 'b'), truth([strike('pause', { node: 'b' })], 'a', 'b')], ['unreachable', 'unreachable']);
  });

  it('does not promise news that nobody can carry', () => {
    const mute = [strike('cut', { from: ['b'], to: ['a', 'c', 'd', 'e'], oneWay: true })];
    assert.equal(truth(mute, 'a', 'b'), 'unreachable');
  });

  it('counts a majority by two-way links to running nodes', () => {
    const split = new Connectivity(nodes, [strike('cut', { from: ['a', 'b'], to: ['c', 'd', 'e'], oneWay: true }), strike('crash', { node: 'e' }, 150, 160)]);
    assert.deepEqual(nodes.map(node => split.hasMajority(node, 120)), [false, false, true, true, true]);
    assert.deepEqual(['c', 'd'].map(node => split.hasMajority(node, 155)), [false, false]);
    assert.deepEqual(split.changesUs(), [100, 150, 160, 200]);
  });
});
