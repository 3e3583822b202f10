import assert from 'node:assert/strict';
import { World } from '../../src/sim/index.ts';

describe('pictures', () => {
  const drawn = (mode: 'explore' | 'record') => {
    const world = new World({ seed: 1, mode });
    world.at(0, () => world.pictures?.grid('Logs').cell('n1', 0, 'x', 'term 1'));
    world.at(7, () => world.pictures?.grid('Logs').cursor('n1', 'commit', 0));
    while (world.step());
    return world;
  };

  it('are drawn at the instant, one track of each name, while a run is recorded', () => {
    assert.deepEqual(drawn('record').pictures!.tracks(), [{
      type: 'grid', name: 'Logs',
      cells: [{ timeUs: 0, row: 'n1', column: 0, text: 'x', group: 'term 1' }],
      cursors: [{ timeUs: 7, row: 'n1', cursor: 'commit', column: 0 }],
    }]);
  });

  it('are no part of the run', () => {
    assert.equal(drawn('explore').pictures, undefined);
    assert.equal(drawn('explore').hash.toString(), drawn('record').hash.toString());
  });
});
