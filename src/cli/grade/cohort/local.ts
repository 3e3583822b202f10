import pLimit from 'p-limit';
import type { CatalogueLesson } from '../../../course/catalogue.ts';
import type { Runner } from '../../../runner/runner.ts';
import { lessonsOf } from '../../catalogue.ts';
import type { Course } from '../../course.ts';
import { graders, judge } from '../judge.ts';
import type { LessonResult } from '../result.ts';
import type { SecretKey } from '../seeds.ts';
import type { GradeTask } from './task.ts';

/** Grades tasks, by their keys, each once; `done` is called as they are ready, in any order. */
export type GradeAll = (tasks: ReadonlyMap<string, GradeTask>, done: (key: string, result: LessonResult) => void) => Promise<void>;

/** What a task is graded with. */
export interface Grader {
  lesson(id: string): CatalogueLesson | undefined;
  /** A fresh runner. */
  open(): Runner;
  readonly key: SecretKey | undefined;
}

/** `dist`: the folder of the built lessons. */
export function graderOf(course: Course, dist: string, key: SecretKey | undefined): Grader {
  const lessons = new Map(lessonsOf(course.catalogue).map(lesson => [lesson.id, lesson]));
  return { lesson: id => lessons.get(id), open: graders(dist, course, false), key };
}

/** Tries to grade a task before it is given up: what fails is the machine or the grader, not the program, and the others go on. */
const TRIES = 3;

/** Grades on this machine, `workers` programs at a time, each in a process of its own. */
export const gradeHere = (grader: Grader, workers: number): GradeAll => async (tasks, done) => {
  await pLimit(workers).map(tasks, async ([key, task]) => done(key, await gradeTask(grader, task)));
};

async function gradeTask(grader: Grader, task: GradeTask): Promise<LessonResult> {
  let reason = '';
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await gradeOnce(grader, task);
    } catch (error) {
      reason = error instanceof Error ? error.message : String(error);
    }
  }
  return { kind: 'ungraded', reason };
}

/** Throws `RunnerFailure` where the grader itself fails. */
export async function gradeOnce({ lesson, open, key }: Grader, { lesson: id, seeds, source }: GradeTask): Promise<LessonResult> {
  const runner = open();
  try {
    return await judge({ lesson: lesson(id)!, source, seeds, key }, runner, open);
  } finally {
    runner.dispose();
  }
}
