import assert from 'node:assert/strict';
import pLimit from 'p-limit';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import type { CaughtProof, LessonProof, PassingProof } from '../../src/cli/gate/proof.ts';
import { builtCatalogue, faultlab, type Ended } from '../cli/faultlab.ts';

const CHECK_MS = 600_000;
/** Lessons that are checked at once, so that no processor waits for the last program of one. */
const AT_ONCE = 2;

const badFiles = (programs: readonly (PassingProof | CaughtProof)[]): string[] => programs.filter(({ ok }) => !ok).map(({ file }) => file);

/** What the gate says of these files. */
const about = ({ problems }: LessonProof, files: readonly string[]): string[] => problems.filter(problem => files.some(file => problem.startsWith(`${file}: `)));

describe('the proof gate', () => {
  const lessons = lessonsOf(builtCatalogue()).filter(({ built }) => built);
  let checks: ReadonlyMap<string, Promise<Ended>>;

  before(() => {
    const limit = pLimit(AT_ONCE);
    checks = new Map(lessons.map(({ id }) => [id, limit(() => faultlab(['check', id, '--changed', '--json']))]));
  });

  for (const shown of lessons) {
    describe(`lesson ${shown.number} ${shown.title}`, () => {
      let proof: LessonProof;

      before(async function () {
        this.timeout(CHECK_MS);
        const { code, out, err } = await checks.get(shown.id)!;
        assert.ok(code < 2, err);
        proof = (JSON.parse(out) as [LessonProof])[0];
        assert.deepEqual(Object.keys(proof), ['id', 'ok', 'starter', 'solution', 'alternatives', 'wrong', 'problems']);
        assert.equal(code, proof.ok ? 0 : 1);
      });

      it('has its form', () => {
        const programs = about(proof, badFiles([proof.starter, proof.solution, ...proof.alternatives, ...proof.wrong]));
        assert.deepEqual(proof.problems.filter(problem => !programs.includes(problem) && !problem.startsWith('golden hashes: ')), []);
      });
      it('has a starter that fails the scenario it names', () => assert.ok(proof.starter.ok, about(proof, ['exercise.ts']).join('\n')));
      it('has a solution that passes everything', () => assert.ok(proof.solution.ok, about(proof, ['solution.ts']).join('\n')));
      it('lets other good programs pass', () => assert.deepEqual(about(proof, badFiles(proof.alternatives)), []));
      it('catches wrong programs, with the message that they name', () => assert.deepEqual(about(proof, badFiles(proof.wrong)), []));

      // With promises run in batches, in other Nodes and in Chromium: test/workbench/engines.
      it('runs as it did before', () => assert.deepEqual(proof.problems.filter(problem => problem.startsWith('golden hashes: ')), []));
    });
  }
});
