import type { Catalogue, CatalogueLesson } from './catalogue.ts';

/** Names and layout of the learner's folder. Paths are relative to it, with `/`, unless said otherwise. */

/** The folder itself, below a workspace root. */
export const FOLDER = 'faultlab';
export const PROGRESS_FILE = 'progress.json';
/** What an instructor asks for, if there is one. */
export const ASSIGNMENT_FILE = 'assignment.yaml';
/** The learner's program of a lesson, below the lesson's folder. */
export const EXERCISE_FILE = 'exercise.ts';
export const CONTRACT_FILE = 'contract.ts';
const TYPES_FOLDER = '.types';

/** The folder's own TypeScript project: nothing of the workspace around it matters, and nothing has to be installed. */
function projectText(): string {
  const project = {
    compilerOptions: {
      target: 'ES2022', lib: ['ES2022'], types: [], module: 'ESNext', moduleResolution: 'bundler',
      strict: true, noEmit: true, verbatimModuleSyntax: true, allowImportingTsExtensions: true, skipLibCheck: true,
      paths: { faultlab: [`./${TYPES_FOLDER}/index.d.ts`], 'faultlab/*': [`./${TYPES_FOLDER}/*/api.d.ts`] },
    },
    include: ['**/*.ts', `${TYPES_FOLDER}/**/*.d.ts`],
    exclude: ['**/*.backup-*.ts'],
  };
  return `${JSON.stringify(project, null, 2)}\n`;
}

/** Files of the folder that are Faultlab's own and are renewed with it: path → text. */
export function ownFiles(catalogue: Pick<Catalogue, 'types'>): Readonly<Record<string, string>> {
  const types = Object.entries(catalogue.types).map(([path, text]) => [`${TYPES_FOLDER}/${path}`, text]);
  return { 'tsconfig.json': projectText(), ...Object.fromEntries(types) };
}

/** Path of a lesson's exercise. */
export function exercisePath(lesson: Pick<CatalogueLesson, 'folder'>): string {
  return `${lesson.folder}/${EXERCISE_FILE}`;
}

/** The lesson that a path below the learner's folder belongs to, and the rest of the path. Takes either separator. */
export function lessonAt(catalogue: Pick<Catalogue, 'modules'>, path: string): { readonly lesson: CatalogueLesson; readonly file: string } | undefined {
  const parts = path.split(/[\\/]/).filter(part => part !== '' && part !== '.');
  const folder = parts.slice(0, 2).join('/');
  const lesson = catalogue.modules.flatMap(module => module.lessons).find(each => each.built && each.folder === folder);
  return lesson === undefined || parts.length < 3 ? undefined : { lesson, file: parts.slice(2).join('/') };
}

/** Whether a learner gets a file of a lesson: the exercise and what it may import. Path relative to the lesson's folder. */
export const isLearnerFile = (path: string): boolean => path === EXERCISE_FILE || path === CONTRACT_FILE || path.startsWith('given/');

/** Whether a file of a lesson's folder is part of the learner's program: TypeScript or JavaScript, and no backup. Path relative to the lesson's folder. */
export function isProgramFile(path: string): boolean {
  return /\.[jt]s$/.test(path) && !/\.d\.ts$/.test(path) && !isBackup(path);
}

/** `exercise.ts` → `exercise.backup-20261125-160203-004.ts` (UTC). */
export function backupName(file: string, at: Date): string {
  const dot = file.lastIndexOf('.');
  return `${file.slice(0, dot)}.backup-${stamp(at)}${file.slice(dot)}`;
}

export function isBackup(path: string): boolean {
  return /\.backup-[\d-]+\.[^./\\]+$/.test(path);
}

/** Where a progress file goes that cannot be read. */
export function unreadableName(at: Date): string {
  return `progress.unreadable-${stamp(at)}.json`;
}

function stamp(at: Date): string {
  return at.toISOString().replace(/[-:Z]/g, '').replace(/[T.]/g, '-');
}
