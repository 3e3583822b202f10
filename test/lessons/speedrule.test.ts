import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { builtCatalogue, dist } from '../cli/faultlab.ts';
import { bundleLessonRuns } from '../workbench/engines/bundle.ts';

/** Of all runs of a scenario together: about two seconds. */
const MOST_EVENTS = 4_000_000;
const RUNS_MS = 300_000;

describe('a panel takes a learner no more than a breath', () => {
  let events: Readonly<Record<string, number>>;

  before(async function () {
    this.timeout(RUNS_MS);
    const folder = mkdtempSync(join(tmpdir(), 'faultlab-'));
    try {
      const bundle = join(folder, 'events.js');
      await bundleLessonRuns(join(import.meta.dirname, 'printEvents.ts'), join(dist, '..'), bundle);
      events = JSON.parse(execFileSync(process.execPath, [bundle], { encoding: 'utf8' })) as Record<string, number>;
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  for (const { id, number, title, scenarios } of lessonsOf(builtCatalogue()).filter(({ built }) => built)) {
    it(`lesson ${number} ${title}: events × seeds of each scenario`, () => {
      const own = scenarios.map(scenario => [scenario.id, events[`${id} ${scenario.id}`]] as const);
      assert.deepEqual(own.filter(([, count]) => !(count! > 0 && count! <= MOST_EVENTS)), []);
    });
  }
});
