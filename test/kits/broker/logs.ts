import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { Logs } from '../../../src/kits/broker/log/world.ts';
import { Cluster } from '../../../src/kits/cluster/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

interface Setting {
  /** Numbers of partitions by topic. */
  readonly topics?: Readonly<Record<string, number>>;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly endMs?: number;
}

const NODES = ['a', 'b', 'c', 'd'];

/**
 * Runs on each of the nodes a to d what the program exports under its name, beside a broker with the topic `t` (two partitions),
 * 1 ms away. `ctx.done(x)` leaves the fact `done`.
 */
export async function runLogs(text: string, { topics = { t: 2 }, faults = () => [], endMs = 60_000 }: Setting = {}): Promise<RunRecord> {
  const { record } = await runProgram(scenario('logs', {
    symptom: '',
    world(stage) {
      const { world } = stage;
      world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      const logs = new Logs(stage, cluster, topics, { firstRebalanceMs: 100 });
      cluster.functions(NODES, (exports, ctx, machine) => ({
        run: async () => (exports[ctx.id] as ((ctx: unknown) => Promise<void>) | undefined)?.({ ...ctx, log: logs.clientOf(machine), done: (what: unknown) => world.history.fact('done', { what }, ctx.id) }),
      }));
      cluster.start();
      return { endMs };
    },
    faults,
  }), `${LIBRARY}\n${text}`);
  return record;
}

/** `fill(ctx, n)` appends 1 to n to partition 0; `read(consumer, ms)` polls for so long and gives values; `told(promise)`: the name and code of its error, or its value. */
const LIBRARY = `import { sleep, Refused, Unknown, Fenced } from 'faultlab';
const now = () => Math.round(performance.now());
const told = promise => promise.then(value => value ?? 'ok', error => error.name + ' ' + error.code);
const fill = async (ctx, n, to = ctx.log) => { for (let i = 1; i <= n; i++) await (to.send ? to.send('t', { key: 'k', value: i, partition: 0 }) : to.produce('t', { key: 'k', value: i, partition: 0 })); };
const read = async (consumer, ms, each = r => r.value) => { const got = []; for (const end = now() + ms; now() < end;) for (const r of await consumer.poll({ max: 100, waitMs: 100 })) got.push(each(r)); return got; };
const names = tps => tps.map(({ topic, partition }) => topic + partition).sort().join();`;

export const done = ({ facts }: RunRecord, node?: string): unknown[] => facts.filter(fact => fact.type === 'done' && (node === undefined || fact.node === node)).map(({ data }) => data['what']);
