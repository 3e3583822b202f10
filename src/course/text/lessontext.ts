import * as v from 'valibot';
import { ContentError, parseYaml } from '../yaml.ts';

const frontMatter = v.strictObject({
  title: v.pipe(v.string(), v.nonEmpty()),
  level: v.picklist(['intro', 'core', 'hard']),
  /** How long a learner needs. */
  minutes: v.pipe(v.number(), v.integer(), v.minValue(5)),
  kits: v.pipe(v.array(v.string()), v.nonEmpty()),
  /** Ids of lessons that come before. */
  prerequisites: v.array(v.string()),
  /** The scenario that the starter fails. */
  fails: v.optional(v.string()),
});

export type FrontMatter = v.InferOutput<typeof frontMatter>;

export interface LessonText {
  readonly frontMatter: FrontMatter;
  /** The Markdown below the front matter. */
  readonly body: string;
  /** Line of the file on which `body` begins, 1-based. */
  readonly bodyLine: number;
}

/** A `lesson.md`. Throws `ContentError`. */
export function parseLessonText(text: string, file: string): LessonText {
  const match = /^---\r?\n([\s\S]*?\n)---[ \t]*(?:\r?\n|$)/.exec(text);
  if (!match) throw new ContentError(file, 1, 'front matter between two lines of --- is missing');
  return {
    frontMatter: parseYaml(match[1]!, frontMatter, file, 2),
    body: text.slice(match[0].length),
    bodyLine: match[0].split('\n').length,
  };
}
