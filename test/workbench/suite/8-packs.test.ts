import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/ids.ts';
import type { RunEnd } from '../../../src/editor/runs.ts';
import { eventually, faultlab, readText } from './support.ts';

const LESSON = 'tickets/one-ticket-one-bearer';

describe('a lesson pack', () => {
  const root = vscode.workspace.workspaceFolders![0]!.uri;
  const pack = vscode.Uri.joinPath(root, 'packs', 'tickets');
  const name = (packs: readonly string[]) => vscode.workspace.getConfiguration('faultlab', root).update('lessonPacks', packs, vscode.ConfigurationTarget.Workspace);

  before(async () => {
    await faultlab();
    await name(['packs/tickets']);
  });
  after(() => name([]));

  it('is a group of its own in the tree and among the tests', async () => {
    const { tree, tests, book } = await faultlab();
    await eventually('the pack', () => book.lesson(LESSON));
    const modules = tree.getChildren();
    const group = modules.at(-1)!;
    assert.match(String(tree.getTreeItem(group).label), new RegExp(`^${modules.length}\\. Ticket Desk$`));
    assert.deepEqual(tree.getChildren(group).map(node => tree.getTreeItem(node).label), [`${modules.length}.1 One Ticket, One Bearer`]);
    assert.equal(tests.items.get(LESSON)?.children.size, 4);
  });

  it('is opened, run and passed like any lesson', async () => {
    const { folder, book, progress } = await faultlab();
    const lesson = book.lesson(LESSON)!;
    await vscode.commands.executeCommand(commands.openLesson, LESSON);
    const exercise = folder.exerciseOf(lesson)!;
    assert.equal(await readText(exercise), lesson.files['exercise.ts']);
    const starter = await vscode.commands.executeCommand<RunEnd>(commands.runAll, LESSON);
    assert.equal(starter.kind, 'done');
    await eventually('the failure', () => progress.value.lessons[LESSON]?.versions[lesson.version]?.scenarios['one-crash'] === 'failed');
    assert.equal(await vscode.commands.executeCommand(commands.showFailure, LESSON), true);
    const edit = new vscode.WorkspaceEdit();
    edit.replace(exercise, new vscode.Range(0, 0, 1_000, 0), lesson.solution);
    await vscode.workspace.applyEdit(edit);
    await vscode.commands.executeCommand<RunEnd>(commands.runAll, LESSON);
    await eventually('the pass', () => progress.value.lessons[LESSON]?.versions[lesson.version]?.passedAt);
    assert.equal(await vscode.commands.executeCommand(commands.compareSolution, LESSON), true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('comes with the assignment that names it', async () => {
    const { book, folder, tree } = await faultlab();
    await name([]);
    await eventually('the pack to go', () => book.lesson(LESSON) === undefined);
    const file = vscode.Uri.joinPath(folder.uri!, 'assignment.yaml');
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(`title: Desk\npacks: [../packs/tickets]\nlessons:\n  - { lesson: ${LESSON}, points: 4 }\n`));
    try {
      await eventually('the assignment', () => {
        const [first] = tree.getChildren();
        return first?.kind === 'assignment' && String(tree.getTreeItem(first).description).startsWith('4 points');
      });
      assert.ok(book.lesson(LESSON));
    } finally {
      await vscode.workspace.fs.delete(file);
    }
    await eventually('the pack to go with it', () => book.lesson(LESSON) === undefined);
    await name(['packs/tickets']);
    await eventually('the lesson', () => book.lesson(LESSON));
  });

  it('with a mistake tells file, line and cure among the problems, and comes back when it is mended', async () => {
    const { book } = await faultlab();
    const file = vscode.Uri.joinPath(pack, '01-one-ticket-one-bearer', 'scenarios.ts');
    const text = await readText(file);
    const save = async (changed: string) => {
      const document = await vscode.workspace.openTextDocument(file);
      const edit = new vscode.WorkspaceEdit();
      edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), changed);
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await save(`import { fork } from 'node:child_process';\n${text}`);
    const problem = await eventually('the problem', () => vscode.languages.getDiagnostics(file).find(({ source }) => source === 'Faultlab'));
    assert.equal(problem.range.start.line, 0);
    assert.match(problem.message, /there is no module 'node:child_process' here; what can be imported: 'faultlab'/);
    assert.equal(book.lesson(LESSON), undefined);
    await save(text);
    await eventually('the lesson', () => book.lesson(LESSON));
    assert.deepEqual(vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'Faultlab'), []);
  });
});
