import assert from 'node:assert/strict';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { authoredLesson, programSource } from '../../src/cli/gate/builtlesson.ts';
import { withRunner } from '../../src/cli/lab.ts';
import { builtCatalogue, dist } from '../cli/faultlab.ts';
import { judging, Looked } from './looked.ts';

const EXPLORE_MS = 300_000;

// The solution holds in whatever is told by the way that is found out; other good programs have to as well.
describe('exploring finds nothing in good programs', () => {
  const looked = new Looked('explored', [...judging, 'src/runner/{exploring,scenariosearch}.ts', 'test/lessons/explore.test.ts']);
  after(() => looked.keep());

  for (const shown of lessonsOf(builtCatalogue()).filter(({ built }) => built)) {
    it(`lesson ${shown.number} ${shown.title}`, async function () {
      this.timeout(EXPLORE_MS);
      const authored = await authoredLesson(dist, shown);
      const good = [...authored.files.keys()].filter(file => /^proof\/alternative-.*\.ts$/.test(file)).sort()[0] ?? 'solution.ts';
      const scenarios = shown.scenarios.map(({ id }) => id);
      await withRunner(dist, runner => looked.at(runner, { authored, file: good, scenarios }, async () => {
        const explored = await runner.explore({ lesson: shown.id, source: programSource(authored, good), scenarios, budget: { seeds: 1 } });
        assert.ok(explored.kind === 'done', JSON.stringify(explored));
        assert.deepEqual(explored.explorations.flatMap(({ strategy, scenario, found }) => (found ? [`${good}: ${scenario}, ${strategy}: ${found.first?.message}`] : [])), []);
      }));
    });
  }
});
