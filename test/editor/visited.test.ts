import assert from 'node:assert/strict';
import { Visited } from '../../src/editor/model/visited.ts';

describe('lessons shown one after the other', () => {
  it('are there again, back and forth, and no further', () => {
    const visited = new Visited();
    for (const id of ['1.1', '1.3', '1.4', '1.4']) visited.visit(id);
    assert.deepEqual([visited.go(1), visited.go(-1), visited.go(-1), visited.go(-1)], [undefined, '1.3', '1.1', undefined]);
    assert.deepEqual([visited.canGoBack, visited.canGoForward, visited.go(1), visited.current], [false, true, '1.3', '1.3']);
  });

  it('lead forward no more once another one was opened', () => {
    const visited = new Visited();
    for (const id of ['1.1', '1.3']) visited.visit(id);
    visited.go(-1);
    visited.visit('6.1');
    assert.deepEqual([visited.canGoForward, visited.go(-1), visited.go(1)], [false, '1.1', '6.1']);
  });
});
