import { lessonsOf, lessonText, pointsOf, printable, privateText, scenarioName, scenarioText, type Reported } from './words.ts';

const MARKS = { passed: '✅', failed: '❌', error: '❌', stuck: '❌', unjudged: '❔' } as const;

/** For a person, and for the summary of a GitHub Actions step. `note`: a sentence below the points. */
export function markdownReport(reported: Reported, note?: string): string {
  const { assignment: { title, due }, grade } = reported;
  const lines = [`# ${plain(title)}: ${pointsOf(grade)}`, '', ...(due === undefined ? [] : [`Due ${plain(due.text)}.`, '']), ...(note === undefined ? [] : [plain(note), ''])];
  for (const { lesson, graded } of lessonsOf(reported)) {
    lines.push(`## ${plain(`${lesson.number} ${lesson.title}`)}: ${pointsOf(graded)}`, '');
    const about = lessonText(graded);
    if (about !== undefined) lines.push(`${plain(about)}`, '');
    if (graded.private !== undefined) lines.push(privateText(graded.private), '');
    if (graded.scenarios.length === 0) continue;
    lines.push('| scenario | | points | |', '| --- | --- | ---: | --- |');
    for (const scenario of graded.scenarios) {
      const { verdict, points, of } = scenario;
      const said = verdict === 'passed' ? '' : plain(scenarioText(scenario));
      lines.push(`| ${plain(scenarioName(scenario, lesson))} | ${MARKS[verdict]} ${verdict} | ${of === 0 ? '' : `${points} of ${of}`} | ${said} |`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Text that stays text in Markdown and in a table: no markup of its own. */
const plain = (text: string): string =>
  printable(text).replace(/[&<>]/g, found => ENTITIES[found]!).replace(/[\\`*_[\]|~]/g, '\\$&').replace(/\n/g, '<br>');
