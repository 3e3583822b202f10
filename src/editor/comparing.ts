import * as vscode from 'vscode';
import { lessonProgress } from '../course/progress.ts';
import type { Recording } from '../lab/recording.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import type { RecordTask } from '../runner/runner.ts';
import { attemptOf } from './attempt.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import type { LessonBook } from './lessonBook.ts';
import { comparisonsOf, type PossibleRun } from './model/comparisons.ts';
import { isPassed } from './model/states.ts';
import type { ProgressStore } from './progressStore.ts';
import { sameProgram } from './results.ts';

/** A recorded run, and the text of the program that made it. */
export interface RecordedRun {
  readonly recording: Recording;
  readonly source: AttemptSource;
}

export interface ComparingServices {
  readonly book: LessonBook;
  readonly folder: LearnerFolder;
  readonly progress: ProgressStore;
}

/** Knows the runs that the shown one can be compared with. */
export class Comparing {
  private readonly services: ComparingServices;
  private shown: RecordedRun | undefined;
  private before: RecordedRun | undefined;

  constructor(services: ComparingServices) {
    this.services = services;
  }

  /** A run is shown; the one shown before it is kept if only the program is another. */
  take(shown: RecordedRun): void {
    const last = this.shown;
    this.shown = shown;
    if (last === undefined || !sameCircumstances(last.recording, shown.recording)) this.before = undefined;
    else if (!sameProgram(last.source, shown.source)) this.before = last;
  }

  /** The run before the shown one, recorded once more. */
  takeBefore(before: RecordedRun): void {
    this.before = before;
  }

  async possible(): Promise<readonly PossibleRun[]> {
    const { shown, services: { book, progress } } = this;
    const lesson = shown && book.lesson(shown.recording.lesson);
    if (lesson === undefined) return [];
    const now = await this.now();
    return comparisonsOf({
      recording: shown!.recording, before: this.before !== undefined, changed: now !== undefined && !sameProgram(now, shown!.source),
      passed: isPassed(lesson, lessonProgress(progress.value, lesson.id)),
    });
  }

  /** What there is already, or what is to be recorded. */
  async find({ run }: PossibleRun): Promise<RecordedRun | RecordTask | undefined> {
    const { shown } = this;
    if (shown === undefined || run === 'before') return this.before;
    const { recording: { lesson, scenario, seed, faults } } = shown;
    const source = run === 'now' ? await this.now() : shown.source;
    return source && { lesson, scenario, seed, plan: faults, source, ...(run === 'now' ? {} : { twin: run }) };
  }

  private async now(): Promise<AttemptSource | undefined> {
    const lesson = this.services.book.lesson(this.shown?.recording.lesson ?? '');
    return lesson && attemptOf(lesson, this.services.folder);
  }
}

function sameCircumstances(one: Recording, other: Recording): boolean {
  return one.lesson === other.lesson && one.scenario === other.scenario && one.seed === other.seed && JSON.stringify(one.faults) === JSON.stringify(other.faults);
}

/** What a run is called in the list of choices. */
export function labelOf({ run, about = '' }: PossibleRun): string {
  const { t } = vscode.l10n;
  if (run === 'now') return t('your program as it is now, in the same run');
  if (run === 'before') return t('the run before your last change');
  switch (run.kind) {
    case 'reference': return about === '' ? t('the lesson\'s solution in the same run') : t('the lesson\'s solution in the same run: "{0}" asks for it', about);
    case 'starter': return about === '' ? t('the program you began with, in the same run') : t('the program you began with, in the same run: "{0}" asks for it', about);
    case 'handsOff': return t('the run in which nobody does anything: "{0}" asks for it', about);
    case 'without': return run.fault === undefined ? t('your program without any fault') : t('your program without this fault: {0}', about);
  }
}

/** What sentences call it. */
export function nameOf({ run }: PossibleRun): string {
  const { t } = vscode.l10n;
  if (run === 'now') return t('the run of your program as it is now');
  if (run === 'before') return t('the run before your change');
  switch (run.kind) {
    case 'reference': return t('the run of the solution');
    case 'starter': return t('the run of the program you began with');
    case 'handsOff': return t('the run in which nobody does anything');
    case 'without': return run.fault === undefined ? t('the run without faults') : t('the run without the fault');
  }
}
