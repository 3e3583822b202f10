import * as vscode from 'vscode';
import type { LessonProgress } from '../course/progress.ts';
import type { Assigned } from './assignmentStore.ts';

/** The assignment above the modules: its title, points and when it is due; a file that is wrong says where. */
export function assignmentItem(assigned: Assigned): vscode.TreeItem {
  const item = new vscode.TreeItem(assigned.kind === 'read' ? assigned.assignment.title : vscode.l10n.t('Assignment'), assigned.kind === 'read' ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None);
  item.id = 'assignment';
  item.contextValue = 'assignment';
  const words = wordsOf(assigned);
  item.description = words;
  item.tooltip = tooltipOf(assigned);
  item.iconPath = new vscode.ThemeIcon(isSound(assigned) ? 'mortar-board' : 'warning');
  item.accessibilityInformation = { label: vscode.l10n.t('Assignment, {0}, {1}', String(item.label), words) };
  if (assigned.kind === 'wrong') item.command = { command: 'vscode.open', title: vscode.l10n.t('Open File'), arguments: [assigned.uri, { selection: new vscode.Range(assigned.line - 1, 0, assigned.line - 1, 0) }] };
  return item;
}

export const pointsWords = (points: number): string => (points === 1 ? vscode.l10n.t('1 point') : vscode.l10n.t('{0} points', points));

/** What else a lesson's grade is made on, where its author has told. */
export function privateWords(assigned: Assigned | undefined, lesson: string): string[] {
  const own = assigned?.kind === 'read' ? assigned.assignment.lessons.find(each => each.lesson.id === lesson)?.private : undefined;
  if (own?.count === undefined) return [];
  return [own.count === 1 ? vscode.l10n.t('1 private scenario, {0}: only the grade is made on it', pointsWords(own.points)) : vscode.l10n.t('{0} private scenarios, {1}: only the grade is made on them', own.count, pointsWords(own.points))];
}

/** How many programs were tried on the hidden scenarios, where the assignment counts them. */
export function attemptWords(assigned: Assigned | undefined, { attempts = [] }: LessonProgress): string[] {
  const most = assigned?.kind === 'read' ? assigned.assignment.hiddenAttempts : undefined;
  return most === undefined ? [] : [vscode.l10n.t('{0} of {1} attempts', attempts.length, most)];
}

const isSound = (assigned: Assigned): boolean => assigned.kind === 'read' && assigned.changed.length === 0;

function wordsOf(assigned: Assigned): string {
  if (assigned.kind === 'wrong') return vscode.l10n.t('line {0}: {1}', assigned.line, assigned.problem);
  const { points, due } = assigned.assignment;
  return due === undefined ? pointsWords(points) : vscode.l10n.t('{0}, due {1}', pointsWords(points), dueWords(due.atMs));
}

function tooltipOf(assigned: Assigned): string {
  if (assigned.kind === 'wrong') return vscode.l10n.t('The assignment cannot be read: line {0}: {1}', assigned.line, assigned.problem);
  const { title, due } = assigned.assignment;
  if (assigned.changed.length > 0) return vscode.l10n.t('{0}\nIt was made with another Faultlab and cannot be graded with this one. What differs: {1}', title, assigned.changed.join(', '));
  return due === undefined ? title : vscode.l10n.t('{0}\nDue {1}', title, due.text);
}

/** In the learner's time zone and language. */
const dueWords = (atMs: number): string => new Date(atMs).toLocaleString(vscode.env.language, { dateStyle: 'medium', timeStyle: 'short' });
