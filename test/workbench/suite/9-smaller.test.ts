import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/ids.ts';
import type { RunEnd } from '../../../src/editor/runs.ts';
import { eventually, faultlab, panelTab, readText } from './support.ts';

const LESSON = 'reliability/breaker';
/** Takes more tries to be made as small as it can be than anybody waits for. */
const PROGRAM = 'wrong-404-counts.ts';
const SCENARIO = 'not-found';
const MAY_BE_SMALLER = /Less may be enough/;

describe('a counterexample that may be smaller', function () {
  this.timeout(240_000);

  it('is shown at once, and a smaller one in its place when that is found', async () => {
    const { book, folder, results, memory } = await faultlab();
    const lesson = book.lesson(LESSON)!;
    await vscode.commands.executeCommand(commands.openLesson, LESSON);
    const exercise = folder.exerciseOf(lesson)!;
    const proof = vscode.Uri.joinPath(vscode.extensions.getExtension('faultlab.faultlab')!.extensionUri, 'lessons', lesson.folder, 'proof', PROGRAM);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(exercise, new vscode.Range(0, 0, 1_000, 0), await readText(proof));
    await vscode.workspace.applyEdit(edit);
    const problem = () => vscode.languages.getDiagnostics(exercise).find(({ code }) => code === SCENARIO)?.message;

    const end = await vscode.commands.executeCommand<RunEnd>(commands.runScenario, `${LESSON}#${SCENARIO}`);
    assert.ok(end.kind === 'done', JSON.stringify(end));
    const [first] = end.scenarios.map(verdict => verdict.first?.shrunk);
    assert.equal(first?.minimal, false);
    assert.match((await eventually('the problem', problem)), MAY_BE_SMALLER);

    const smaller = await eventually('the smaller story', () => {
      const story = results.of(LESSON)?.verdicts.get(SCENARIO)?.first;
      return story?.shrunk?.minimal === true && story;
    }, 150_000);
    assert.deepEqual(smaller.shrunk!.from, first.from);
    assert.ok(smaller.shrunk!.to.operations < first.to.operations, JSON.stringify([first.to, smaller.shrunk!.to]));
    const told = await eventually('the problem in its words', () => !MAY_BE_SMALLER.test(problem() ?? '') && problem());
    assert.ok(smaller.plan.every(sentence => told.includes(sentence)), told);
    assert.deepEqual(memory.failure(LESSON)?.plan, smaller.faults);
    assert.equal(await vscode.commands.executeCommand(commands.showFailure, LESSON), true);
    await vscode.window.tabGroups.close(await eventually('the panel', panelTab), true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
