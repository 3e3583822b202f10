import { withRunner } from '../../src/cli/lab.ts';
import type { RunSize } from '../../src/lab/verdict.ts';
import { dist } from '../cli/faultlab.ts';
import { readFailing, wrongPrograms, type LessonProgram } from '../lessons/failing.ts';
import type { Row } from './rows.ts';

/** Of every lesson the first; `npm run bench -- shrink all`: every wrong program that breaks an `always` or `final` demand. */
const all = process.argv.includes('all');

const WHAT = { events: 'events', faults: 'faults', decisions: 'messages', operations: 'operations', nodes: 'nodes' } as const;

/** In a warm child: to the first counterexample, and to the smallest. Build first. */
export async function rows(): Promise<Row[]> {
  const failing = readFailing();
  return withRunner(dist, async runner => {
    const timed = async (program: LessonProgram, seed: number, how: { readonly brief?: true; readonly thorough?: true }) => {
      const begun = performance.now();
      const { first } = await program.judge(runner, seed, { ...how, seeds: Array.from({ length: seed }, (_, index) => index + 1) });
      return { first: first!, ms: performance.now() - begun };
    };
    const found: Row[] = [];
    for (const [lesson, programs] of await wrongPrograms()) {
      const some = programs.filter(({ file }) => failing[lesson]?.[file] !== undefined);
      for (const program of all ? some : some.slice(0, 1)) {
        const seed = failing[lesson]![program.file]!;
        await timed(program, seed, { brief: true });
        const first = await timed(program, seed, { brief: true });
        const smallest = await timed(program, seed, { thorough: true });
        found.push({ name: `${program.name}, first counterexample`, figure: first.ms, unit: 'ms' }, { name: `${program.name}, smallest: ${sizes(smallest.first.shrunk)}`, figure: smallest.ms, unit: 'ms' });
      }
    }
    const median = (figures: readonly number[]): number => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)]!;
    return [
      ...found,
      { name: 'median to the first counterexample', figure: median(found.filter((_, index) => index % 2 === 0).map(({ figure }) => figure)), unit: 'ms' },
      { name: 'median to the smallest', figure: median(found.filter((_, index) => index % 2 === 1).map(({ figure }) => figure)), unit: 'ms', goal: '≤ 2,000' },
    ];
  });
}

/** "2,635 → 400 events, 2 → 1 faults": what there was any of. */
function sizes(shrunk: { readonly from: RunSize; readonly to: RunSize; readonly minimal: boolean } | undefined): string {
  if (!shrunk) return 'nothing tried';
  const { from, to, minimal } = shrunk;
  const parts = (Object.keys(WHAT) as (keyof RunSize)[]).filter(part => from[part] > 0).map(part => `${from[part].toLocaleString('en')} → ${to[part].toLocaleString('en')} ${WHAT[part]}`);
  return `${parts.join(', ')}${minimal ? '' : ' (may be smaller)'}`;
}
