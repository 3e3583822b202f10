import assert from 'node:assert/strict';
import { Cluster, constant, demand, scenario, uniform, type Distribution, type RunRecord, type Stage } from '../../../src/course/author.ts';
import type { Scenario, ScenarioSpec } from '../../../src/course/lesson.ts';
import type { Handlers, NodeContext } from '../../../src/kits/cluster/api.ts';
import type { Drain } from '../../../src/lab/drain.ts';
import type { Exploration } from '../../../src/lab/explore/exploration.ts';
import { ExploreJob, type Search } from '../../../src/lab/explore/explorejob.ts';
import type { Programs } from '../../../src/lab/programs.ts';
import type { Counterexample } from '../../../src/lab/verdict.ts';
import { attemptOf, drive, judge, syncDrain } from '../jobs/support.ts';

type Program = new (ctx: NodeContext) => Handlers;

/**
 * Learner's nodes that run the exported class `Node`, and given ones that send what `letters` say as soon as they are up; each
 * message takes 1 to 10 ms. What is sent to `judge` at once becomes the fact `said`.
 */
export function post(learners: readonly string[], letters: Readonly<Record<string, readonly (readonly [to: string, body: string])[]>>, spec: Partial<ScenarioSpec> = {}, latencyMs: Distribution = uniform(1, 10)): Scenario {
  const world = (stage: Stage) => {
    stage.world.network.defaultLatencyMs = latencyMs;
    const cluster = new Cluster(stage);
    cluster.learners(learners, (exports, ctx) => new (exports['Node'] as Program)(ctx));
    for (const [sender, sent] of Object.entries(letters)) {
      cluster.given(sender, ctx => {
        for (const [to, body] of sent) ctx.send(to, body);
        return {};
      });
    }
    cluster.given('judge', () => ({ onMessage: (_from, body) => void stage.world.history.fact('said', { body }) }));
    for (const learner of learners) stage.world.network.link(stage.world.node(learner), stage.world.node('judge')).latencyMs = constant(0);
    cluster.start();
    return { endMs: 1_000 };
  };
  return scenario('post', { symptom: 'none', visible: true, world, ...spec });
}

/** Nobody says this to the judge. */
export const neverSaid = (body: string) => demand(`nobody says ${body}`, ({ facts }: RunRecord) => {
  const fact = facts.find(({ type, data }) => type === 'said' && data['body'] === body);
  return fact && { message: `${body} was said`, atUs: fact.atUs, row: fact.row };
});

export interface ExploreOptions extends Search {
  readonly solution?: string;
  readonly drain?: Drain;
}

/** Without a solution, nothing is beyond what is asked. */
export async function explore(under: Scenario, text: string, { solution = 'export class Node {}', drain, ...search }: ExploreOptions): Promise<Exploration> {
  const programs: Programs = { explore: attemptOf(text), record: () => attemptOf(text, 'record'), twin: () => attemptOf(solution) };
  return drive(new ExploreJob({ scenario: under, programs, drain: drain ?? await syncDrain(), handler: { name: 'Node' }, ...search }));
}

/** Its seed and plan give the same run again. */
export async function failsAgain(under: Scenario, text: string, { seed, faults, traceHash }: Counterexample): Promise<void> {
  const again = await judge(under, text, { seeds: [seed], plan: faults!, brief: true });
  assert.deepEqual([again.verdict, again.first!.traceHash], ['failed', traceHash]);
}
