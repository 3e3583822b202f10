import type { SourceRange } from '../../../lab/verdict.ts';
import { lessonsOf, lessonText, printable, scenarioName, scenarioText, type Reported } from './words.ts';

/**
 * Workflow commands that GitHub Actions shows at the lines of a pull request; one a line
 * (docs.github.com, "Workflow commands for GitHub Actions"). `path` is where a file lies for the repository.
 */
export function annotations(reported: Reported, path: (file: string) => string): string[] {
  return lessonsOf(reported).flatMap(({ lesson, graded }) => {
    const title = `${lesson.number} ${lesson.title}`;
    const error = (message: string, range?: SourceRange, name?: string): string => annotation(path(range?.file ?? graded.file), range, name === undefined ? title : `${title}: ${name}`, message);
    if (graded.problems !== undefined) return graded.problems.map(({ message, range }) => error(message, range));
    const about = lessonText(graded);
    if (about !== undefined) return [error(about)];
    return graded.scenarios.filter(({ verdict }) => verdict !== 'passed' && verdict !== 'unjudged')
      .map(scenario => error(scenarioText(scenario), scenario.first?.range, scenarioName(scenario, lesson)));
  });
}

function annotation(file: string, range: SourceRange | undefined, title: string, message: string): string {
  const place = range === undefined ? '' : `,line=${range.startLineNumber},col=${range.startColumn}`;
  return `::error file=${property(file)}${place},title=${property(title)}::${data(message)}`;
}

const CODES: Readonly<Record<string, string>> = { '%': '%25', '\r': '%0D', '\n': '%0A', ':': '%3A', ',': '%2C' };

const data = (text: string): string => printable(text).replace(/[%\r\n]/g, found => CODES[found]!);
const property = (text: string): string => printable(text).replace(/[%\r\n:,]/g, found => CODES[found]!);
