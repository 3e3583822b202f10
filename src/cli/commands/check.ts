import type { CatalogueLesson } from '../../course/catalogue.ts';
import { findBuiltLesson, lessonsOf } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { openCourse, packOptions } from '../course.ts';
import { authoredLesson, keptFiles, packedLesson, packKeptFiles } from '../gate/builtlesson.ts';
import { proveLesson } from '../gate/gate.ts';
import type { GoldenHashes } from '../gate/golden.ts';
import { Kept } from '../gate/kept.ts';
import type { LessonProof } from '../gate/proof.ts';
import type { Marks } from '../gate/unchanged.ts';
import { withRunner } from '../lab.ts';
import { counted, type Terminal } from '../terminal.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

export const usage = 'faultlab check [lesson…] [--pack DIR] [--full] [--changed] [--update-golden] [--json]';
export const help = `The proof gate for people who write lessons: text and files have their form, the starter fails
the scenario it names, the solution and the alternatives pass on every seed, each wrong program
is caught by the scenario it names with that message, programs that do no work pass nothing,
and runs are still the same to the bit.
Without lessons: all that are built, or all of the packs.

  --pack DIR        lessons of a lesson pack; its golden.json keeps what its runs have to be, its proved.json what was proved
  --full            1,000 seeds of the solution, whole panels of the rest, and margins; writes proof/calibration.json
  --changed         programs beside the solution whose runs are those that were proved are not judged again
  --update-golden   takes the runs as they are now for the ones to compare with, and programs that hold as proved
  --json            [{id, ok, starter, solution, alternatives, wrong, problems}]

Ends with 0 if all hold, 1 if not.`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { ...packOptions, full: { type: 'boolean' }, changed: { type: 'boolean' }, 'update-golden': { type: 'boolean' }, json: { type: 'boolean' } });
  const { catalogue, packed, packOf } = await openCourse(dist, values.pack);
  const course = lessonsOf(catalogue);
  const wanted = course.filter(({ id, built }) => (values.pack === undefined ? built : packed(id) !== undefined));
  const lessons = positionals.length === 0 ? wanted : positionals.map(name => findBuiltLesson(catalogue, name));
  if (values.full && values.changed) throw new UsageError('--full judges every program: leave out --changed');
  const golden = new Kept<GoldenHashes>();
  const proved = new Kept<Marks>();
  const proofs: LessonProof[] = [];
  const stale: CatalogueLesson[] = [];
  await withRunner(dist, async runner => {
    for (const shown of lessons) {
      const pack = packed(shown.id);
      const authored = pack ? packedLesson(shown, pack) : await authoredLesson(dist, shown);
      const files = pack ? packKeptFiles(pack.pack) : keptFiles(dist);
      const hashes = golden.of(files.golden);
      const marks = proved.of(files.proved);
      const renew = (now: GoldenHashes, held: Marks): void => {
        hashes[shown.id] = now;
        marks[shown.id] = held;
      };
      const begun = performance.now();
      const { proof, stale: outdated } = await proveLesson(authored, {
        runner, course, full: values.full === true, golden: hashes[shown.id], progress: doing => terminal.progress(doing),
        ...(values.changed ? { proved: marks[shown.id] ?? {} } : {}), ...(values['update-golden'] ? { renew } : {}),
      });
      proofs.push(proof);
      if (!values.json) print(shown, proof, performance.now() - begun, terminal);
      if (outdated) stale.push(shown);
    }
  }, { packOf });
  if (values['update-golden']) {
    golden.write();
    proved.write();
  }
  if (values.json) terminal.json(proofs);
  else summarise(proofs, stale, terminal);
  return proofs.every(({ ok }) => ok) ? 0 : 1;
}

function print({ number, id }: CatalogueLesson, { ok, alternatives, wrong, problems }: LessonProof, tookMs: number, terminal: Terminal): void {
  const { green, red, dim } = terminal.colors;
  const unchanged = [...alternatives, ...wrong].filter(each => each.unchanged).length;
  const programs = `${counted(alternatives.length, 'alternative')}, ${counted(wrong.length, 'wrong program')}, ${unchanged > 0 ? `${unchanged} of them unchanged, ` : ''}${(tookMs / 1000).toFixed(1)} s`;
  terminal.line(`${ok ? green('✔') : red('✘')} ${number} ${id}  ${dim(programs)}`);
  for (const problem of problems) terminal.line(`    ${problem}`);
}

function summarise(proofs: readonly LessonProof[], stale: readonly CatalogueLesson[], terminal: Terminal): void {
  const good = proofs.filter(({ ok }) => ok).length;
  terminal.line(`\n${good} of ${counted(proofs.length, 'lesson')} ${proofs.length === 1 ? 'holds' : 'hold'}`);
  if (stale.length > 0) terminal.line(terminal.colors.dim(`margins not measured since the lesson or its runs changed (faultlab check --full): ${stale.map(({ id }) => id).join(', ')}`));
}
