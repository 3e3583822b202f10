import { findLesson } from '../../../src/cli/catalogue.ts';
import type { Assignment } from '../../../src/course/assignment/assignment.ts';
import type { ScenarioVerdict } from '../../../src/lab/verdict.ts';
import { parseAssignment, pinOf } from '../../../src/course/assignment/assignment.ts';
import { builtCatalogue, type Folder } from '../faultlab.ts';

export const catalogue = builtCatalogue();
/** 1.1: its starter passes `one-machine` and fails `three-machines`. */
export const lesson = findLesson(catalogue, '1.1');

/** Text of a pinned assignment of lesson 1.1, 6 points, with these fields more. */
export function assignmentText(more = ''): string {
  const pinned = pinOf({ lessons: [{ lesson } as Assignment['lessons'][number]] }, catalogue, '0.1.0');
  return `title: A\nlessons:\n  - lesson: ${lesson.id}\n    points: 6\n${more}pinned: ${JSON.stringify(pinned)}\n`;
}

export function assignmentIn(folder: Folder, more = ''): { readonly file: string; readonly assignment: Assignment } {
  const file = folder.write('week3.assignment.yaml', assignmentText(more));
  return { file, assignment: parseAssignment(assignmentText(more), file, catalogue) };
}

/** A failed verdict of a scenario of lesson 1.1, with this message. */
export const failed = (id: string, message: string): ScenarioVerdict => ({
  id, hidden: lesson.scenarios.find(scenario => scenario.id === id)!.hidden, verdict: 'failed', seeds: 50, failedSeeds: [7],
  demands: [{ name: 'no seat is sold twice', kind: 'always', ok: false, value: 12.25 }],
  first: { seed: 7, timeMs: 12, message, range: { file: 'faultlab/x/exercise.ts', startLineNumber: 3, startColumn: 5, endLineNumber: 3, endColumn: 9 }, plan: ['the cut'], traceHash: '0123456789abcdef' },
});

export const passed = (id: string): ScenarioVerdict => ({ id, hidden: lesson.scenarios.find(scenario => scenario.id === id)!.hidden, verdict: 'passed', seeds: 50, failedSeeds: [], demands: [] });
