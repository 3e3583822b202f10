import { lesson, scenario, Cluster, type Stage } from '../../../src/course/author.ts';
import type { ScenarioSpec, Scenario } from '../../../src/course/lesson.ts';
import type { Handlers, NodeContext } from '../../../src/kits/cluster/api.ts';
import { libraryFor } from '../../../src/kits/library.ts';
import type { Drain } from '../../../src/lab/drain.ts';
import type { Job } from '../../../src/lab/job.ts';
import type { Programs } from '../../../src/lab/programs.ts';
import { ScenarioJob } from '../../../src/lab/scenariojob.ts';
import { compileAttempt } from '../../../src/lab/compile/compile.ts';
import type { CompileMode } from '../../../src/lab/compile/program.ts';
import { createAttempt } from '../../../src/lab/sandbox/attempt.ts';
import type { Attempt } from '../../../src/lab/attempt.ts';
import type { TwinColumns, TwinTexts } from '../../../src/lab/twins.ts';
import type { ScenarioVerdict } from '../../../src/lab/verdict.ts';
import type { FaultPlan } from '../../../src/sim/index.ts';
import { nodeDrain } from '../../../src/runner/nodedrain.ts';
import { stripTypes } from '../../../src/runner/striptypes.ts';

export const FILE = '/home/ada/faultlab/exercise.ts';
const libraries = Object.fromEntries(Object.entries(libraryFor(() => {})).map(([name, values]) => [name, Object.keys(values)]));

export function attemptOf(text: string, mode: CompileMode = 'explore'): Attempt {
  const result = compileAttempt({ file: FILE, entry: 'exercise.ts', files: { 'exercise.ts': text } }, { mode, stripTypes, libraries });
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return createAttempt(result.program);
}

export const BATCH: Drain = { kind: 'batch', worlds: 8 };
export const syncDrain = (): Promise<Drain> => nodeDrain();

/** Drives a job as a child does: turns in macrotasks, rejections of the program's promises told. */
export async function drive<T>(job: Job<T>): Promise<T> {
  const rejected = (reason: unknown): void => job.rejected(reason);
  const others = process.listeners('unhandledRejection');
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', rejected);
  try {
    for (;;) {
      const result = await new Promise<T | undefined>((resolve, reject) => {
        setImmediate(() => {
          try {
            resolve(job.turn());
          } catch (error) {
            reject(error as Error);
          }
        });
      });
      if (result !== undefined) return result;
    }
  } finally {
    process.off('unhandledRejection', rejected);
    for (const other of others) process.on('unhandledRejection', other);
  }
}

/** Answers at once: a solution of `asking`. */
const ECHO = 'export class Node { onRequest(r) { return r.n } }';

export interface JudgeOptions {
  readonly drain?: Drain;
  readonly seeds?: readonly number[];
  /** Texts of the programs to compare with. */
  readonly twins?: Partial<TwinTexts>;
  readonly tabulated?: TwinColumns;
  readonly plan?: FaultPlan;
  readonly brief?: boolean;
  readonly thorough?: boolean;
}

export async function judge(under: Scenario, text: string, { drain, seeds, twins = {}, tabulated, brief, thorough, plan }: JudgeOptions = {}): Promise<ScenarioVerdict> {
  const programs: Programs = { explore: attemptOf(text), record: () => attemptOf(text, 'record'), twin: kind => attemptOf(twins[kind] ?? ECHO) };
  return drive(new ScenarioJob({ scenario: under, programs, drain: drain ?? await syncDrain(), handler: { name: 'Node', method: 'onRequest' }, seeds, tabulated, brief, thorough, plan }));
}

type Program = new (ctx: NodeContext) => Handlers;

/** Nodes a, b, c that run the exported class `Node`; client `ask`s number n at `n × everyMs`, of a, b, c in turn. */
export function asking(spec: Partial<ScenarioSpec> & { readonly asks?: number; readonly everyMs?: number; readonly endMs?: number }): Scenario {
  const { asks = 10, everyMs = 100, endMs = 5_000, ...rest } = spec;
  const names = ['a', 'b', 'c'];
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    cluster.learners(names, (exports, ctx) => new (exports['Node'] as Program)(ctx));
    for (let n = 0; n < asks; n++) {
      stage.world.at(n * everyMs * 1000, () => cluster.ask(names[n % 3]!, {
        client: `c${n}`, f: 'ask', request: { n }, timeoutMs: 1_000, hear: answer => ({ outcome: answer === 'no' ? 'fail' : 'ok', output: answer }),
      }));
    }
    cluster.start();
    return { endMs };
  };
  return scenario('asking', { symptom: 'none', visible: true, world, ...rest });
}

export { lesson };
