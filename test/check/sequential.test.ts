import assert from 'node:assert/strict';
import { casRegister } from '../../src/check/linearization/casregister.ts';
import { queue } from '../../src/check/linearization/containers.ts';
import { explained } from '../../src/check/linearization/search.ts';
import { sequentiallyExplained } from '../../src/check/linearization/sequential.ts';
import { modelOf } from '../../src/check/linearization/steps.ts';
import type { Operation } from '../../src/sim/history.ts';
import { corrupted, Dice, generated } from './histories/generate.ts';
import { testObjects, type TestObject } from './histories/objects.ts';
import { operations } from './history.ts';

/** Whether some order that keeps each client's own explains all answers, found by trying them all. */
function hasOrder(object: TestObject, history: readonly Operation[]): boolean {
  const happened = history.filter(({ outcome }) => outcome !== 'fail');
  const search = (left: readonly Operation[], state: unknown): boolean => left.every(({ outcome }) => outcome === 'info') || left.some(next => {
    if (left.some(other => other.client === next.client && other.outcome === 'ok' && other.invokedUs < next.invokedUs)) return false;
    const did = object.does(state, next.f, next.input);
    return did !== undefined && (next.outcome === 'info' || Object.is(did.output, next.output)) && search(left.filter(other => other !== next), did.state);
  });
  return search(happened, object.initial);
}

describe('sequential consistency', () => {
  it('asks only for the order of each client', () => {
    const stale = operations([['a', 'write', 'k', 'x', 'ok', 0, 1], ['b', 'read', 'k', undefined, 'ok', 2, 3]]);
    assert.equal(explained(casRegister, stale).found, 'none');
    assert.deepEqual(sequentiallyExplained(casRegister, stale).order?.operations.map(({ client }) => client), ['b', 'a']);
    assert.equal(sequentiallyExplained(casRegister, operations([['a', 'write', 'k', 'x', 'ok', 0, 1], ['a', 'read', 'k', undefined, 'ok', 2, 3]])).found, 'none');
  });

  it('says so if there are too many orders', () => {
    const writes = Array.from({ length: 12 }, (_, i) => [`w${i}`, 'write', 'k', `v${i}`, 'ok', 0, 9] as const);
    assert.equal(sequentiallyExplained(casRegister, operations([...writes, ['r', 'read', 'k', 'made up', 'ok', 10, 11]]), 500).found, 'unknown');
  });

  for (const [name, model] of [['casRegister', casRegister], ['queue', queue]] as const) {
    it(`of a ${name} agrees with trying all orders`, () => {
      const object: TestObject = testObjects[name];
      const seen = { order: 0, none: 0, unknown: 0 };
      for (let seed = 0; seed < 4_000; seed++) {
        const dice = new Dice(seed);
        const good = generated(object, dice, { operations: 2 + dice.below(5), processes: 2 + dice.below(2), crashesOneIn: 6 });
        const history = corrupted(object, dice, seed % 4 === 0 ? good : corrupted(object, dice, good));
        const { found } = sequentiallyExplained<any>(model, history.filter(({ outcome }) => outcome !== 'fail'));
        seen[found]++;
        assert.equal(found === 'order', hasOrder(object, history), `seed ${seed}`);
      }
      assert.ok(seen.order > 400 && seen.none > 400 && seen.unknown === 0, JSON.stringify(seen));
    });
  }
});

describe('a model given as a step function', () => {
  it('is judged like any other', () => {
    const lock = modelOf<string | null>(null, (holder, f, input) => (f === 'lock' ? (holder === null ? { state: input as string } : undefined) : holder === input ? { state: null } : undefined));
    const events = (secondFromUs: number): Operation[] => [['lock', 'a', 0, 2], ['unlock', 'a', 5, 6], ['lock', 'b', secondFromUs, secondFromUs + 1]].map(([f, input, invokedUs, completedUs], id) =>
      ({ id, client: String(input), f: String(f), input, outcome: 'ok', invokedUs: Number(invokedUs), completedUs: Number(completedUs), heardUs: Number(completedUs), invokedRow: -1, completedRow: -1 }));
    assert.equal(explained(lock, events(7)).found, 'order');
    assert.equal(explained(lock, events(3)).found, 'none');
  });
});
