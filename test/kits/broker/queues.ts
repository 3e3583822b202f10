import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import type { QueueSpec } from '../../../src/kits/broker/queue/store.ts';
import { Queues } from '../../../src/kits/broker/queue/world.ts';
import { Cluster } from '../../../src/kits/cluster/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

type Role = (ctx: unknown) => Promise<void>;

interface Setting {
  readonly queues?: Readonly<Record<string, QueueSpec>>;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly endMs?: number;
}

/**
 * Runs a program that exports `send` (on the node `sender`) and `work` (on `w1` and `w2`), or one of them, beside a broker with
 * the queue `jobs` (visibility 1 s) and `dead`, 1 ms away. `ctx.done(x)` leaves the fact `done`.
 */
export async function runQueues(text: string, { queues = { jobs: { visibilityMs: 1_000 }, dead: { visibilityMs: 1_000 } }, faults = () => [], endMs = 20_000 }: Setting = {}): Promise<RunRecord> {
  const { record } = await runProgram(scenario('queues', {
    symptom: '',
    world(stage) {
      const { world } = stage;
      world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      const broker = new Queues(stage, cluster, queues);
      const role = (name: string, ids: readonly string[]): void => cluster.functions(ids, (exports, ctx, machine) => ({
        run: async () => (exports[name] as Role | undefined)?.({ ...ctx, queue: broker.clientOf(machine), done: (what: unknown) => world.history.fact('done', { what }, ctx.id) }),
      }));
      role('send', ['sender']);
      role('work', ['w1', 'w2']);
      cluster.start();
      broker.chart(endMs);
      return { endMs };
    },
    faults,
  }), `import { sleep, Refused, Unknown, Fenced } from 'faultlab';\n${text}`);
  return record;
}

export const done = ({ facts }: RunRecord): unknown[] => facts.filter(({ type }) => type === 'done').map(({ data }) => data['what']);
/** Instants of the facts of a type, milliseconds. */
export const timesMs = ({ facts }: RunRecord, type: string): number[] => facts.filter(fact => fact.type === type).map(({ atUs }) => atUs / 1_000);
