/** The module `faultlab/author`: the language in which lessons are written. */
export { atSeconds, duration, type Check, type Finding } from '../check/finding.ts';
export * from './demands.ts';
export { FaultAuthor } from './faultauthor.ts';
export { lesson, scenario, type Lesson, type Scenario } from './lesson.ts';
export { heavy, light, medium } from './panel.ts';
export { poisson, times } from './workload.ts';
export { Cluster, operationsOf, type Ask, type Heard } from '../kits/cluster/world.ts';
export type { Built, Exports, Stage } from '../kits/stage.ts';
export type { Fact, Operation, RunRecord, Strike } from '../sim/history.ts';
export { constant, exponential, lognormal, lognormalByP99, uniform, type Distribution, type Fault } from '../sim/index.ts';
