import assert from 'node:assert/strict';
import { historyModels, type HistoryModel } from '../../../src/check/histories/judge.ts';
import type { Operation } from '../../../src/sim/history.ts';
import { corrupted, Dice, generated, hasOrder, isExplanation } from './generate.ts';
import { testObjects } from './objects.ts';

/** Small histories of each object. */
const HISTORIES = 100_000;
/** One in so many that are wrong is explained as well. */
const EXPLAINED_ONE_IN = 50;

const relaxed = (operation: Operation): Operation => ({ ...operation, outcome: 'info', invokedUs: -Infinity, completedUs: Infinity });

describe('verdicts on histories', () => {
  for (const [name, object] of Object.entries(testObjects)) {
    const { judge } = historyModels[object.name as HistoryModel];

    it(`of a ${name} agree with trying all orders`, function () {
      this.timeout(120_000);
      const seen = { valid: 0, invalid: 0 };
      for (let seed = 0; seed < HISTORIES; seed++) {
        const dice = new Dice(seed);
        const good = generated(object, dice, { operations: 2 + dice.below(5), processes: 2 + dice.below(3), crashesOneIn: 5 });
        const history = seed % 3 === 0 ? good : corrupted(object, dice, good);
        const expected = hasOrder(object, history);
        const verdict = judge(history);
        if (verdict.valid !== expected) assert.fail(`seed ${seed}: ${verdict.valid}, not ${expected}\n${history.map(each => JSON.stringify(each)).join('\n')}`);
        seen[expected ? 'valid' : 'invalid']++;
        if (verdict.valid === true) assert.ok(isExplanation(object, history, verdict.order), `the order of seed ${seed}`);
        if (verdict.valid !== false || seed % EXPLAINED_ONE_IN !== 0) continue;
        const { operations, minimal } = verdict.counterexample();
        assert.ok(minimal && operations.length > 0);
        const known = (shown: ReadonlySet<number>) => history.map(each => (shown.has(each.id) || each.outcome === 'fail' ? each : relaxed(each)));
        assert.equal(hasOrder(object, known(new Set(operations.map(({ id }) => id)))), false, `seed ${seed} is not explained`);
        for (const left of operations) assert.equal(hasOrder(object, known(new Set(operations.filter(each => each !== left).map(({ id }) => id)))), true, `seed ${seed} is explained by fewer`);
      }
      assert.ok(seen.valid > HISTORIES / 5 && seen.invalid > HISTORIES / 10, JSON.stringify(seen));
    });
  }
});
