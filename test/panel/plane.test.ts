import assert from 'node:assert/strict';
import type { PlaneTrack } from '../../src/lab/recording.ts';
import { curvePath, curvesAt, nearestPoint, pathThrough, planeScales, pointAt, ticksOf } from '../../src/panel/layout/plane.ts';

const loop: PlaneTrack = {
  type: 'plane', name: 'Loop', across: { label: 'load', unit: '/s' }, up: { label: 'answers', unit: '/s' },
  look: 'path', curves: [],
  points: [{ timeUs: 10, across: 0, up: 0 }, { timeUs: 20, across: 80, up: 40 }, { timeUs: 30, across: 98, up: 10 }, { timeUs: 40, across: 0, up: 0 }],
};
const scales = planeScales(loop, 286, 252);

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

  const powers: PlaneTrack = {
    ...loop, across: { label: 'rate', unit: '/s', log: true }, points: [{ timeUs: 0, across: 0, up: 1 }, { timeUs: 1, across: 10, up: 1 }],
    curves: [
      { name: 'best', timeUs: 5, points: [[10, 0], [1_000, 20]] }, { name: 'limit', timeUs: 5, points: [[10, 3]] }, { name: 'best', timeUs: 8, points: [[10, 1]] },
    ],
  };

  it('puts powers of ten equally far apart, and what is nothing at the edge', () => {
    const { x } = planeScales(powers, 286, 252);
    assert.ok(Math.abs((x(10) + x(1_000)) / 2 - x(100)) < 1e-9);
    assert.equal(x(0), 58);
    assert.deepEqual([ticksOf(powers.across, x, 8), ticksOf(powers.across, x, 3)], [[10, 20, 50, 100, 200, 500, 1_000], [10, 100, 1_000]]);
  });

  it('shows the curve of a name that holds, at first the first, and leaves room for it', () => {
    assert.deepEqual([0, 6, 8].map(timeUs => curvesAt(powers, timeUs).map(({ name, timeUs }) => [name, timeUs])), [
      [['best', 5], ['limit', 5]], [['best', 5], ['limit', 5]], [['best', 8], ['limit', 5]],
    ]);
    const scales = planeScales(powers, 286, 252);
    assert.deepEqual(scales.y.domain(), [0, 20]);
    assert.match(curvePath(powers.curves[0]!, scales), /^M[\d.]+,214\.0L[\d.]+,14\.0$/);
  });
});
