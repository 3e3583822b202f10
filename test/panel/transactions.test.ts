import assert from 'node:assert/strict';
import type { DrawnTransaction, TransactionsTrack } from '../../src/lab/recording.ts';
import { entryAt, layOutEntries, layOutTimeline, nearestEntry } from '../../src/panel/layout/timeline.ts';
import { stepAt, stepTexts, transactionRowsOf } from '../../src/panel/model/transactions.ts';

const rest = { row: 1, endRow: -1, why: '' } as const;
const transactions: readonly DrawnTransaction[] = [
  {
    ...rest, name: 'order 1', by: 'api-1', fromUs: 10, toUs: 60, state: 'committed', endRow: 5,
    steps: [
      { name: 'reserve', row: 2, changes: [{ timeUs: 10, state: 'running', why: '' }, { timeUs: 10, state: 'done', why: '1 row' }] },
      { name: 'pay', row: 3, pivot: true, changes: [{ timeUs: 20, state: 'intended', why: '' }, { timeUs: 30, state: 'running', why: '' }, { timeUs: 50, state: 'done', why: '' }] },
    ],
  },
  {
    ...rest, name: 'order 2', by: 'api-2', fromUs: 15, toUs: 90, state: 'rolled back', why: 'sold out',
    steps: [
      { name: 'reserve', row: 4, changes: [{ timeUs: 15, state: 'running', why: '' }, { timeUs: 15, state: 'waiting', why: 'stock[7]', on: 0 }, { timeUs: 60, state: 'running', why: '' }, { timeUs: 60, state: 'done', why: '' }, { timeUs: 90, state: 'undone', why: '' }] },
      { name: 'pay', row: 4, changes: [{ timeUs: 60, state: 'running', why: '' }, { timeUs: 80, state: 'refused', why: 'sold out' }] },
      { name: 'mail', row: 4, changes: [{ timeUs: 85, state: 'waiting', why: 'the mail' }, { timeUs: 90, state: 'undone', why: '' }] },
    ],
  },
  { ...rest, name: '', by: 'api-3', fromUs: 70, state: 'open', steps: [{ name: 'reserve', row: 4, changes: [{ timeUs: 70, state: 'running', why: '' }] }] },
];
const track: TransactionsTrack = { type: 'transactions', name: 'Orders', transactions };
const rows = transactionRowsOf(track, 100);
const told = (position: number): unknown[] => rows[position]!.lane.entries.map(({ kind, fromUs, toUs, tone, text }) => [kind, fromUs, toUs, tone, text]);

describe('transactions', () => {
  it('are a line with a bar for each time in which a step goes on, points for other outcomes, and their end', () => {
    assert.deepEqual(told(0), [
      ['line', 10, 60, 'neutral', ''], ['point', 10, 10, 'neutral', 'reserve: 1 row'], ['bar', 20, 30, 'intended', 'pay, intended'], ['bar', 30, 50, 'neutral', 'pay'], ['point', 60, 60, 'good', 'committed'],
    ]);
    assert.deepEqual(told(1), [
      ['line', 15, 90, 'neutral', ''], ['bar', 15, 60, 'waiting', 'reserve waits for order 1 of api-1'], ['point', 60, 60, 'neutral', 'reserve'], ['bar', 60, 80, 'bad', 'pay: sold out'],
      ['bar', 85, 90, 'waiting', 'mail waits for the mail'], ['point', 90, 90, 'undone', 'reserve undone'], ['point', 90, 90, 'bad', 'rolled back: sold out'],
    ]);
    assert.deepEqual(told(2), [['line', 70, 100, 'neutral', ''], ['bar', 70, 100, 'neutral', 'reserve']]);
    assert.deepEqual(rows[2]!.lane.entries.map(({ open }) => open), [true, true], 'they go on beyond the end of the run');
  });

  it('say of a wait whose lock it is for, and lead to that one', () => {
    const wait = rows[1]!.lane.entries[1]!;
    assert.equal(wait.words, 'reserve waits for order 1 of api-1, which holds stock[7]');
    assert.equal(wait.on!(), rows[0]!.lane);
    assert.deepEqual(rows.map(({ waited }) => waited), [false, true, false]);
  });

  it('say from where on nothing is taken back, once', () => {
    assert.deepEqual(rows[0]!.lane.entries.map(({ pivot }) => pivot), [false, false, false, true, false]);
    assert.deepEqual(rows[0]!.lane.entries.slice(2, 4).map(({ words }) => words), ['pay intended; once it is done nothing is taken back', 'pay done; from here on nothing is taken back']);
  });

  it('tell the step of an instant, and what became of each', () => {
    assert.deepEqual([5, 10, 25, 55, 60].map(timeUs => stepAt(transactions[0]!, timeUs)), [undefined, 'reserve done: 1 row', 'pay intended', 'pay done', undefined]);
    assert.equal(stepAt(transactions[1]!, 30), 'reserve waits for stock[7]');
    assert.deepEqual(stepTexts(transactions[1]!), ['reserve undone', 'pay refused: sold out', 'mail undone']);
  });

  it('are found by who began them, their steps and reasons', () => {
    assert.deepEqual(['api-1', 'sold out', 'which holds', 'reserve'].map(words => rows.filter(({ text }) => text().includes(words)).length), [2, 1, 1, 3]);
  });

  it('stand below each other without gaps, and are in view as long as they are open', () => {
    const lanes = rows.map(({ lane }) => lane);
    assert.deepEqual(layOutTimeline(lanes, { fromUs: 0, toUs: 100 }).map(({ lane, top, height }) => [lane.name, top, height]), [['api-1, order 1', 4, 21], ['api-2, order 2', 25, 21], ['api-3', 46, 21]]);
    assert.deepEqual(layOutTimeline(lanes, { fromUs: 51, toUs: 55 }).map(({ lane }) => lane.name), ['api-1, order 1', 'api-2, order 2']);
  });

  it('have room for words before the first thing in view, and are met on their line where nothing else is', () => {
    const [box] = layOutTimeline([rows[0]!.lane], { fromUs: 0, toUs: 100 });
    const boxes = layOutEntries(box!, { fromUs: 0, toUs: 100 }, 1_000);
    assert.deepEqual(boxes.map(({ roomBefore }) => roomBefore), [0, 93, 0, 0, 0]);
    assert.deepEqual([entryAt(boxes, 150, 10)?.kind, entryAt(boxes, 250, 10)?.text, entryAt(boxes, 603, 10)?.text], ['line', 'pay, intended', 'committed']);
    assert.equal(nearestEntry(rows[0]!.lane, { fromUs: 0, toUs: 100 }, 15)?.text, 'reserve: 1 row');
  });
});
