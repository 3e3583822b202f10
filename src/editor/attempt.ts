import * as vscode from 'vscode';
import type { CatalogueLesson } from '../course/catalogue.ts';
import { EXERCISE_FILE, isProgramFile } from '../course/workspace.ts';
import type { SourceRange } from '../lab/verdict.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import { readFolder } from './files.ts';
import type { LearnerFolder } from './learnerFolder.ts';
import { findHandlers, type HandlerPlace } from './model/handlers.ts';
import { pathOfShown, plainRange, programFiles } from './model/shown.ts';

/** A lesson's program as the learner sees it now, unsaved text included; undefined where there is no exercise yet. */
export async function attemptOf(lesson: CatalogueLesson, folder: LearnerFolder): Promise<AttemptSource | undefined> {
  const place = folder.folderOf(lesson);
  const entry = folder.exerciseOf(lesson);
  if (place === undefined || entry === undefined) return undefined;
  const open: Record<string, string> = {};
  for (const document of vscode.workspace.textDocuments) {
    const found = folder.lessonOf(document.uri);
    if (found?.lesson.id === lesson.id && !document.isClosed) open[found.file] = document.getText();
  }
  const files = programFiles(await readFolder(place, isProgramFile), open);
  return Object.hasOwn(files, EXERCISE_FILE) ? { file: entry.toString(), entry: EXERCISE_FILE, files } : undefined;
}

/**
 * Where to show what the runner told of a place: one that spans lines at its first line, one of a whole handler at the
 * handler's name; what has none goes to the first handler, else to the top of the exercise.
 */
export function placeOf(range: SourceRange | undefined, lesson: CatalogueLesson, source: AttemptSource): vscode.Location {
  const handlers = findHandlers(source.files[source.entry]!, lesson.handlers);
  if (range === undefined) return new vscode.Location(vscode.Uri.parse(source.file), nameRange(handlers[0]));
  const { uri, range: place } = locationOf(range, source.file);
  if (place.isSingleLine) return new vscode.Location(uri, place);
  const handler = range.file === source.file ? handlers.find(({ line }) => line === place.start.line) : undefined;
  const path = pathOfShown(source.file, range.file) ?? '';
  const lineEnd = (source.files[path] ?? '').split(/\r?\n/)[place.start.line]?.length ?? place.start.character;
  return new vscode.Location(uri, handler === undefined ? new vscode.Range(place.start, place.start.with({ character: lineEnd })) : nameRange(handler));
}

function nameRange(handler: HandlerPlace | undefined): vscode.Range {
  return handler === undefined ? new vscode.Range(0, 0, 0, 0) : new vscode.Range(handler.line, handler.startColumn, handler.line, handler.endColumn);
}

/** Where the learner sees a position that the runner told. */
export function locationOf(range: SourceRange, entry: string): vscode.Location {
  const path = pathOfShown(entry, range.file);
  const uri = path === undefined ? vscode.Uri.parse(range.file) : vscode.Uri.joinPath(vscode.Uri.parse(entry), '..', path);
  return new vscode.Location(uri, editorRange(range));
}

function editorRange(range: Omit<SourceRange, 'file'>): vscode.Range {
  const { startLine, startColumn, endLine, endColumn } = plainRange(range);
  return new vscode.Range(startLine, startColumn, endLine, endColumn);
}
