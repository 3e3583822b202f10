import assert from 'node:assert/strict';
import { attributed, repeatsOf, type Anomaly } from '../../src/check/attributed.ts';

const encoding = (id: string, atS: number, node = 'w1'): Anomaly => ({ id, atUs: atS * 1e6, row: -1, node });
const excuse = (id: string, fromS: number) => ({ id, fromUs: fromS * 1e6 });
const check = (done: Anomaly[], excuses: ReturnType<typeof excuse>[]) => attributed(repeatsOf(done), excuses, ({ id, node, before }) => `${id} by ${before.node} and ${node}`);

describe('what is done again', () => {
  it('needs no excuse if nothing is', () => {
    assert.equal(check([encoding('a', 1), encoding('b', 2)], []), undefined);
  });

  it('is found without a fault, the first in time, with who did it and when', () => {
    const found = check([encoding('b', 9), encoding('b', 7), encoding('a', 1), encoding('a', 5, 'w2')], []);
    assert.deepEqual(found, { message: 'a by w1 and w2', atUs: 5e6, row: -1, node: 'w2' });
  });

  it('may be, after a fault that concerns it', () => {
    assert.equal(check([encoding('a', 1), encoding('a', 5)], [excuse('a', 3)]), undefined);
    assert.ok(check([encoding('a', 1), encoding('a', 5)], [excuse('b', 3)]));
    assert.ok(check([encoding('a', 1), encoding('a', 5)], [excuse('a', 6)]));
  });

  it('may be once for each fault', () => {
    const thrice = [encoding('a', 1), encoding('a', 5), encoding('a', 9)];
    assert.equal(check(thrice, [excuse('a', 3)])!.atUs, 9e6);
    assert.equal(check(thrice, [excuse('a', 8), excuse('a', 3)]), undefined);
    assert.equal(check(thrice, [excuse('a', 2), excuse('a', 3)]), undefined);
  });
});
