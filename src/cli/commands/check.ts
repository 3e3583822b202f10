import type { CatalogueLesson } from '../../course/catalogue.ts';
import { findBuiltLesson, lessonsOf, loadCatalogue } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { authoredLesson, goldenFile } from '../gate/builtlesson.ts';
import { proveLesson } from '../gate/gate.ts';
import { readGolden, writeGolden, type GoldenHashes } from '../gate/golden.ts';
import type { LessonProof } from '../gate/proof.ts';
import { withRunner } from '../lab.ts';
import { counted, type Terminal } from '../terminal.ts';
import { parse, type ExitCode } from '../usage.ts';

export const usage = 'faultlab check [lesson…] [--full] [--update-golden] [--json]';
export const help = `The proof gate for people who write lessons: text and files have their form, the starter fails
the scenario it names, the solution and the alternatives pass on every seed, each wrong program
is caught by the scenario it names with that message, and runs are still the same to the bit.
Without lessons: all that are built.

  --full            1,000 seeds, and margins; writes proof/calibration.json
  --update-golden   takes the solution's runs as they are now for the ones to compare with
  --json            [{id, ok, starter, solution, alternatives, wrong, problems}]

Ends with 0 if all hold, 1 if not.`;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { full: { type: 'boolean' }, 'update-golden': { type: 'boolean' }, json: { type: 'boolean' } });
  const catalogue = loadCatalogue(dist);
  const course = lessonsOf(catalogue);
  const lessons = positionals.length === 0 ? course.filter(({ built }) => built) : positionals.map(name => findBuiltLesson(catalogue, name));
  const golden: Record<string, GoldenHashes> = { ...readGolden(goldenFile(dist)) };
  const renew = values['update-golden'] ? (id: string) => ({ renew: (hashes: GoldenHashes) => { golden[id] = hashes; } }) : () => ({});
  const proofs: LessonProof[] = [];
  const stale: CatalogueLesson[] = [];
  await withRunner(dist, async runner => {
    for (const shown of lessons) {
      const authored = await authoredLesson(dist, shown);
      const begun = performance.now();
      const { proof, stale: outdated } = await proveLesson(authored, { runner, course, full: values.full === true, golden: golden[shown.id], ...renew(shown.id), progress: doing => terminal.progress(doing) });
      proofs.push(proof);
      if (!values.json) print(shown, proof, performance.now() - begun, terminal);
      if (outdated) stale.push(shown);
    }
  });
  if (values['update-golden']) writeGolden(goldenFile(dist), golden);
  if (values.json) terminal.json(proofs);
  else summarise(proofs, stale, terminal);
  return proofs.every(({ ok }) => ok) ? 0 : 1;
}

function print({ number, id }: CatalogueLesson, { ok, alternatives, wrong, problems }: LessonProof, tookMs: number, terminal: Terminal): void {
  const { green, red, dim } = terminal.colors;
  const programs = `${counted(alternatives.length, 'alternative')}, ${counted(wrong.length, 'wrong program')}, ${(tookMs / 1000).toFixed(1)} s`;
  terminal.line(`${ok ? green('✔') : red('✘')} ${number} ${id}  ${dim(programs)}`);
  for (const problem of problems) terminal.line(`    ${problem}`);
}

function summarise(proofs: readonly LessonProof[], stale: readonly CatalogueLesson[], terminal: Terminal): void {
  const good = proofs.filter(({ ok }) => ok).length;
  terminal.line(`\n${good} of ${counted(proofs.length, 'lesson')} ${proofs.length === 1 ? 'holds' : 'hold'}`);
  if (stale.length > 0) terminal.line(terminal.colors.dim(`margins not measured since the lesson or its runs changed (faultlab check --full): ${stale.map(({ id }) => id).join(', ')}`));
}
