import assert from 'node:assert/strict';
import type { GridTrack } from '../../src/lab/recording.ts';
import { cellAt, changeAfter, cursorAt, gridOf, labelAt, lastWritten } from '../../src/panel/layout/grid.ts';
import { windowStart } from '../../src/panel/layout/gridWindow.ts';
import { World } from '../../src/sim/index.ts';

/** Figure 8 of the Raft paper in short: n1 applies index 2 of term 2, n3 replaces it by one of term 3. */
function figure8(): GridTrack {
  const world = new World({ seed: 1, mode: 'record' });
  const logs = world.pictures!.grid('Logs', { column: 'index', group: 'term', kept: 'applied' });
  const at = (timeUs: number, draw: () => void): number => world.at(timeUs, draw);
  at(0, () => {
    for (const row of ['n1', 'n2', 'n3']) logs.cell(row, 1, 'a', '1');
    logs.label('n1', 'leader', 'term 2');
    logs.cell('n1', 2, 'b', '2');
    logs.cell('n2', 2, 'b', '2');
    logs.cell('n3', 2, 'x', '10');
  });
  at(10, () => logs.reached('n1', 'applied', 2));
  at(20, () => logs.label('n1', ''));
  at(30, () => logs.clearFrom('n2', 2));
  at(40, () => logs.cell('n2', 2, 'x', '10'));
  at(50, () => logs.reached('n3', 'applied', 2));
  at(60, () => logs.label('n1', 'follower', 'term 10'));
  at(70, () => logs.label('n1', 'follower', 'term 11'));
  while (world.step());
  const [track] = world.pictures!.tracks();
  return track as GridTrack;
}

describe('the grid', () => {
  const grid = gridOf(figure8());

  it('knows its rows, its columns, and its groups in order', () => {
    assert.deepEqual([grid.rows, grid.groups, grid.cursors, grid.firstColumn, grid.lastColumn], [['n1', 'n2', 'n3'], ['1', '2', '10'], ['applied'], 1, 2]);
  });

  it('holds what was written last, and tells what that replaced', () => {
    const told = (atUs: number) => {
      const { text, was } = cellAt(grid, 'n2', 2, atUs)!;
      return [text, was?.text];
    };
    assert.deepEqual([told(0), told(30), told(40)], [['b', undefined], ['', 'b'], ['x', 'b']]);
    assert.equal(cellAt(grid, 'n2', 3, 99), undefined);
  });

  it('marks what had been promised to stay and is another now', () => {
    assert.equal(cellAt(grid, 'n2', 2, 30)!.brokenFor, undefined, 'it may come back');
    assert.equal(cellAt(grid, 'n2', 2, 40)!.brokenFor, 'n1');
    assert.equal(cellAt(grid, 'n2', 1, 99)!.brokenFor, undefined);
  });

  it('marks what a row relies on although another one relied on something else there before', () => {
    assert.equal(cellAt(grid, 'n3', 2, 49)!.againstRow, undefined, 'what nobody relies on may be replaced yet');
    assert.equal(cellAt(grid, 'n3', 2, 50)!.againstRow, 'n1');
    assert.equal(cellAt(grid, 'n1', 2, 50)!.againstRow, undefined);
  });

  it('knows where cursors stand', () => {
    assert.equal(cursorAt(grid, 'n1', 'applied', 9), undefined);
    const { before, says } = cursorAt(grid, 'n1', 'applied', 10)!;
    assert.deepEqual([before, says], [3, 2]);
  });

  it('tells what a row is, since when, and what it was before', () => {
    const told = (atUs: number) => {
      const { text, note, sinceUs, was } = labelAt(grid, 'n1', atUs)!;
      return [text, note, sinceUs, was];
    };
    assert.deepEqual(told(0), ['leader', 'term 2', 0, undefined]);
    assert.deepEqual(told(20), ['', '', 20, 'leader']);
    assert.deepEqual(told(70), ['follower', 'term 11', 60, 'leader'], 'a note changes without the label changing');
    assert.equal(labelAt(grid, 'n2', 70), undefined);
  });

  it('finds the last cell that was written and the changes before and after an instant', () => {
    assert.deepEqual([lastWritten(grid, 35)!.row, lastWritten(grid, 35)!.text], ['n2', '']);
    assert.deepEqual([changeAfter(grid, 40, 1), changeAfter(grid, 40, -1), changeAfter(grid, 35, -1), changeAfter(grid, 0, -1), changeAfter(grid, 70, 1)], [60, 30, 30, undefined, undefined]);
  });

  it('does not take for lost what is only known better', () => {
    const world = new World({ seed: 1, mode: 'record' });
    const partitions = world.pictures!.grid('Partitions');
    partitions.cell('A-0', 0, '7');
    partitions.amend('A-0', 0, 'm1', 'm1');
    partitions.cell('A-0', 0, 'm1', 'm1');
    const track = world.pictures!.tracks()[0] as GridTrack;
    assert.equal(track.cells.length, 2, 'what is drawn already is not drawn again');
    assert.equal(cellAt(gridOf(track), 'A-0', 0, 0)!.was, undefined);
  });
});

describe('the window of a grid', () => {
  it('stays while what is written is well inside, and follows when it is not', () => {
    assert.equal(windowStart(10, 20, 25, 1, 100), 10);
    assert.equal(windowStart(10, 20, 29, 1, 100), 15);
    assert.equal(windowStart(10, 20, 5, 1, 100), 1);
    assert.equal(windowStart(1, 20, 1, 1, 100), 1, 'the first column is well inside at the beginning');
  });

  it('does not go beyond the columns there are', () => {
    assert.equal(windowStart(1, 20, 99, 1, 100), 81);
    assert.equal(windowStart(1, 20, 3, 1, 5), 1);
  });
});
