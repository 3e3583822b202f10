import { Cluster, Logs, times, type Built, type Stage, uniform } from 'faultlab/author';
import { Refused, type Assignor, type Consumer, type Offsets, type Rec, type Tp } from 'faultlab';
import type { GroupWorker, WorkerCtx } from './contract';
import { Driver } from './given/driver.ts';

export const MEMBERS = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6'];
export const TOPICS = ['A', 'B'];
export const PARTITIONS = 12;

const WARM_UP_MS = 2_000;
/** Between two records of a partition. */
const PACE_MS = 1_000;
const SETTLE_MS = 12_000;

export interface Setting {
  /** Records come for so long. */
  readonly workMs: number;
  /** When a member's process starts first; absent: at once. */
  readonly startsMs?: Readonly<Record<string, number>>;
  /** What a member reads; absent: both topics. */
  readonly topics?: Readonly<Record<string, readonly string[]>>;
}

type MakeWorker = new (ctx: WorkerCtx) => GroupWorker;

export const nameOf = ({ topic, partition }: Tp): string => `${topic}-${partition}`;

/** Six processes read two topics as one group, and write a row for each record. */
export function readers(stage: Stage, { workMs, startsMs = {}, topics = {} }: Setting): Built {
  const { world } = stage;
  world.network.defaultLatencyMs = uniform(1, 5);
  const cluster = new Cluster(stage);
  const logs = new Logs(stage, cluster, Object.fromEntries(TOPICS.map(topic => [topic, PARTITIONS])), { firstRebalanceMs: 1_000 });
  const rows = new Rows(stage);
  for (const id of MEMBERS) world.history.fact('reads', { member: id, topics: topics[id] ?? TOPICS });
  cluster.functions(MEMBERS, (exports, ctx, machine) => {
    const { node } = machine;
    const begin = (): Promise<void> => {
      const driver = new Driver(logs.clientOf(machine), topics[ctx.id] ?? TOPICS, exports['assign'] as Assignor, consumer => {
        const worker = new (exports['Worker'] as MakeWorker)(contextOf(stage, ctx.id, consumer, rows));
        stage.program.watch(node, worker);
        return worker;
      });
      return driver.run(ctx.stopping, error => stage.program.processFailed(node, error));
    };
    const waitMs = node.incarnation === 1 ? startsMs[ctx.id] ?? 0 : 0;
    return { run: waitMs === 0 ? begin : () => new Promise((resolve, reject) => node.after(waitMs * 1_000, () => void begin().then(resolve, reject))) };
  });
  feed(stage, logs, workMs);
  cluster.start();
  const endMs = workMs + SETTLE_MS;
  logs.chartLag('group', TOPICS, endMs);
  return { endMs };
}

/** One record a second for each partition, at its own beat. */
function feed(stage: Stage, logs: Logs, workMs: number): void {
  const { random } = stage;
  const beats = TOPICS.flatMap(topic => Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition, phaseMs: random.between(0, PACE_MS) })));
  const instants = beats.flatMap(({ topic, partition, phaseMs }) => Array.from({ length: Math.floor(workMs / PACE_MS) }, (_, index) => ({ topic, partition, atMs: phaseMs + index * PACE_MS, index }))).sort((a, b) => a.atMs - b.atMs);
  times(stage, instants.map(({ atMs }) => atMs), which => {
    const { topic, partition, index } = instants[which]!;
    logs.append(topic, { key: `${topic}-${partition}`, value: index, partition });
  });
}

/** Draws whose row each record has in the picture of the partitions. */
class Rows {
  private readonly world: Stage['world'];
  private readonly writers = new Map<string, string>();

  constructor({ world }: Stage) {
    this.world = world;
  }

  written(tp: string, offset: number, writer: string): void {
    const before = this.writers.get(`${tp} ${offset}`);
    const writers = before === undefined ? writer : `${before}, ${writer}`;
    this.writers.set(`${tp} ${offset}`, writers);
    this.world.pictures?.grid('Partitions').amend(tp, offset, writers, before === undefined ? writer : 'twice');
  }
}

/** Facts: `warm` with `tp`; `row` with `tp`, `offset`. Both with the node. Charts who owns what. */
function contextOf({ world }: Stage, id: string, consumer: Consumer, rows: Rows): WorkerCtx {
  const node = world.node(id);
  const draws = world.keyed(`writes of ${id}`);
  const warm = new Set<string>();
  let writes = 0;
  const after = <T>(ms: number, then: () => T): Promise<T> => new Promise(resolve => node.after(Math.round(ms * 1_000), () => resolve(then())));
  consumer.on('assigned', tps => tps.forEach(tp => {
    warm.delete(nameOf(tp));
    world.history.phase(`Owner of each partition/${nameOf(tp)}`, id);
  }));
  return Object.freeze<WorkerCtx>({
    id,
    warmUp: ((tp: Tp) => after(WARM_UP_MS, () => {
      const name = nameOf(tp);
      if (consumer.assignment().some(each => nameOf(each) === name)) warm.add(name);
      world.history.fact('warm', { tp: name }, id);
    })).bind(undefined),
    write: (async (record: Rec) => {
      const name = nameOf(record);
      if (!warm.has(name)) throw new Refused('Cold', `${name} is not warm on ${id}`);
      await after(20 + 40 * draws.at(writes++), () => {
        world.history.fact('row', { tp: name, offset: record.offset }, id);
        rows.written(name, record.offset, id);
      });
    }).bind(undefined),
    commit: ((offsets: Offsets) => consumer.commit(offsets)).bind(undefined),
  });
}
