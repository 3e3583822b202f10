import { veil, veilBytes } from './veil.ts';

/** The built catalogue: all the editor and `faultlab list` know of the lessons without loading one. */

/** Where it is, below `dist`. */
export const CATALOGUE_FILE = 'catalogue.txt';

export interface CatalogueScenario {
  readonly id: string;
  /** For a hidden scenario its alias, until it has failed or the lesson is passed. */
  readonly label: string;
  readonly hidden: boolean;
  /** One line: what its users would notice. Of a hidden one it is shown with its name. */
  readonly symptom: string;
  /** Number of seeds of its panel. */
  readonly seeds: number;
  /** It has demands over the whole panel: with fewer seeds it cannot be judged. */
  readonly pooled: boolean;
  /** Only the author of an assignment has it: of what it holds, reports tell its label. */
  readonly private?: true;
}

/** What a scenario is called as long as a hidden one has not failed: `Hidden scenario 2` is `hidden-2`. */
export const shownId = ({ id, label, hidden }: Pick<CatalogueScenario, 'id' | 'label' | 'hidden'>): string =>
  (hidden ? label.toLowerCase().replace(/^hidden scenario /, 'hidden-') : id);

export interface CatalogueHandler {
  /** Exported name that the contract asks for. */
  readonly name: string;
  readonly kind: 'class' | 'function';
}

export interface CatalogueLesson {
  /** `<module>/<lesson>`, e.g. `reliability/retries`. */
  readonly id: string;
  readonly module: string;
  /** `6.1`. */
  readonly number: string;
  readonly title: string;
  readonly level: 'intro' | 'core' | 'hard';
  readonly kits: readonly string[];
  readonly minutes: number;
  /** Ids of lessons that come before. */
  readonly prerequisites: readonly string[];
  /** False: shown as "coming", never runnable; the fields below are then empty. */
  readonly built: boolean;
  readonly scenarios: readonly CatalogueScenario[];
  readonly handlers: readonly CatalogueHandler[];
  /** Hash of the lesson's content: a pass records it. */
  readonly version: string;
  /** Folder of the lesson below the learner's `faultlab/`, e.g. `06-reliability/01-retries`. */
  readonly folder: string;
  /** Files for that folder: relative path → text (exercise.ts, contract.ts, given/…). */
  readonly files: Readonly<Record<string, string>>;
  /** Text of solution.ts, shown as a diff after a pass or on confirmation. */
  readonly solution: string;
  /** lesson.md prerendered to HTML, limits filled in. */
  readonly html: string;
  /** Prerendered to HTML, shown one at a time. */
  readonly hints: readonly string[];
}

export interface CatalogueModule {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly lessons: readonly CatalogueLesson[];
}

export interface Catalogue {
  readonly engine: string;
  /** Declarations of the module `faultlab` for the learner's folder: relative path → text; `index.d.ts` is the entry. */
  readonly types: Readonly<Record<string, string>>;
  readonly modules: readonly CatalogueModule[];
}

/** What is long and asked of few lessons at a time. */
const LESSON_TEXTS = ['files', 'solution', 'html', 'hints'] as const;

type LessonTexts = Pick<CatalogueLesson, typeof LESSON_TEXTS[number]>;

const LINE_END = 10;

/**
 * As it is kept: a line with all that is known of the lessons but their texts, a line with the declarations, and a line with the texts of each lesson
 * in order. Each is JSON, veiled: they hold the solutions.
 */
export function catalogueText({ types, ...catalogue }: Catalogue): string {
  const lessons = catalogue.modules.flatMap(module => module.lessons);
  const texts = lessons.map(lesson => Object.fromEntries(LESSON_TEXTS.map(name => [name, lesson[name]])));
  const isText = (name: string): boolean => (LESSON_TEXTS as readonly string[]).includes(name);
  const index = { ...catalogue, modules: catalogue.modules.map(module => ({ ...module, lessons: module.lessons.map(lesson => Object.fromEntries(Object.entries(lesson).filter(([name]) => !isText(name)))) })) };
  return [index, types, ...texts].map(line => veil(JSON.stringify(line))).join('\n');
}

/** Of the UTF-8 text that `catalogueText` gave. Lines are taken up when something in them is asked for: the editor waits for the first only. */
export function readCatalogue(bytes: Uint8Array, utf8: { decode(bytes: Uint8Array): string }): Catalogue {
  let from = 0;
  const nextLine = (): (() => unknown) => {
    const end = bytes.indexOf(LINE_END, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    from += line.length + 1;
    return () => JSON.parse(utf8.decode(veilBytes(line)));
  };
  const catalogue = nextLine()() as Omit<Catalogue, 'types'>;
  const types = nextLine() as () => Catalogue['types'];
  for (const { lessons } of catalogue.modules) for (const lesson of lessons) fill(lesson, LESSON_TEXTS, nextLine() as () => LessonTexts);
  return fill(catalogue, ['types'], () => ({ types: types() }));
}

/** Adds fields whose values are read when one of them is asked for first. */
function fill<Owner extends object, Fields extends object>(owner: Owner, names: readonly (keyof Fields & string)[], read: () => Fields): Owner & Fields {
  let fields: Fields | undefined;
  for (const name of names) Object.defineProperty(owner, name, { enumerable: true, get: () => (fields ??= read())[name] });
  return owner as Owner & Fields;
}
