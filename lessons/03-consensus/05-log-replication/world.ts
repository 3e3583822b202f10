import { Cluster, PaperElection, RaftCore, uniform, type Built, type Exports, type Preload, type RaftOptions, type Stage } from 'faultlab/author';
import type { Entry, Handlers, NodeContext, RaftLog, Replicator } from 'faultlab';

export const HEARTBEAT_MS = 50;
/** One way, milliseconds: half of the median round trip is 5.5. */
const LINK = uniform(1, 10);

export interface Plan {
  readonly nodes: readonly string[];
  /** By node, in terms: `[1, 1, 4]` is a log of three entries. */
  readonly logs?: Readonly<Record<string, readonly number[]>>;
  readonly bootTerm?: number;
  /** Entries that are committed at the beginning, on the nodes that have them. */
  readonly committed?: { readonly index: number; readonly nodes: readonly string[] };
  /** Who is made to stand for election, and when; absent: elections run by themselves. */
  readonly elect?: readonly { readonly node: string; readonly atMs: number }[];
  /** A command every so many milliseconds, from and until. */
  readonly commands: { readonly everyMs: number; readonly fromMs: number; readonly untilMs: number };
  readonly endMs: number;
  /** Leaders begin their term without an entry of their own. */
  readonly noOpening?: boolean;
}

type MakeReplicator = new (ctx: NodeContext, log: RaftLog, currentTerm: () => number) => Replicator;

const entriesOf = (terms: readonly number[]): Entry[] => terms.map((term, index) => ({ index: index + 1, term, command: `old-${index + 1}-${term}` }));

/** Raft nodes whose log replication is the learner's. */
export function raft(stage: Stage, plan: Plan): Built {
  const { world } = stage;
  world.network.defaultLatencyMs = LINK;
  const cluster = new Cluster(stage);
  const cores = new Map<string, RaftCore>();
  const writers = new Writers(stage, plan, cores);
  cluster.learners(plan.nodes, (exports: Exports, ctx, machine) => {
    const { id } = ctx;
    let replicator: Replicator | undefined;
    const core = new RaftCore(machine, {
      election: new PaperElection({ low: 300, high: 600 }, machine.node.random),
      replicator: (log, currentTerm) => (replicator = new (exports['Replicator'] as MakeReplicator)(ctx, log, currentTerm)),
    }, optionsOf(plan, id), {
      applied: ({ index, term, command }, verified) => {
        world.history.fact('applied', { index, term, command, verified }, id);
        writers.applied(id, index);
      },
      led: term => {
        world.history.phase(`Leader/term ${term}`, id);
        world.history.fact('led', { term }, id);
      },
      answered: ({ term, prevIndex, entries }, ok) => {
        if (!ok) return;
        world.history.fact('confirmed', { term, index: prevIndex + entries.length }, id, world.causeRow);
        if (entries.length > 0) world.history.fact('kept', {}, id, world.causeRow);
      },
      removed: (entries, term) => world.history.fact('cut', { from: entries[0]!.index, terms: entries.map(entry => entry.term), term }, id),
      matched: (peer, messages) => world.history.fact('matched', { peer, messages }, id),
    }, error => stage.program.processFailed(machine.node, error));
    cores.set(id, core);
    stage.program.watch(machine.node, replicator!);
    const handlers: Handlers = { recover: () => core.recover() };
    return handlers;
  });
  cluster.start();
  for (const { node, atMs } of plan.elect ?? []) world.at(atMs * 1_000, () => world.node(node).after(0, () => cores.get(node)!.elect()));
  writers.begin();
  world.at(plan.endMs * 1_000 - 1, () => {
    for (const id of plan.nodes) {
      const core = cores.get(id)!;
      if (world.node(id).state === 'up') world.history.fact('log', { terms: core.log.slice(1, core.log.lastIndex + 1).map(({ term }) => term), commands: core.log.slice(1, core.log.lastIndex + 1).map(({ command }) => command), applied: core.applied }, id);
    }
  });
  return { endMs: plan.endMs };
}

function optionsOf({ logs, bootTerm = 0, committed, elect, noOpening = false }: Plan, id: string): RaftOptions {
  const terms = logs?.[id] ?? [];
  const preload: Preload = { entries: entriesOf(terms), bootTerm, ...(committed?.nodes.includes(id) ? { commitIndex: committed.index } : {}) };
  return { heartbeatMs: HEARTBEAT_MS, electionsHeld: elect !== undefined, noOpening, preload };
}

/** Those who write: each command goes to whoever leads. In the history: `write` with the command, `ok` with its index. */
class Writers {
  private readonly stage: Stage;
  private readonly plan: Plan;
  private readonly cores: ReadonlyMap<string, RaftCore>;
  private number = 1;

  constructor(stage: Stage, plan: Plan, cores: ReadonlyMap<string, RaftCore>) {
    this.stage = stage;
    this.plan = plan;
    this.cores = cores;
  }

  begin(): void {
    const { everyMs, fromMs, untilMs } = this.plan.commands;
    for (let atMs = fromMs; atMs < untilMs; atMs += everyMs) this.stage.world.at(atMs * 1_000, () => this.write());
  }

  /** Draws the cursor of a node. */
  applied(node: string, index: number): void {
    this.stage.world.history.sample(`Applied/${node}`, '', index);
  }

  private write(): void {
    const { world } = this.stage;
    const leader = this.plan.nodes.filter(id => world.node(id).state === 'up' && this.cores.get(id)?.leads).sort((a, b) => this.cores.get(b)!.seat.term - this.cores.get(a)!.seat.term)[0];
    if (leader === undefined) return;
    const command = `c${this.number++}`;
    const operation = world.history.invoke('writer', 'write', command, { node: leader });
    world.node(leader).after(0, () => this.cores.get(leader)!.propose(command, {
      committed: ({ index }) => world.history.complete(operation, 'ok', index),
      refused: () => world.history.complete(operation, 'fail', 'not the leader'),
    }));
  }
}
