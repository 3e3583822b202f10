import { addReplicas, Cluster, constant, scenario, type Exports, type Fault, type FaultAuthor, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Handlers, NodeContext } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';

/** Three replicas, 5 ms away, and one node `a` that is asked once, at 1 s; what it answers is the answer. */
export async function asked(body: string, faults: (author: FaultAuthor) => readonly Fault[] = () => []): Promise<{ output: unknown; run: RunRecord }> {
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    stage.world.network.defaultLatencyMs = constant(5);
    addReplicas(stage, cluster, ['r1', 'r2', 'r3']);
    cluster.learners(['a'], (exports: Exports, ctx) => new (exports['Node'] as new (ctx: NodeContext) => Handlers)(ctx));
    cluster.start();
    stage.world.at(1_000_000, () => cluster.ask('a', { client: 'x', f: 'ask', request: {}, timeoutMs: 9_000, hear: output => ({ outcome: 'ok', output }) }));
    return { endMs: 11_000 };
  };
  const { record } = await runProgram(scenario('replicas', { symptom: '', world, faults }), `
    import { sleep } from 'faultlab'
    export class Node { constructor(ctx) { this.ctx = ctx; this.heard = [] }
      onMessage(from, message) { this.heard.push([from, message]) }
      async onRequest() { const { ctx } = this; ${body} } }`);
  return { output: record.operations[0]!.output, run: record };
}
