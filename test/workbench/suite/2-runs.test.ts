import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { lessonProgress } from '../../../src/course/progress.ts';
import { commands } from '../../../src/editor/ids.ts';
import type { LessonRun, RunEnd } from '../../../src/editor/runs.ts';
import { eventually, exercise, faultlab, lessonId, panelTab, runAll, theLesson, write } from './support.ts';

async function ours(): Promise<vscode.Diagnostic[]> {
  return vscode.languages.getDiagnostics(await exercise()).filter(({ source }) => source === 'Faultlab');
}

async function lenses(): Promise<readonly (vscode.CodeLens & { readonly command: vscode.Command })[]> {
  const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', await exercise(), 50);
  return all.filter((lens): lens is vscode.CodeLens & { command: vscode.Command } => lens.command?.command.startsWith('faultlab.') === true);
}

async function lensCommands(): Promise<string[]> {
  return (await lenses()).map(({ command }) => command.command);
}

/** Lines, 1-based, that say how many events of the shown run they caused. */
async function linesWithEvents(): Promise<number[]> {
  const found = (await lenses()).filter(({ command }) => command.command === commands.showLineEvents);
  for (const { range, command } of found) {
    assert.match(command.title, /\d events?$/);
    assert.equal(command.arguments![1], range.start.line + 1);
  }
  return found.map(({ range }) => range.start.line + 1);
}

/** How a search ends. */
const exploreLesson = async (): Promise<RunEnd> => (await vscode.commands.executeCommand<RunEnd | undefined>(commands.explore, lessonId))!;

describe('running a lesson', () => {
  it('fails the starter, says so at a line, and offers to show what happened', async () => {
    const lesson = await theLesson();
    await write(lesson.files['exercise.ts']!);
    const end = await runAll();
    assert.ok(end.kind === 'done', JSON.stringify(end));
    assert.equal(end.scenarios.length, lesson.scenarios.length);
    assert.ok(end.scenarios.some(({ verdict }) => verdict === 'failed'));
    const shown = await eventually('diagnostics', async () => {
      const found = await ours();
      return found.length > 0 && found;
    });
    const failed = end.scenarios.filter(({ verdict }) => verdict !== 'passed');
    assert.deepEqual(shown.map(({ code }) => code).sort(), failed.map(({ id }) => id).sort());
    for (const verdict of failed) {
      const diagnostic = shown.find(({ code }) => code === verdict.id)!;
      if (verdict.first?.range) assert.equal(diagnostic.range.start.line, verdict.first.range.startLineNumber - 1);
      if (verdict.first) assert.ok(diagnostic.message.startsWith(verdict.first.message));
    }
    await eventually('the lens', async () => (await lensCommands()).includes(commands.showFailure));
  });

  it('keeps the result as progress, in the tree and in the Test Explorer', async () => {
    const { tree, tests, progress } = await faultlab();
    const lesson = await theLesson();
    const results = await eventually('progress', () => lessonProgress(progress.value, lessonId).versions[lesson.version]);
    const hidden = lesson.scenarios.find(({ id, hidden }) => hidden && results.scenarios[id] === 'failed')!;
    assert.ok(lessonProgress(progress.value, lessonId).revealed.includes(hidden.id));
    const name = hidden.id.charAt(0).toUpperCase() + hidden.id.slice(1).replaceAll('-', ' ');
    assert.equal(tree.getTreeItem({ kind: 'scenario', lesson, scenario: hidden }).label, name);
    assert.equal(tree.getTreeItem({ kind: 'lesson', lesson }).description, 'failed');
    const item = tests.items.get(lessonId)!;
    assert.equal(item.children.size, lesson.scenarios.length);
    assert.equal(item.children.get(`${lessonId}#${hidden.id}`)!.label, name);
  });

  it('runs one scenario by name', async () => {
    const [first] = (await theLesson()).scenarios;
    const end = await vscode.commands.executeCommand<{ kind: string; scenarios: { id: string }[] }>(commands.runScenario, `${lessonId}#${first!.id}`);
    assert.deepEqual([end.kind, end.scenarios.map(({ id }) => id)], ['done', [first!.id]]);
  });

  it('runs from the Test Explorer, those lessons that were begun', async () => {
    const { runs } = await faultlab();
    // The Test Explorer saves first, and the run that saving begins gives way to this one.
    const isOurs = (run: LessonRun) => run.origin instanceof vscode.TestRunRequest;
    const begun: string[] = [];
    const watching = runs.onDidStart(run => isOurs(run) && begun.push(run.lesson.id));
    const ended = new Promise<void>(resolve => {
      const once = runs.onDidEnd(({ run }) => {
        if (!isOurs(run)) return;
        once.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand('testing.runAll');
    await ended;
    watching.dispose();
    assert.deepEqual(begun, [lessonId]);
  });

  it('shows what happened in a panel', async () => {
    assert.equal(await vscode.commands.executeCommand(commands.showFailure, lessonId), true);
    await eventually('the panel', panelTab);
  });

  it('says over the learner\'s lines how many of the shown events they caused, as long as the text is what was run', async () => {
    const starter = (await theLesson()).files['exercise.ts']!;
    const program = starter.replace('for (const seat', 'setTimeout(() => {}, 1);\n    for (const seat');
    const lines = program.split('\n').flatMap((text, index) => text.includes('setTimeout(() => {}, 1)') ? [index + 1] : []);
    await write(program);
    await runAll();
    assert.equal(await vscode.commands.executeCommand(commands.showFailure, lessonId), true);
    assert.deepEqual(await linesWithEvents(), lines);
    await write(`// Not what was run.\n${program}`);
    assert.deepEqual(await linesWithEvents(), []);
    await write(program);
    assert.deepEqual(await linesWithEvents(), lines);
    await vscode.window.tabGroups.close(panelTab()!, true);
    await eventually('no line with events', async () => (await linesWithEvents()).length === 0);
  });

  it('names a program that cannot be run with its place', async () => {
    await write('export class TicketOffice {\n  onRequest( {\n}\n');
    const end = await runAll();
    assert.equal(end.kind, 'problems');
    const [problem] = await eventually('a diagnostic', async () => {
      const found = await ours();
      return found.length > 0 && found;
    });
    assert.ok(problem!.range.start.line >= 1, String(problem!.range.start.line));
  });

  it('stops a program that loops, and the next run works', async () => {
    const lesson = await theLesson();
    await write(lesson.files['exercise.ts']!.replace("return 'sold-out';", 'for (;;) {}'));
    const end = await runAll();
    assert.ok(end.kind === 'done' && end.scenarios.some(({ verdict }) => verdict === 'stuck'));
    await write(lesson.files['exercise.ts']!);
    const next = await vscode.commands.executeCommand<{ kind: string }>(commands.runScenario, `${lessonId}#${lesson.scenarios[0]!.id}`);
    assert.equal(next.kind, 'done');
  });

  it('can be stopped', async () => {
    const run = runAll();
    const { runs } = await faultlab();
    await eventually('the run', () => runs.isRunning(lessonId));
    await vscode.commands.executeCommand(commands.cancelRun);
    assert.equal((await run).kind, 'cancelled');
  });

  it('explores, and shows what it finds like any other failure, also when it is stopped', async () => {
    const { runs } = await faultlab();
    const lesson = await theLesson();
    await write(lesson.files['exercise.ts']!);
    assert.ok((await lensCommands()).includes(commands.explore));
    const found = new Promise<string>(resolve => {
      const once = runs.onDidJudge(({ verdict }) => {
        once.dispose();
        resolve(verdict.id);
      });
    });
    const search = exploreLesson();
    const scenario = await found;
    await vscode.commands.executeCommand(commands.cancelRun);
    const end = await search;
    assert.ok(end.kind === 'cancelled' || end.kind === 'done');
    assert.ok(end.scenarios.some(({ id, verdict }) => id === scenario && verdict === 'failed'));
    await eventually('a diagnostic', async () => (await ours()).some(({ code }) => code === scenario));
    assert.ok((await lensCommands()).includes(commands.showFailure));
  });

  it('passes the solution from unsaved text, and clears what was shown', async () => {
    const { tree, progress } = await faultlab();
    const lesson = await theLesson();
    const document = await write(lesson.solution);
    assert.ok(document.isDirty);
    const end = await runAll();
    assert.ok(end.kind === 'done', JSON.stringify(end));
    assert.deepEqual(end.scenarios.filter(({ verdict }) => verdict !== 'passed').map(({ id, first }) => [id, first?.message]), []);
    await eventually('no diagnostics', async () => (await ours()).length === 0);
    await eventually('the pass', () => lessonProgress(progress.value, lessonId).versions[lesson.version]?.passedAt);
    assert.equal(tree.getTreeItem({ kind: 'lesson', lesson }).description, 'passed');
    await eventually('no lens of a failure', async () => !(await lensCommands()).includes(commands.showFailure));
  });

  it('runs when the file is saved', async () => {
    const { runs } = await faultlab();
    await vscode.window.showTextDocument(await exercise(), { viewColumn: vscode.ViewColumn.One });
    const document = await write(`${(await theLesson()).solution}\n`);
    const started = new Promise<string>(resolve => {
      const once = runs.onDidStart(run => {
        once.dispose();
        resolve(String(run.origin));
      });
    });
    const ended = new Promise<void>(resolve => {
      const once = runs.onDidEnd(() => {
        once.dispose();
        resolve();
      });
    });
    await document.save();
    assert.equal(await started, 'save');
    await ended;
  });
});
