import assert from 'node:assert/strict';
import { breakOff, effectTimes, heldBy, HistoryGrid, layOutOperations, layOutThread, operationAt } from '../../src/panel/layout/history.ts';
import { firstKey, historyOfKey, keysOf, operationOfRow, orderThrough } from '../../src/panel/model/history.ts';
import { operationSentence, verdictWords } from '../../src/panel/view/historyWords.ts';
import type { HistoryTrack, KeyOrders } from '../../src/lab/recording.ts';

type Told = HistoryTrack['operations'][number];

const told = (client: string, f: string, value: string, fromUs: number, toUs: number, rest: Partial<Told> = {}): Told => ({
  client, key: 'k', f, asked: f === 'write' ? value : '', answered: f === 'write' ? 'ok' : value, outcome: 'ok', fromUs, toUs, node: 'c1', invokedRow: fromUs, completedRow: toUs, ...rest,
});

/** a writes x; b and c at the same time read nothing and x. */
const explained: HistoryTrack = {
  type: 'history', name: 'History',
  operations: [told('a', 'write', 'x', 0, 50), told('b', 'read', 'nothing', 10, 40), told('c', 'read', 'x', 20, 30), told('d', 'read', 'y', 0, 9, { key: 'other' })],
  orders: [{ key: 'k', found: 'order', initial: 'nothing', orders: [{ operations: [1, 0, 2], states: ['nothing', 'x', 'x'] }] }],
};
/** x is back after y. */
const none: HistoryTrack = {
  ...explained,
  operations: [told('a', 'write', 'x', 0, 10), told('b', 'write', 'y', 20, 30), told('c', 'read', 'x', 60, 70), told('d', 'read', 'y', 80, 90), told('e', 'write', 'z', 80, 90, { outcome: 'fail' })],
  orders: [{ key: 'k', found: 'none', initial: 'nothing', orders: [{ operations: [0, 1], states: ['x', 'y'] }], contradiction: { message: 'A read missed a write', operations: [0, 1, 2] } }],
};
const crowd: HistoryTrack = {
  ...explained, orders: [],
  operations: Array.from({ length: 20 }, (_, index) => told(`client ${index}`, 'read', 'x', index * 10, index * 10 + 15, { node: index % 2 === 0 ? 'c1' : 'c2' })),
};
const order = (track: HistoryTrack): KeyOrders['orders'][number] => track.orders[0]!.orders[0]!;
const whole = { fromUs: 0, toUs: 100 };

describe('a history of operations', () => {
  it('has a lane for each client while they are few', () => {
    const { lanes, line, shared } = historyOfKey(explained, 'k');
    assert.deepEqual(lanes.map(({ name, lines }) => [name, lines]), [['a', 1], ['b', 1], ['c', 1]]);
    assert.deepEqual([[...line], shared], [[[0, 0], [1, 1], [2, 2]], false]);
  });

  it('lets many clients of a node share lines, on which none overlap', () => {
    const { lanes, line, shared } = historyOfKey(crowd, '');
    assert.deepEqual(lanes, [{ name: 'c1', role: 'asked by 10', lines: 1 }, { name: 'c2', role: 'asked by 10', lines: 1 }]);
    assert.deepEqual([line.get(2), line.get(3), shared], [0, 1, true]);
  });

  it('opens with a key that contradicts itself, else with the busiest; with all where none is judged', () => {
    assert.deepEqual(keysOf(explained), ['k', 'other']);
    assert.equal(firstKey({ ...explained, orders: [...explained.orders, { key: 'other', found: 'none', initial: '', orders: [], contradiction: { message: '', operations: [3] } }] }), 'other');
    assert.equal(firstKey({ ...explained, orders: [] }), '');
  });

  it('lets each operation take effect between its begin and its end, in the order', () => {
    assert.deepEqual(effectTimes(explained, order(explained), 100).map(Math.round), [17, 23, 25], 'b and a share the time from 10 to 30');
  });

  it('draws the thread through the bars', () => {
    const grid = new HistoryGrid(historyOfKey(explained, 'k'), 0);
    const boxes = layOutOperations(grid, whole, us => us * 10);
    const thread = layOutThread(grid, order(explained), effectTimes(explained, order(explained), 100), us => us * 10);
    for (const { operation, x, y } of thread) {
      const { x1, x2, top, bottom } = boxes.find(box => box.operation === operation)!;
      assert.ok(x >= x1 && x <= x2 && y > top && y < bottom, `operation ${operation}`);
    }
    assert.ok(thread.every(({ x }, index) => index === 0 || x >= thread[index - 1]!.x));
    assert.equal(operationAt(boxes, 250, boxes[2]!.top + 5), 2);
    assert.equal(operationAt(boxes, 700, boxes[2]!.top + 5), -1);
  });

  it('draws only what is in view', () => {
    assert.deepEqual(layOutOperations(new HistoryGrid(historyOfKey(explained, 'k'), 0), { fromUs: 35, toUs: 45 }, us => us).map(({ operation }) => operation), [0, 1]);
  });

  it('says what the one copy holds, until the order breaks off', () => {
    const times = effectTimes(none, order(none), 100);
    assert.equal(breakOff(none, historyOfKey(none, 'k'), order(none), times), 60, 'when the read of x began');
    assert.deepEqual(heldBy(order(none), 'nothing', times, 60).map(({ state, toUs }) => [state, toUs]), [['nothing', 5], ['x', 25], ['y', 60]]);
  });

  it('tells of an operation its place in the order', () => {
    const shown = historyOfKey(explained, 'k');
    assert.equal(operationSentence(shown, 0), 'a write x, k at c1 · 0.000 to 0.050 ms · place 2 of 3: nothing before, x after');
    assert.match(operationSentence(shown, 2), /c read: x, .* place 3 of 3: the copy holds x$/);
    assert.equal(verdictWords(shown), 'One order explains all: the thread through 3 operations.');
  });

  it('tells of operations that no order reaches', () => {
    const shown = historyOfKey(none, 'k');
    assert.match(operationSentence(shown, 1), /place 2 of the 2 that the longest order with it holds: x before, y after$/);
    assert.match(operationSentence(shown, 3), /no order that can be begun reaches it$/);
    assert.match(operationSentence(shown, 4), /failed.*in no order: it did not happen$/);
    assert.equal(orderThrough(shown, 3), undefined);
    assert.equal(verdictWords(shown), 'No order explains all answers.');
  });

  it('finds the operation that a row begins or ends', () => {
    assert.deepEqual([20, 30, 31, -1].map(row => operationOfRow(explained, row)), [2, 2, -1, -1]);
  });
});
