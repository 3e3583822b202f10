import assert from 'node:assert/strict';
import { claimsOf, leaseHonest, leasesOf, noForeignRelease } from '../../src/check/leases.ts';
import type { Fact } from '../../src/sim/index.ts';
import { fact, runOf } from './runs.ts';

const granted = (atMs: number, node: string, token: number, name = 'n'): Fact => fact('granted', atMs, { name, owner: `${node}!`, token }, node);
const expired = (atMs: number, node: string, token: number, name = 'n'): Fact => fact('expired', atMs, { name, owner: `${node}!`, token }, node);
const released = (atMs: number, node: string, token: number, by: string): Fact => fact('released', atMs, { name: 'n', owner: `${node}!`, token, by }, node);
const wrote = (atMs: number, node: string, name = 'n'): Fact => fact('wrote', atMs, { name, owner: `${node}!` }, node);

function honest(...facts: readonly Fact[]): string | undefined {
  const leases = leasesOf(runOf({ facts }));
  return leaseHonest(leases, claimsOf(facts, 'wrote', 'wrote'))?.message;
}

describe('leases', () => {
  it('are spans of the service, of one name each', () => {
    const facts = [granted(10, 'a', 1), granted(12, 'b', 1, 'm'), expired(20, 'a', 1), granted(25, 'b', 2), released(30, 'b', 2, 'b')];
    assert.deepEqual(leasesOf(runOf({ facts })).map(({ name, node, token, fromUs, toUs, releasedBy }) => [name, node, token, fromUs, toUs, releasedBy]), [
      ['n', 'a', 1, 10_000, 20_000, undefined], ['m', 'b', 1, 12_000, Infinity, undefined], ['n', 'b', 2, 25_000, 30_000, 'b'],
    ]);
  });

  it('are honest if whoever acts as the holder holds one', () => {
    assert.equal(honest(granted(10, 'a', 1), wrote(10, 'a'), wrote(19, 'a'), expired(20, 'a', 1), granted(20, 'a', 2), wrote(21, 'a')), undefined);
  });

  it('are not if it has ended, was another one\'s or never began', () => {
    assert.match(honest(granted(10, 'a', 1), expired(4_310, 'a', 1), wrote(4_800, 'a'))!, /^a wrote under the lock n at 4\.8 s; its lease ended at 4\.31 s: /);
    assert.match(honest(granted(10, 'a', 1), released(20, 'a', 1, 'a'), granted(1_020, 'b', 2), wrote(2_000, 'a'))!, /its lease ended at 0\.02 s, and b holds it since 1\.02 s/);
    assert.match(honest(granted(10, 'a', 1), wrote(20, 'b'))!, /it never had a lease, and a holds it/);
    assert.match(honest(granted(10, 'a', 1, 'm'), wrote(20, 'a'))!, /it never had a lease:/);
  });

  it('are ended by their holders alone', () => {
    const foreign = (...facts: readonly Fact[]) => noForeignRelease(leasesOf(runOf({ facts })));
    assert.equal(foreign(granted(10, 'a', 1), released(20, 'a', 1, 'a'), granted(30, 'b', 2), expired(40, 'b', 2)), undefined);
    const found = foreign(granted(10, 'a', 1), released(20, 'a', 1, 'a'), granted(30, 'b', 2), released(9_100, 'b', 2, 'a'))!;
    assert.match(found.message, /^a released the lock n at 9\.1 s, while b held it: /);
    assert.deepEqual([found.atUs, found.node], [9_100_000, 'a']);
  });
});
