import assert from 'node:assert/strict';
import { register } from '../../src/check/linearization/register.ts';
import { historyOf } from '../../src/lab/historytrack.ts';
import type { Operation } from '../../src/sim/index.ts';
import { operations } from '../check/history.ts';
import { runOf } from '../check/runs.ts';

const judged = { always: [{ name: 'one copy', check: () => undefined, oneCopyOf: register }], final: [] };
const stale: Operation[] = operations([
  ['a', 'write', 'k', 'x', 'ok', 0, 1], ['b', 'write', 'other', 'z', 'ok', 0, 1], ['b', 'write', 'k', 'y', 'ok', 2, 3], ['c', 'read', 'k', 'x', 'ok', 4, 5], ['d', 'read', 'k', undefined, 'info', 6, 200],
]);

describe('the track of a history', () => {
  it('tells what was asked and answered, until the client heard or the run ended', () => {
    const [track] = historyOf({ always: [], final: [] }, runOf({ operations: stale }));
    assert.deepEqual(track!.operations.map(({ client, key, f, asked, answered, fromUs, toUs }) => [client, key, f, asked, answered, fromUs, toUs]), [
      ['a', 'k', 'write', 'x', 'nothing', 0, 1e6], ['b', 'other', 'write', 'z', 'nothing', 0, 1e6], ['b', 'k', 'write', 'y', 'nothing', 2e6, 3e6], ['c', 'k', 'read', '', 'x', 4e6, 5e6], ['d', 'k', 'read', '', '', 6e6, 1e8],
    ]);
    assert.deepEqual(track!.orders, [], 'no demand asks for one copy');
  });

  it('leaves out of what was asked what is said anyway', () => {
    const [track] = historyOf({ always: [], final: [] }, runOf({ operations: stale.map(operation => ({ ...operation, input: { op: operation.f, key: operation.key, value: 7, list: ['k'] } })) }));
    assert.equal(track!.operations[0]!.asked, 'value: 7, list: ["k"]');
  });

  it('has the order of each key, or why there is none', () => {
    const [track] = historyOf(judged, runOf({ operations: stale }));
    const [k, other] = track!.orders;
    assert.deepEqual([k!.found, k!.orders, k!.contradiction!.operations], ['none', [{ operations: [0, 2], states: ['x', 'y'] }], [0, 2, 3]]);
    assert.match(k!.contradiction!.message, /^A read of k missed a finished write/);
    assert.deepEqual(other, { key: 'other', found: 'order', initial: 'nothing', orders: [{ operations: [1], states: ['z'] }] });
  });

  it('tells what JSON lacks', () => {
    const [track] = historyOf({ always: [], final: [] }, runOf({ operations: stale.map(operation => ({ ...operation, input: [5n] })) }));
    assert.equal(track!.operations[0]!.asked, '["5n"]');
  });

  it('is not drawn of a run without keys, or in which none was used twice', () => {
    assert.deepEqual(historyOf(judged, runOf({ operations: stale.slice(0, 2) })), []);
    assert.deepEqual(historyOf(judged, runOf({ operations: stale.map(({ key: _, ...rest }) => rest) })), []);
  });
});
