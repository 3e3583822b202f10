import type { CatalogueLesson } from '../../course/catalogue.ts';
import type { AttemptSource } from '../../runner/protocol.ts';
import type { Context } from '../context.ts';
import { Report } from '../report.ts';
import type { OpenedAssignment } from './assignmentfile.ts';
import { graders } from './judge.ts';

/** Runs the lessons' solutions on the private scenarios and tells its author what came of it. Whether they pass all. */
export async function tryPrivate({ assignment, course }: OpenedAssignment, { terminal, dist }: Context): Promise<boolean> {
  const runner = graders(dist, course, true)();
  let passed = true;
  try {
    for (const { lesson, extra } of assignment.lessons) {
      if (extra.size === 0) continue;
      const source = solutionOf(lesson);
      const report = new Report(terminal, lesson, source, undefined);
      terminal.line(`\nThe solution of ${lesson.number} on your private scenarios:`);
      const outcome = await runner.run({ lesson: lesson.id, source, scenarios: [...extra.keys()] }, { scenario: verdict => report.scenario(verdict) });
      if (outcome.kind === 'problems') report.problems(outcome.problems);
      passed &&= outcome.kind === 'done' && !outcome.stuck && outcome.scenarios.every(({ verdict }) => verdict === 'passed');
    }
    return passed;
  } finally {
    runner.dispose();
  }
}

const solutionOf = ({ files, solution }: CatalogueLesson): AttemptSource => ({ file: 'solution.ts', entry: 'solution.ts', files: { ...files, 'solution.ts': solution } });
