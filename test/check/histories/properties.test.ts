import assert from 'node:assert/strict';
import fc from 'fast-check';
import { historyModels, type HistoryModel } from '../../../src/check/histories/judge.ts';
import { HistoryReader } from '../../../src/check/histories/reader.ts';
import type { Operation } from '../../../src/sim/history.ts';
import { linesOf } from '../../bench/histories/lines.ts';
import { Dice, generated } from './generate.ts';
import { testObjects, type TestObject } from './objects.ts';

const objects = Object.entries(testObjects) as [string, TestObject][];

/** Histories of up to twelve operations, every other one with a wrong answer. */
const histories = (object: TestObject): fc.Arbitrary<Operation[]> => fc.tuple(fc.nat(1_000_000), fc.integer({ min: 1, max: 12 }), fc.boolean()).map(([seed, operations, wrong]) => {
  const dice = new Dice(seed);
  const good = generated(object, dice, { operations, processes: 4, crashesOneIn: 6 });
  return wrong ? good.map(each => (dice.below(good.length) === 0 && each.outcome === 'ok' ? { ...each, output: object.wrong({ below: n => dice.below(n), fresh: () => 0 }, each.f, each.output) } : each)) : good;
});

function judged(object: TestObject, lines: readonly string[]): boolean | 'unknown' {
  const { form, judge } = historyModels[object.name as HistoryModel];
  const reader = new HistoryReader(form());
  for (const line of lines) reader.line(line);
  return judge(reader.end()).valid;
}

const typeOf = (line: string): string => (JSON.parse(line) as { type: string }).type;
const runs = { numRuns: 300, seed: 3 };

describe('a verdict on a history', () => {
  for (const [name, object] of objects) {
    const { judge } = historyModels[object.name as HistoryModel];

    it(`of a ${name} is the same from a file`, () => {
      fc.assert(fc.property(histories(object), history => judged(object, linesOf(history)) === judge(history).valid), runs);
    });

    it(`of a ${name} does not change with the order of lines that say nothing of before and after`, () => {
      fc.assert(fc.property(histories(object), fc.array(fc.nat(40), { maxLength: 20 }), (history, swaps) => {
        const lines = linesOf(history);
        const expected = judged(object, lines);
        for (const at of swaps) {
          const [one, other] = [lines[at], lines[at + 1]];
          if (one === undefined || other === undefined || (typeOf(one) === 'invoke') !== (typeOf(other) === 'invoke')) continue;
          if ((JSON.parse(one) as { process: number }).process === (JSON.parse(other) as { process: number }).process) continue;
          [lines[at], lines[at + 1]] = [other, one];
        }
        assert.equal(judged(object, lines), expected);
      }), runs);
    });

    it(`of a ${name} stays valid without reads that were not answered and operations that failed, and if an answer is not known`, () => {
      fc.assert(fc.property(histories(object), fc.nat(11), (history, forgotten) => {
        const { valid } = judge(history);
        const fewer = history.filter(({ outcome, f }) => outcome === 'ok' || (outcome === 'info' && f !== 'read' && f !== 'contains'));
        assert.equal(judge(fewer).valid, valid);
        const unsure = history.map((each, index): Operation => (index === forgotten && each.outcome === 'ok' ? { ...each, outcome: 'info', output: undefined, completedUs: Infinity } : each));
        if (valid === true) assert.equal(judge(unsure).valid, true);
      }), runs);
    });

    it(`of a ${name} is explained by operations of which none can be left out`, () => {
      fc.assert(fc.property(histories(object), history => {
        const verdict = judge(history);
        if (verdict.valid !== false) return;
        const { operations, minimal } = verdict.counterexample();
        assert.ok(minimal);
        const known = (shown: readonly Operation[]) => history.map((each): Operation => (each.outcome === 'fail' || shown.some(({ id }) => id === each.id) ? each : { ...each, outcome: 'info', invokedUs: -Infinity, completedUs: Infinity }));
        assert.equal(judge(known(operations)).valid, false);
        for (const one of operations) assert.equal(judge(known(operations.filter(each => each !== one))).valid, true);
      }), runs);
    });
  }
});
