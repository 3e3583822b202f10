import { libraryFor } from '../../src/kits/library.ts';
import { compileAttempt } from '../../src/lab/compile/compile.ts';
import { Run, runAll } from '../../src/lab/run.ts';
import { createAttempt } from '../../src/lab/sandbox/attempt.ts';
import { nodeDrain } from '../../src/runner/nodedrain.ts';
import { stripTypes } from '../../src/runner/striptypes.ts';
import { log, queue } from './kits/broker.ts';
import { cluster } from './kits/cluster.ts';
import { coordination } from './kits/coordination.ts';
import { database } from './kits/database.ts';
import type { KitWorld } from './kits/kitworld.ts';
import { operator } from './kits/operator.ts';
import { service } from './kits/service.ts';
import { telemetry } from './kits/telemetry.ts';
import { perSecond, type Row } from './rows.ts';

/** Another kit is a line more. */
const KITS: Readonly<Record<string, KitWorld>> = { cluster, service, coordination, database, telemetry, operator, 'broker, queue': queue, 'broker, log': log };

const libraries = Object.fromEntries(Object.entries(libraryFor(() => {})).map(([name, values]) => [name, Object.keys(values)]));

/** Events a second of one kit's world, without sandbox. */
async function eventsPerSecond({ scenario, program }: KitWorld): Promise<number> {
  const drain = await nodeDrain();
  const compiled = compileAttempt({ file: '/exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': program } }, { mode: 'explore', stripTypes, libraries });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const attempt = createAttempt(compiled.program);
  let seed = 0;
  let events = 0;
  const one = (): void => {
    for (const _ of runAll([() => new Run(scenario, attempt, { seed, mode: 'explore' })], attempt, drain, { take: () => [] }, run => { events = run.finish().events; }));
  };
  const measure = (): number => {
    const runs = perSecond(() => {
      seed++;
      one();
    });
    seed = 1;
    one();
    return runs * events;
  };
  // Promises can only be run at once from an event of its own.
  return new Promise((resolve, reject) => {
    setImmediate(() => {
      try {
        resolve(measure());
      } catch (error) {
        reject(error as Error);
      }
    });
  });
}

/** No kit is slower than this share of the kit cluster, event for event, without a reason that its world states. */
const LEAST_RATIO = 0.5;

export async function rows(): Promise<Row[]> {
  const figures: [string, number][] = [];
  for (const [name, world] of Object.entries(KITS)) figures.push([name, await eventsPerSecond(world)]);
  const base = figures[0]![1];
  return figures.map(([name, figure], index) => {
    const row = { name: `kit ${name}, no sandbox`, figure, unit: 'events/s' };
    if (index === 0) return row;
    const ratio = figure / base;
    const { slower } = KITS[name]!;
    const goal = `≥ ${LEAST_RATIO} of cluster`;
    return ratio >= LEAST_RATIO ? { ...row, ratio, goal } : { ...row, ratio, goal: slower ? `${goal}; slower: ${slower}` : goal, missed: slower === undefined };
  });
}
