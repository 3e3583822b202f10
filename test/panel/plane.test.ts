import assert from 'node:assert/strict';
import type { PlaneTrack } from '../../src/lab/recording.ts';
import { nearestPoint, pathThrough, planeScales, pointAt } from '../../src/panel/layout/plane.ts';

const loop: PlaneTrack = {
  type: 'plane', name: 'Loop', across: { label: 'load', unit: '/s' }, up: { label: 'answers', unit: '/s' },
  points: [{ timeUs: 10, across: 0, up: 0 }, { timeUs: 20, across: 80, up: 40 }, { timeUs: 30, across: 98, up: 10 }, { timeUs: 40, across: 0, up: 0 }],
};
const scales = planeScales(loop, 276, 252);

describe('a plane', () => {
  it('begins at 0 and ends at round numbers', () => {
    assert.deepEqual([scales.x.domain(), scales.y.domain(), scales.x(100), scales.y(0), scales.y(40)], [[0, 100], [0, 40], 258, 214, 14]);
  });

  it('knows where its path is at an instant, and the way there', () => {
    assert.deepEqual([5, 10, 29, 99].map(timeUs => pointAt(loop, timeUs)), [-1, 0, 2 - 1, 3]);
    assert.equal(pathThrough(loop, scales, 0, 1), 'M58.0,214.0L218.0,14.0');
    assert.equal(pathThrough(loop, scales, -5, 0), 'M58.0,214.0');
  });

  it('finds the point under the pointer, of several in one place the one nearest in time', () => {
    assert.equal(nearestPoint(loop, scales, { x: 220, y: 20 }, 0), 1);
    assert.equal(nearestPoint(loop, scales, { x: 60, y: 214 }, 12), 0);
    assert.equal(nearestPoint(loop, scales, { x: 60, y: 214 }, 38), 3);
    assert.equal(nearestPoint(loop, scales, { x: 130, y: 120 }, 0), -1);
  });
});
