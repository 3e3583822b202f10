import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import type { SourceRange } from '../lab/verdict.ts';
import { placeOf } from './attempt.ts';
import { failureText, isFailure } from './model/failure.ts';
import type { LastRun, Results } from './results.ts';
import type { Runs } from './runs.ts';

/** Shows what the last run of each lesson found at the lines where it happened. */
export class Diagnostics implements vscode.Disposable {
  private readonly shown = new Map<string, vscode.DiagnosticCollection>();
  private readonly subscriptions: vscode.Disposable;

  constructor(book: { lesson(id: string): CatalogueLesson | undefined }, runs: Runs, results: Results) {
    this.subscriptions = vscode.Disposable.from(
      runs.onDidStart(({ lesson }) => this.collection(lesson.id).clear()),
      results.onDidChange(id => this.show(book.lesson(id)!, results.of(id)!)),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const collection of this.shown.values()) collection.dispose();
  }

  private collection(lesson: string): vscode.DiagnosticCollection {
    const known = this.shown.get(lesson) ?? vscode.languages.createDiagnosticCollection('faultlab');
    this.shown.set(lesson, known);
    return known;
  }

  private show(lesson: CatalogueLesson, run: LastRun): void {
    const byFile = new Map<string, [vscode.Uri, vscode.Diagnostic[]]>();
    const add = (message: string, range: SourceRange | undefined, code: string) => {
      const { uri, range: place } = placeOf(range, lesson, run.source);
      const diagnostic = new vscode.Diagnostic(place, message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'Faultlab';
      diagnostic.code = code;
      const known = byFile.get(uri.toString()) ?? [uri, []];
      known[1].push(diagnostic);
      byFile.set(uri.toString(), known);
    };
    for (const verdict of run.verdicts.values()) {
      if (isFailure(verdict)) add(failureText(verdict), verdict.first?.range, verdict.id);
    }
    if (run.end.kind === 'problems') for (const { message, range } of run.end.problems) add(message, range, 'program');
    this.collection(lesson.id).set([...byFile.values()]);
  }
}
