import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import type { LessonVerdict } from '../../src/lab/verdict.ts';
import { builtCatalogue, faultlab, Folder } from '../cli/faultlab.ts';
import { bundled } from './bundle.ts';
import { readTable } from './table.ts';

const LINES = 15;
const RUN_MS = 600_000;
const here = import.meta.dirname;
const table = readTable();
const adapters = readdirSync(here, { withFileTypes: true }).filter(entry => entry.isDirectory())
  .flatMap(({ name: lesson }) => readdirSync(join(here, lesson)).map(file => ({ lesson, library: basename(file, '.js'), path: join(here, lesson, file) })));

describe('libraries of the ecosystem, unmodified', () => {
  const folder = new Folder();
  after(() => folder.remove());

  it('are all in the table, each with a small adapter', () => {
    assert.deepEqual([...new Set(table.map(({ lesson, library }) => `${lesson}/${library}`))].sort(), adapters.map(({ lesson, library }) => `${lesson}/${library}`).sort());
    for (const { path } of adapters) assert.ok(readFileSync(path, 'utf8').trim().split('\n').length <= LINES, `${path} is longer than ${LINES} lines`);
  });

  for (const { lesson, library, path } of adapters) {
    it(`${library} does in ${lesson} what the table says`, async function () {
      this.timeout(RUN_MS);
      const shown = lessonsOf(builtCatalogue()).find(({ id }) => id === `reliability/${lesson}`);
      assert.ok(shown, `there is no lesson reliability/${lesson}`);
      const file = folder.write(`${lesson}-${library}.js`, await bundled(path));
      const { out, err } = await faultlab(['run', shown.id, '--file', file, '--json']);
      assert.notEqual(out, '', err);
      const { scenarios } = JSON.parse(out) as LessonVerdict;
      const rows = table.filter(row => row.lesson === lesson && row.library === library);
      assert.deepEqual(
        scenarios.map(({ id, verdict }) => `${id} ${verdict === 'passed' ? 'passes' : verdict === 'failed' ? 'fails' : verdict}`),
        rows.map(({ scenario, outcome }) => `${scenario} ${outcome}`),
      );
      for (const { scenario, outcome, says } of rows) {
        const message = scenarios.find(({ id }) => id === scenario)!.first?.message ?? '';
        if (outcome === 'fails') assert.ok(says !== '' && message.includes(says), `${scenario}: ${message}`);
      }
    });
  }
});
