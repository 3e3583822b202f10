import assert from 'node:assert/strict';
import { noOrphan, type Hold } from '../../src/check/orphans.ts';

const hold = (id: string, owner: string, seconds: number): Hold => ({ id, owner, atUs: seconds * 1e6, row: -1, node: 'hotel' });
const check = (holds: readonly Hold[], released: string[], owners: string[]) =>
  noOrphan(holds, new Set(released), new Set(owners), { noun: 'room', taken: 'held', why: 'nobody else can have it' });

describe('what was taken', () => {
  it('is given back, or wanted', () => {
    assert.equal(check([hold('h1', 'trip 1', 1), hold('h2', 'trip 2', 2)], ['h1'], ['trip 2']), undefined);
  });

  it('is an orphan otherwise; the first is told', () => {
    const found = check([hold('h2', 'trip 2', 5), hold('h1', 'trip 1', 3.1)], [], ['trip 7'])!;
    assert.equal(found.message, 'Room h1 was held for trip 1 at 3.1 s and never given back: nobody else can have it');
    assert.deepEqual([found.atUs, found.node], [3.1e6, 'hotel']);
  });
});
