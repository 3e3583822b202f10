import assert from 'node:assert/strict';
import { sessions, type SessionGuarantee } from '../../src/check/sessions.ts';
import { operations, type Line } from './history.ts';

let atS = 0;
const write = (client: string, key: string, value: string): Line => [client, 'write', key, value, 'ok', ++atS, ++atS];
const read = (client: string, key: string, value: string | undefined): Line => [client, 'read', key, value, 'ok', ++atS, ++atS];
const judge = (guarantees: readonly SessionGuarantee[] | undefined, ...lines: Line[]) => sessions(operations(lines), guarantees);

describe('session guarantees', () => {
  it('hold where each client sees the newest that it has to know', () => {
    assert.equal(judge(undefined, write('a', 'x', '1'), read('a', 'x', '1'), write('b', 'x', '2'), read('a', 'x', '1'), read('a', 'x', '2'), read('c', 'x', undefined)), undefined);
    assert.equal(judge(undefined, write('a', 'x', '1'), write('b', 'x', '2'), read('a', 'x', '2'), read('b', 'x', '2')), undefined);
  });

  it('read your writes: nobody misses what it has written itself', () => {
    const found = judge(['read your writes'], write('a', 'x', '1'), read('b', 'x', undefined), read('a', 'x', undefined));
    assert.deepEqual([found?.guarantees, found?.operations.map(({ client, f }) => `${client} ${f}`)], [['read your writes'], ['a write', 'a read']]);
    assert.equal(judge(['read your writes'], write('a', 'x', '1'), write('a', 'x', '2'), read('a', 'x', '1')), undefined, 'another order of the writes would do');
    assert.deepEqual(judge(['read your writes', 'monotonic writes'], write('a', 'x', '1'), write('a', 'x', '2'), read('a', 'x', '1'))?.guarantees, ['read your writes', 'monotonic writes']);
  });

  it('monotonic reads: nobody sees an older value than before', () => {
    assert.deepEqual(judge(['monotonic reads'], write('a', 'x', '1'), read('b', 'x', '1'), read('b', 'x', undefined))?.guarantees, ['monotonic reads']);
    const lines = [write('a', 'x', '1'), write('b', 'x', '2'), read('c', 'x', '1'), read('c', 'x', '2'), read('d', 'x', '2'), read('d', 'x', '1')];
    assert.deepEqual(judge(['monotonic reads'], ...lines)?.operations.map(({ client }) => client), ['c', 'c', 'd', 'd']);
    assert.equal(judge(['read your writes'], ...lines), undefined);
  });

  it('monotonic writes: nobody sees a later write without the earlier one of the same client', () => {
    const found = judge(['monotonic writes'], write('a', 'x', '1'), write('a', 'y', '2'), read('b', 'y', '2'), read('b', 'x', undefined));
    assert.deepEqual(found?.guarantees, ['monotonic writes']);
    assert.match(found.message, /^a wrote 1 .*; after that a wrote 2 .*; after that b read 2 .*; after that b read nothing .*\. With monotonic writes, nobody sees an older value than that$/);
    assert.equal(judge(['writes follow reads', 'monotonic reads', 'read your writes'], write('a', 'x', '1'), write('a', 'y', '2'), read('b', 'y', '2'), read('b', 'x', undefined)), undefined);
  });

  it('writes follow reads: nobody sees an answer without what it answers', () => {
    const lines = [write('a', 'question', 'q'), read('b', 'question', 'q'), write('b', 'answer', 'r'), read('c', 'answer', 'r'), read('c', 'question', undefined)];
    assert.deepEqual(judge(['writes follow reads'], ...lines)?.guarantees, ['writes follow reads']);
    assert.equal(judge(['read your writes', 'monotonic reads', 'monotonic writes'], ...lines), undefined);
  });
});
