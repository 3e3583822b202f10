import assert from 'node:assert/strict';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { authoredLesson, programSource } from '../../src/cli/gate/builtlesson.ts';
import { withRunner } from '../../src/cli/lab.ts';
import { builtCatalogue, dist } from '../cli/faultlab.ts';

const EXPLORE_MS = 300_000;

// The solution holds in whatever is told by the way that is found out; other good programs have to as well.
describe('exploring finds nothing in good programs', () => {
  for (const shown of lessonsOf(builtCatalogue()).filter(({ built }) => built)) {
    it(`lesson ${shown.number} ${shown.title}`, async function () {
      this.timeout(EXPLORE_MS);
      const authored = await authoredLesson(dist, shown);
      const good = [...authored.files.keys()].filter(file => /^proof\/alternative-.*\.ts$/.test(file)).sort()[0] ?? 'solution.ts';
      const explored = await withRunner(dist, runner => runner.explore({
        lesson: shown.id, source: programSource(authored, good), scenarios: shown.scenarios.map(({ id }) => id), budget: { seeds: 1 },
      }));
      assert.ok(explored.kind === 'done', JSON.stringify(explored));
      assert.deepEqual(explored.explorations.flatMap(({ strategy, scenario, found }) => (found ? [`${good}: ${scenario}, ${strategy}: ${found.first?.message}`] : [])), []);
    });
  }
});
