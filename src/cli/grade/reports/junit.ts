import builder, { type TestCase, type TestSuite } from 'junit-report-builder';
import { lessonsOf, lessonText, printable, scenarioName, scenarioText, type Reported } from './words.ts';

/** JUnit XML: a suite a lesson, a case a scenario. It holds no times. */
export function junitReport(reported: Reported): string {
  const report = builder.newBuilder();
  for (const { lesson, graded } of lessonsOf(reported)) {
    const suite = report.testSuite().name(`${lesson.number} ${lesson.title}`).property('points', String(graded.points)).property('of', String(graded.of));
    const about = lessonText(graded);
    if (about !== undefined) testCase(suite, lesson.id, graded.file, 'the exercise').error(printable(about), graded.verdict);
    for (const scenario of graded.scenarios) {
      const each = testCase(suite, lesson.id, graded.file, scenarioName(scenario, lesson));
      if (scenario.verdict === 'unjudged') each.skipped();
      else if (scenario.verdict !== 'passed') each.failure(printable(scenarioText(scenario)), scenario.verdict);
    }
  }
  return report.build();
}

const testCase = (suite: TestSuite, className: string, file: string, name: string): TestCase => suite.testCase().className(className).name(name).file(file);
