import type { CatalogueLesson } from '../../course/catalogue.ts';
import { parseHints } from '../../course/text/hints.ts';
import { parseLessonText, type FrontMatter } from '../../course/text/lessontext.ts';
import { ContentError } from '../../course/yaml.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import { lessonLinkProblems } from './lessonlinks.ts';
import { proseProblems } from './prose.ts';

const EXPECTED = /^(lesson\.md|hints\.md|(exercise|contract|scenarios|checks|world|solution)\.ts|given\/.+\.ts|world\/[a-z]+\.ts|proof\/((wrong|alternative)-[a-z0-9-]+\.ts|blind\.ts|calibration\.json))$/;
const REQUIRED = ['lesson.md', 'hints.md', 'exercise.ts', 'contract.ts', 'solution.ts', 'proof/blind.ts'];

/** What an author has to correct in the files of a lesson, and the scenario that its front matter says the starter fails. */
export function checkForm(authored: AuthoredLesson, course: readonly CatalogueLesson[]): { readonly problems: string[]; readonly fails: string | undefined } {
  const { files, shown } = authored;
  const problems = [...fileProblems(files), ...scenarioProblems(authored), ...hintProblems(files.get('hints.md'), course)];
  const text = files.get('lesson.md');
  if (text === undefined) return { problems, fails: undefined };
  try {
    const { frontMatter, body, bodyLine } = parseLessonText(text, 'lesson.md');
    problems.push(...frontMatterProblems(frontMatter, shown, course), ...proseProblems(body, bodyLine, shown.scenarios), ...lessonLinkProblems('lesson.md', body, bodyLine, course));
    return { problems, fails: frontMatter.fails };
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    return { problems: [...problems, error.message], fails: undefined };
  }
}

function fileProblems(files: ReadonlyMap<string, string>): string[] {
  const paths = [...files.keys()];
  const proofs = ['wrong', 'alternative'].filter(kind => !paths.some(path => path.startsWith(`proof/${kind}-`)));
  const contract = files.get('contract.ts') ?? '';
  return [
    ...paths.filter(path => !EXPECTED.test(path)).map(path => `${path}: not expected in a lesson's folder`),
    ...REQUIRED.filter(path => !files.has(path)).map(path => `${path}: is missing`),
    ...proofs.map(kind => `proof/${kind}-*.ts: there is none`),
    ...(/^\s*export\s+(const|let|var|function|async|class|enum|default)\b/m.test(contract) ? ['contract.ts: may hold types only'] : []),
    ...(files.has('exercise.ts') && !files.get('exercise.ts')!.includes('TODO') ? ['exercise.ts: no TODO marks where to work'] : []),
  ];
}

function scenarioProblems({ lesson: { scenarios, handlers } }: AuthoredLesson): string[] {
  const ids = scenarios.map(({ id }) => id);
  return [
    ...ids.filter((id, index) => ids.indexOf(id) < index).map(id => `scenarios.ts: two scenarios are called ${id}`),
    ...ids.filter(id => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)).map(id => `scenarios.ts: ${id} is not in kebab-case`),
    ...(scenarios.every(({ hidden }) => hidden) ? ['scenarios.ts: no scenario is visible'] : []),
    ...(scenarios.some(({ hidden }) => hidden) ? [] : ['scenarios.ts: no scenario is hidden']),
    ...(handlers.length === 0 ? ['scenarios.ts: the learner is asked for nothing'] : []),
  ];
}

function hintProblems(text: string | undefined, course: readonly CatalogueLesson[]): string[] {
  if (text === undefined) return [];
  const tasks = parseHints(text);
  if (tasks.length === 0) return ['hints.md: no task (a heading ## with a numbered list below it)'];
  const ladders = tasks.flatMap(({ name, hints }) => [
    ...(hints.length < 2 ? [`hints.md: "${name}" has ${hints.length === 0 ? 'no hint' : 'one hint only'}: at least a concept and an approach`] : []),
    ...hints.flatMap((hint, index) => (hint === '' ? [`hints.md: hint ${index + 1} of "${name}" is empty`] : [])),
  ]);
  return [...ladders, ...lessonLinkProblems('hints.md', text, 1, course)];
}

function frontMatterProblems({ title, level, kits, prerequisites, fails }: FrontMatter, shown: CatalogueLesson, course: readonly CatalogueLesson[]): string[] {
  const scenario = shown.scenarios.find(({ id }) => id === fails);
  const before = course.slice(0, course.findIndex(({ id }) => id === shown.id)).map(({ id }) => id);
  return [
    ...(title === shown.title ? [] : [`lesson.md: the title is "${shown.title}" in course.yaml`]),
    ...(level === shown.level ? [] : [`lesson.md: the level is ${shown.level} in course.yaml`]),
    ...(kits.join() === shown.kits.join() ? [] : [`lesson.md: the kits are ${shown.kits.join(', ')} in course.yaml`]),
    ...prerequisites.filter(id => !before.includes(id)).map(id => `lesson.md: the prerequisite ${id} is no lesson that comes before`),
    ...(fails === undefined ? ['lesson.md: "fails: <scenario>" must say which scenario the starter fails'] : []),
    ...(fails !== undefined && scenario === undefined ? [`lesson.md: fails: there is no scenario ${fails}`] : []),
    ...(scenario?.hidden ? [`lesson.md: fails: ${scenario.id} is hidden; the starter must fail one that the learner can see`] : []),
  ];
}
