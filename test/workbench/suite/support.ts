import * as vscode from 'vscode';
import type { CatalogueLesson } from '../../../src/course/catalogue.ts';
import type { Faultlab } from '../../../src/editor/activate.ts';
import { rehearseShown } from '../../../src/editor/rehearsing.ts';
import type { RunEnd } from '../../../src/editor/runs.ts';
import type { RunTask } from '../../../src/runner/runner.ts';

/** A lesson that is built, with hidden scenarios, and whose starter fails. */
export const lessonId = 'fundamentals/what-makes-it-distributed';

export async function faultlab(): Promise<Faultlab> {
  return vscode.extensions.getExtension<Faultlab>('faultlab.faultlab')!.activate();
}

export async function theLesson(): Promise<CatalogueLesson> {
  return (await faultlab()).book.lesson(lessonId)!;
}

export async function exercise(): Promise<vscode.Uri> {
  return (await faultlab()).folder.exerciseOf(await theLesson())!;
}

/** What is rehearsed while this is done, instead of being run. */
export async function rehearsedDuring(act: () => PromiseLike<unknown>): Promise<readonly RunTask[]> {
  const tasks: RunTask[] = [];
  const rehearsing = rehearseShown({ run: async task => {
    tasks.push(task);
    return { kind: 'cancelled', scenarios: [] };
  } }, (await faultlab()).folder);
  try {
    await act();
  } finally {
    rehearsing.dispose();
  }
  return tasks;
}

/** Opens the exercise with this text in it, not saved. */
export async function write(text: string): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(await exercise());
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  return document;
}

export async function runAll(): Promise<RunEnd> {
  const end = await vscode.commands.executeCommand<RunEnd | undefined>('faultlab.runAll', lessonId);
  if (end === undefined) throw new Error('nothing was run');
  return end;
}

/** The value once it is there; fails after 30 s, or another time. */
export async function eventually<T>(what: string, look: () => T | undefined | false | PromiseLike<T | undefined | false>, patienceMs = 30_000): Promise<T> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`in vain waited for: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

/** The tab of the panel, if it is open. */
export const panelTab = () => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('faultlab.panel'));

/** Answers the next question of a kind with one of its buttons, as a learner would. */
export function answer(kind: 'showWarningMessage' | 'showInformationMessage', button: string): { readonly asked: string[]; restore(): void } {
  const asked: string[] = [];
  const original = vscode.window[kind];
  const replacement = (message: string, ...rest: unknown[]) => {
    asked.push(message);
    return Promise.resolve(rest.find(each => each === button));
  };
  Object.assign(vscode.window, { [kind]: replacement });
  return { asked, restore: () => void Object.assign(vscode.window, { [kind]: original }) };
}

/** Empty where there is no file. */
export async function readText(uri: vscode.Uri): Promise<string> {
  return vscode.workspace.fs.readFile(uri).then(bytes => new TextDecoder().decode(bytes), () => '');
}
