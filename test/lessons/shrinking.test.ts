import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { sameKind } from '../../src/lab/samekind.ts';
import type { Counterexample, ScenarioVerdict } from '../../src/lab/verdict.ts';
import { processRunner } from '../../src/runner/processhost.ts';
import type { Runner } from '../../src/runner/runner.ts';
import type { FaultPlan } from '../../src/sim/index.ts';
import { dist } from '../cli/faultlab.ts';
import { brokenDemands, readFailing, wrongPrograms, type LessonProgram } from './failing.ts';
import { judging, Looked } from './looked.ts';

/** The plan without each of its elements. */
function* smallerPlans({ only = {}, ...plan }: FaultPlan): Generator<readonly [string, FaultPlan]> {
  const { faults, schedule = [] } = plan;
  for (const fault of faults) yield [fault.id, { ...plan, only, faults: faults.filter(other => other !== fault) }];
  for (const choice of schedule) yield [JSON.stringify(choice), { ...plan, only, schedule: schedule.filter(other => other !== choice) }];
  for (const part of ['operations', 'decisions'] as const) {
    for (const element of only[part] ?? []) yield [element, { ...plan, only: { ...only, [part]: only[part]!.filter(other => other !== element) } }];
  }
}

describe('the counterexample of a wrong program', function () {
  this.timeout(900_000);
  const failing = readFailing();
  const looked = new Looked('the smallest story', [...judging, 'test/lessons/{shrinking.test,failing}.ts']);
  let programs: ReadonlyMap<string, readonly LessonProgram[]>;
  let runner: Runner;
  /** By lesson; all are under way, so that no processor waits at the end of one. */
  let looks: ReadonlyMap<string, Promise<PromiseSettledResult<void>[]>>;

  before(async () => {
    programs = await wrongPrograms();
    runner = processRunner({ program: join(dist, 'child.js'), readable: [join(dist, '/')] });
    const limit = pLimit(availableParallelism());
    looks = new Map([...programs].map(([lesson, wrong]) => [lesson, Promise.allSettled(wrong.flatMap(program => {
      const seed = failing[lesson]?.[program.file];
      return seed === undefined ? [] : [limit(() => looked.at(runner, program, () => look(program, seed)))];
    }))]));
  });
  after(() => {
    runner.dispose();
    looked.keep();
  });

  it('is looked at for each built lesson (node test/lessons/findfailing.ts)', () => assert.deepEqual(Object.keys(failing), [...programs.keys()]));

  for (const [lesson, seeds] of Object.entries(failing)) {
    if (Object.keys(seeds).length > 0) it(`of ${lesson} shows the same broken demand when it is run again, and no more than that needs`, async () => {
      assert.deepEqual((await looks.get(lesson)!).flatMap(look => (look.status === 'rejected' ? [look.reason] : [])), []);
    });
  }

  async function look(program: LessonProgram, seed: number): Promise<void> {
    const found = await program.judge(runner, seed, { brief: true });
    const { first, ...verdict } = await program.judge(runner, seed, { thorough: true });
    const { faults: plan, shrunk, traceHash, message } = first as Required<Counterexample>;
    const [demand] = brokenDemands(verdict);
    assert.ok(demand !== undefined && sameKind(message, found.first!.message), `${program.name}: ${message} (was: ${found.first!.message})`);
    const again = await program.judge(runner, seed, { plan, brief: true });
    assert.deepEqual([brokenDemands(again)[0], again.first!.message, again.first!.traceHash, await program.recordedHash(runner, seed, plan)], [demand, message, traceHash, traceHash], program.name);
    assert.ok(shrunk.minimal && shrunk.threw === undefined, `${program.name}: ${JSON.stringify(shrunk)}`);
    const kept = (judged: ScenarioVerdict): boolean => brokenDemands(judged).every(name => brokenDemands(found).includes(name));
    const fails = (judged: ScenarioVerdict): boolean => brokenDemands(judged).includes(demand) && kept(judged) && sameKind(judged.first!.message, message);
    const solution = program.solution();
    const survives = async (plan: FaultPlan): Promise<boolean> => !brokenDemands(await solution.judge(runner, seed, { plan, brief: true })).includes(demand);
    assert.ok(kept(again) && await survives(plan), `${program.name}: the solution does not survive ${JSON.stringify(plan)}`);
    for (const [left, smaller] of smallerPlans(plan)) {
      // Where the solution would fail too, what was left out is needed to keep the promise.
      assert.ok(!fails(await program.judge(runner, seed, { plan: smaller, brief: true })) || !await survives(smaller), `${program.name}: it fails without ${left}, too`);
    }
  }
});
