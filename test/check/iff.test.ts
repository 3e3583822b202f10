import assert from 'node:assert/strict';
import { iff, type Happened } from '../../src/check/iff.ts';

const at = (id: string, seconds: number, node = 'n1'): Happened => ({ id, atUs: seconds * 1e6, row: seconds, node });
const check = (causes: readonly Happened[], effects: readonly Happened[], excused: string[] = []) => iff(causes, effects, {
  unfounded: ({ id }, late) => `${id} without cause${late ? `, which came at ${late.atUs / 1e6}` : ''}`, missing: ({ id }) => `${id} without effect`,
}, new Set(excused));

describe('exactly if', () => {
  it('holds if each has its counterpart, also twice, also at the same instant', () => {
    assert.equal(check([at('a', 1), at('b', 2)], [at('b', 2), at('a', 3), at('a', 9)]), undefined);
    assert.equal(check([], []), undefined);
  });

  it('fails for an effect without a cause, or before it', () => {
    assert.deepEqual(check([at('a', 1)], [at('a', 2), at('b', 5, 'n2')]), { message: 'b without cause', atUs: 5e6, row: 5, node: 'n2' });
    assert.equal(check([at('a', 3)], [at('a', 2), at('a', 4)])!.message, 'a without cause, which came at 3');
  });

  it('fails for a cause whose effect never comes, unless it is excused', () => {
    assert.deepEqual(check([at('a', 1), at('b', 2)], [at('a', 4)]), { message: 'b without effect', atUs: 2e6, row: 2, node: 'n1' });
    assert.equal(check([at('a', 1), at('b', 2)], [at('a', 4)], ['b']), undefined);
  });

  it('tells what was first', () => {
    assert.equal(check([at('a', 1)], [at('x', 2)])!.message, 'a without effect');
    assert.equal(check([at('a', 3)], [at('y', 2.5), at('x', 2)])!.message, 'x without cause');
    assert.equal(check([at('a', 3)], [at('a', 2), at('x', 2.5)])!.message, 'x without cause');
  });
});
