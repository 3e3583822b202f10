import assert from 'node:assert/strict';
import { waste, worksOf, type Work } from '../../src/check/waste.ts';
import { fact, runOf } from './runs.ts';

const work = (server: string, request: string, fromUs: number, toUs: number): Work => ({ server, request, fromUs, toUs, row: -1 });
/** The user of `1` stays, that of `2` leaves at 100 µs, that of `3` at 150 µs. */
const goneUs = (request: string): number => ({ 1: Infinity, 2: 100, 3: 150 })[request] ?? NaN;

describe('work for nobody', () => {
  it('is read from what servers record', () => {
    const facts = [fact('worked', 30, { request: 7, begunUs: 10_000 }, 'pricing'), fact('found', 31, { request: 7 }, 'pricing')];
    assert.deepEqual(worksOf(runOf({ facts })), [work('pricing', '7', 10_000, 30_000)]);
  });

  it('is none as long as users are there', () => {
    assert.deepEqual([...waste([work('a', '1', 0, 500), work('a', '2', 0, 100), work('b', '3', 50, 150)], goneUs)], [['a', { allUs: 600, wastedUs: 0 }], ['b', { allUs: 100, wastedUs: 0 }]]);
  });

  it('is the part after the user has left, or all of it, server by server', () => {
    const works = [work('a', '1', 0, 500), work('a', '2', 50, 130), work('a', '3', 200, 260), work('b', '2', 90, 110)];
    const spent = waste(works, goneUs);
    assert.deepEqual([spent.get('a')!.allUs, spent.get('a')!.wastedUs, spent.get('a')!.worst], [640, 90, works[2]]);
    assert.deepEqual([spent.get('b')!.allUs, spent.get('b')!.wastedUs, spent.get('b')!.worst], [20, 10, works[3]]);
  });
});
