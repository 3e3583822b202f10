import { Cluster, PaperElection, RaftCore, scenario, uniform, type Exports, type Fault, type FaultAuthor, type RaftOptions, type RaftParts, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Entry, NodeContext, Voter } from '../../../src/kits/index.ts';
import type { Machine } from '../../../src/kits/cluster/machine.ts';
import { runProgram } from '../run.ts';

export interface Setup {
  /** Absent: n1, n2, n3. */
  readonly nodes?: readonly string[];
  /** Absent: as the paper has them. */
  readonly parts?: (ctx: NodeContext, machine: Machine) => Partial<RaftParts>;
  readonly options?: (id: string) => Partial<RaftOptions>;
  readonly elect?: readonly (readonly [node: string, atMs: number])[];
  /** A command at a node. */
  readonly propose?: readonly (readonly [node: string, atMs: number])[];
  /** Who decides from an instant on, proposed at a node. */
  readonly change?: readonly (readonly [node: string, atMs: number, voters: readonly string[]])[];
  readonly faults?: (f: FaultAuthor) => Fault[];
  readonly endMs?: number;
  readonly seed?: number;
}

export const PATIENCE = { low: 300, high: 600 };

export const entries = (...terms: number[]): Entry[] => terms.map((term, index) => ({ index: index + 1, term, command: `${index + 1}/${term}` }));
export const voters = (...ids: string[]): Voter[] => ids.map(id => ({ id, zone: '' }));

/**
 * A cluster with a heartbeat of 50 ms, for six seconds. Facts: `applied`, `led`, `deposed`, `removed`, `matched`, `committed` and
 * `refused` of what was proposed, `changed`, and at the end `log`.
 */
export async function raft({ nodes = ['n1', 'n2', 'n3'], parts = () => ({}), options = () => ({}), elect = [], propose = [], change = [], faults = () => [], endMs = 6_000, seed = 1 }: Setup): Promise<RunRecord> {
  const world = (stage: Stage) => {
    const { history } = stage.world;
    stage.world.network.defaultLatencyMs = uniform(1, 10);
    const cluster = new Cluster(stage);
    const cores = new Map<string, RaftCore>();
    cluster.learners(nodes, (_exports: Exports, ctx, machine) => {
      const { id } = ctx;
      const core = new RaftCore(machine, { election: new PaperElection(PATIENCE, machine.node.random), ...parts(ctx, machine) }, { heartbeatMs: 50, ...options(id) }, {
        applied: ({ index, term, command }, verified) => history.fact('applied', { index, term, verified, command }, id),
        led: term => history.fact('led', { term }, id),
        deposed: () => history.fact('deposed', {}, id),
        removed: (removed, term) => history.fact('removed', { terms: removed.map(entry => entry.term), term }, id),
        matched: (peer, messages) => history.fact('matched', { peer, messages }, id),
      }, error => stage.program.processFailed(machine.node, error));
      cores.set(id, core);
      return { recover: () => core.recover() };
    });
    cluster.start();
    const at = (node: string, atMs: number, act: (core: RaftCore) => void) => stage.world.at(atMs * 1_000, () => stage.world.node(node).after(0, () => act(cores.get(node)!)));
    for (const [node, atMs] of elect) at(node, atMs, core => core.elect());
    for (const [number, [node, atMs]] of propose.entries()) {
      at(node, atMs, core => core.propose(`c${number}`, { committed: ({ index }) => history.fact('committed', { index }, node), refused: () => history.fact('refused', {}, node) }));
    }
    for (const [node, atMs, next] of change) at(node, atMs, core => core.change(voters(...next), { committed: ({ index }) => history.fact('changed', { index }, node), refused: () => history.fact('refused', {}, node) }));
    stage.world.at((endMs - 100) * 1_000, () => cores.forEach((core, id) => history.fact('log', { terms: core.log.slice(1, core.log.lastIndex + 1).map(({ term }) => term) }, id)));
    return { endMs };
  };
  return (await runProgram(scenario('raft', { symptom: '', world, faults }), 'export class Node {}', { seed })).record;
}

/** Facts of a type, each as its node and its values. */
export const told = (run: RunRecord, type: string): unknown[][] => run.facts.filter(fact => fact.type === type).map(({ node, data }) => [node, ...Object.values(data)]);

/** Terms that more than one node has led. */
export function contested(run: RunRecord): number[] {
  const leaders = new Map<number, Set<unknown>>();
  for (const [node, term] of told(run, 'led')) leaders.set(term as number, (leaders.get(term as number) ?? new Set()).add(node));
  return [...leaders].filter(([, nodes]) => nodes.size > 1).map(([term]) => term);
}
