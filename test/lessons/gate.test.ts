import assert from 'node:assert/strict';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { authoredLesson, goldenFile, type AuthoredLesson } from '../../src/cli/gate/builtlesson.ts';
import { proveLesson } from '../../src/cli/gate/gate.ts';
import { goldenOf, readGolden } from '../../src/cli/gate/golden.ts';
import type { LessonProof } from '../../src/cli/gate/proof.ts';
import { withRunner } from '../../src/cli/lab.ts';
import { builtCatalogue, dist } from '../cli/faultlab.ts';

const course = lessonsOf(builtCatalogue());
const golden = readGolden(goldenFile(dist));

/** Problems of one of a lesson's files, or of none of the programs. */
const about = (proof: LessonProof, pattern: RegExp): string[] => proof.problems.filter(problem => pattern.test(problem));
const PROGRAM = /^(exercise\.ts: (cannot|a starter|.* does not catch)|solution\.ts|proof\/\S+:)/;

for (const shown of course.filter(({ built }) => built)) {
  describe(`lesson ${shown.number} ${shown.title}`, () => {
    let authored: AuthoredLesson;
    let proof: LessonProof;

    before(async function () {
      this.timeout(300_000);
      authored = await authoredLesson(dist, shown);
      proof = await withRunner(dist, runner => proveLesson(authored, { runner, course, full: false, golden: golden[shown.id] }));
    });

    it('has its form', () => assert.deepEqual(proof.problems.filter(problem => !PROGRAM.test(problem) && !/^golden/.test(problem)), []));
    it('has a starter that fails the scenario it names', () => assert.ok(proof.starter.ok, about(proof, /^exercise/).join('\n')));
    it('has a solution that passes everything', () => assert.ok(proof.solution.ok, about(proof, /^solution/).join('\n')));
    it('lets other good programs pass', () => assert.deepEqual(about(proof, /^proof\/(alternative|blind).*: /), []));
    it('catches wrong programs, with the message that they name', () => assert.deepEqual(about(proof, /^proof\/wrong/), []));
    it('runs as it did before', () => assert.deepEqual(about(proof, /^golden/), []));

    it('runs the same a second time, and with promises run in batches', async function () {
      this.timeout(120_000);
      const again = await withRunner(dist, runner => goldenOf(runner, authored));
      const inBatches = await withRunner(dist, runner => goldenOf(runner, authored), 'batch');
      assert.deepEqual(inBatches, again);
      assert.deepEqual(again, golden[shown.id]);
    });
  });
}
