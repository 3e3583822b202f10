import * as v from 'valibot';
import { hex, sha256 } from '../../kits/hashes/sha256.ts';
import { utf8 } from '../../kits/hashes/bytes.ts';
import { parseLessonText, type FrontMatter } from '../text/lessontext.ts';
import { ContentError, parseYaml } from '../yaml.ts';

/** What makes a folder a lesson pack. */
export const PACK_FILE = 'pack.yaml';
const SCENARIOS_FILE = 'scenarios.ts';
const TEXT_FILE = 'lesson.md';

const packSchema = v.strictObject({
  id: v.pipe(v.string('a name in kebab-case belongs here'), v.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'a name in kebab-case belongs here, such as acme-training')),
  title: v.pipe(v.string('the name of the group in the tree belongs here'), v.nonEmpty('the name of the group in the tree belongs here')),
});

/** What a child needs of a pack's lesson to judge programs by it: all of it is somebody else's text. */
export interface PackSource {
  /** `<pack>/<lesson>`. */
  readonly id: string;
  readonly title: string;
  /** Changes with whatever a learner reads, gets or is judged by. */
  readonly version: string;
  /** Where its author sees the file `scenarios.ts`: a path or the text of a URI. */
  readonly file: string;
  /** Its TypeScript without `proof/`, by path relative to the lesson's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** It holds no lesson but scenarios that are added to one: to that of a pack, or to the built one of the same id. */
  readonly addedTo?: PackSource | 'built';
}

/** What has to be put right in a pack. */
export interface PackProblem {
  /** A path or the text of a URI. */
  readonly file: string;
  /** 1-based. */
  readonly line?: number;
  readonly message: string;
}

/** A lesson of a pack, read but not yet evaluated. */
export interface PackLesson {
  readonly source: PackSource;
  /** Its folder's name in the pack, `01-mirror`. */
  readonly folder: string;
  readonly frontMatter: FrontMatter;
  /** The Markdown below the front matter. */
  readonly body: string;
  /** Texts of all its files by path relative to the lesson's folder. */
  readonly files: ReadonlyMap<string, string>;
}

export interface Pack {
  readonly id: string;
  readonly title: string;
  /** By folder name. */
  readonly lessons: readonly PackLesson[];
  readonly problems: readonly PackProblem[];
}

/**
 * A pack of its files' texts, by path relative to its folder; `place` is where its author sees that folder, without a
 * separator at the end. Mistakes come back as problems; a lesson that has one is left out.
 */
export function readPack(files: Readonly<Record<string, string>>, place: string): Pack {
  const problems: PackProblem[] = [];
  const { id, title } = attempt(problems, `${place}/${PACK_FILE}`, file => parseYaml(required(files, PACK_FILE, file), packSchema, file)) ?? { id: '', title: place.slice(place.lastIndexOf('/') + 1) };
  const folders = [...new Set(Object.keys(files).filter(path => path.endsWith(`/${TEXT_FILE}`) && path.split('/').length === 2).map(path => path.split('/')[0]!))].sort();
  if (id !== '' && folders.length === 0) problems.push({ file: `${place}/${PACK_FILE}`, message: `the pack has no lesson: each is a folder beside ${PACK_FILE} with a ${TEXT_FILE}` });
  const lessons = id === '' ? [] : folders.flatMap(folder => attempt(problems, `${place}/${folder}/${TEXT_FILE}`, file => readLesson(id, folder, below(files, folder), file)) ?? []);
  return { id, title, lessons, problems };
}

function readLesson(pack: string, folder: string, files: ReadonlyMap<string, string>, file: string): PackLesson {
  const { frontMatter, body } = parseLessonText(files.get(TEXT_FILE)!, file);
  const place = file.slice(0, -TEXT_FILE.length);
  for (const path of [SCENARIOS_FILE, 'exercise.ts', 'solution.ts']) {
    if (!files.has(path)) throw new ContentError(`${place}${path}`, undefined, 'is missing; lessons/README.md of Faultlab tells what a lesson consists of');
  }
  const shipped = [...files].filter(([path]) => !path.startsWith('proof/'));
  const source: PackSource = {
    id: `${pack}/${folder.replace(/^\d+-/, '')}`, title: frontMatter.title, version: versionOf(shipped), file: `${place}${SCENARIOS_FILE}`,
    files: Object.fromEntries(shipped.filter(([path]) => path.endsWith('.ts'))),
  };
  return { source, folder, frontMatter, body, files };
}

/** Private scenarios as `addedTo` tells. `files`: texts by path relative to their folder, which its author sees at `place`. */
export function extraSource(files: ReadonlyMap<string, string>, place: string, { id, title }: Pick<PackSource, 'id' | 'title'>, addedTo: PackSource | 'built'): PackSource {
  const programs = [...files].filter(([path]) => path.endsWith('.ts'));
  return { id, title, version: versionOf(programs), file: `${place}/${SCENARIOS_FILE}`, files: Object.fromEntries(programs), addedTo };
}

const versionOf = (files: readonly (readonly [string, string])[]): string =>
  hex(sha256(utf8(files.map(([path, text]) => `${path}\0${text}\0`).join('')))).slice(0, 12);

function required(files: Readonly<Record<string, string>>, path: string, file: string): string {
  const text = files[path];
  if (text === undefined) throw new ContentError(file, undefined, 'is missing: a lesson pack begins with one, with the lines "id: acme" and "title: Lessons of Acme"');
  return text;
}

function attempt<Result>(problems: PackProblem[], file: string, read: (file: string) => Result): Result | undefined {
  try {
    return read(file);
  } catch (error) {
    if (!(error instanceof ContentError)) throw error;
    problems.push({ file: error.file, ...(error.line === undefined ? {} : { line: error.line }), message: error.problem });
    return undefined;
  }
}

function below(files: Readonly<Record<string, string>>, folder: string): ReadonlyMap<string, string> {
  const own = Object.entries(files).filter(([path]) => path.startsWith(`${folder}/`)).map(([path, text]) => [path.slice(folder.length + 1), text.replaceAll('\r\n', '\n')] as const);
  return new Map(own.sort(([a], [b]) => (a < b ? -1 : 1)));
}
