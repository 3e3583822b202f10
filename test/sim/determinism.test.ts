import assert from 'node:assert/strict';
import { NO_FAULTS, type FaultPlan } from '../../src/sim/index.ts';
import { fiveNodes, hardLife } from '../bench/fiveNodes.ts';

function hashOf(seed: number, mode: 'explore' | 'record', plan: FaultPlan): string {
  const world = fiveNodes(seed, mode, plan);
  while (world.events < 3000 && world.step());
  return world.hash.toString();
}

describe('a run of the engine', () => {
  for (const [name, plan] of [['without faults', NO_FAULTS], ['with some of every fault', hardLife]] as const) {
    it(`${name} is the same twice, explored or recorded`, () => {
      for (const seed of [1, 2, 3, 4_294_967_297]) {
        const first = hashOf(seed, 'explore', plan);
        assert.match(first, /^[0-9a-f]{16}$/);
        assert.equal(hashOf(seed, 'explore', plan), first);
        assert.equal(hashOf(seed, 'record', plan), first);
      }
    });
  }

  it('differs by seed and by plan', () => {
    const hashes = [1, 2, 3].flatMap(seed => [hashOf(seed, 'explore', NO_FAULTS), hashOf(seed, 'explore', hardLife)]);
    assert.equal(new Set(hashes).size, 6);
  });

  it('shows a single decision that is switched off', () => {
    const off = { ...hardLife, off: Array.from({ length: 300 }, (_, number) => `lost:n0>n1:${number}`) };
    assert.notEqual(hashOf(1, 'explore', off), hashOf(1, 'explore', hardLife));
  });
});
