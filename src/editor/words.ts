import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { LessonState } from './model/states.ts';

export function stateWords(state: LessonState | 'running'): string {
  switch (state) {
    case 'coming': return vscode.l10n.t('coming');
    case 'untried': return vscode.l10n.t('not started');
    case 'started': return vscode.l10n.t('in progress');
    case 'passed': return vscode.l10n.t('passed');
    case 'passedOlder': return vscode.l10n.t('passed (older version)');
    case 'failed': return vscode.l10n.t('failed');
    case 'running': return vscode.l10n.t('running');
  }
}

/** Of a lesson that is not built. */
export function comingWords({ number, title }: CatalogueLesson): string {
  return vscode.l10n.t('{0} {1}: coming in a later version', number, title);
}

export function levelWords(level: CatalogueLesson['level']): string {
  return { intro: vscode.l10n.t('introductory'), core: vscode.l10n.t('core'), hard: vscode.l10n.t('hard') }[level];
}
