import * as v from 'valibot';
import { parseYaml } from '../../course/yaml.ts';

const lesson = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+$/)),
  title: v.pipe(v.string(), v.nonEmpty()),
  level: v.picklist(['intro', 'core', 'hard']),
  kits: v.pipe(v.array(v.string()), v.nonEmpty()),
});
const courseFile = v.strictObject({
  modules: v.array(v.strictObject({ id: lesson.entries.id, title: lesson.entries.title, lessons: v.array(lesson) })),
});

/** A lesson as the table of contents knows it, built or not. */
export interface CourseLesson {
  /** `<module>/<lesson>`. */
  readonly id: string;
  readonly module: string;
  /** `6.1`. */
  readonly number: string;
  readonly title: string;
  readonly level: 'intro' | 'core' | 'hard';
  readonly kits: readonly string[];
  /** Below `lessons/`: `06-reliability/01-retries`. */
  readonly folder: string;
}

export interface CourseModule {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly lessons: readonly CourseLesson[];
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');

/** The course of a `course.yaml`. Throws `ContentError`. */
export function parseCourse(text: string, file: string): CourseModule[] {
  return parseYaml(text, courseFile, file).modules.map(({ id: module, title, lessons }, index) => ({
    id: module, number: index + 1, title,
    lessons: lessons.map(({ id, ...lesson }, position) => ({
      ...lesson, id: `${module}/${id}`, module, number: `${index + 1}.${position + 1}`,
      folder: `${twoDigits(index + 1)}-${module}/${twoDigits(position + 1)}-${id}`,
    })),
  }));
}
