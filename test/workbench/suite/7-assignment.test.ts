import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { lessonProgress } from '../../../src/course/progress.ts';
import { answer, eventually, faultlab, lessonId, runAll, theLesson, write } from './support.ts';

describe('an assignment', () => {
  const file = async (): Promise<vscode.Uri> => vscode.Uri.joinPath((await faultlab()).folder.uri!, 'assignment.yaml');
  const writeFile = async (text: string): Promise<void> => vscode.workspace.fs.writeFile(await file(), new TextEncoder().encode(text));
  /** The first node of the tree once it looks as expected. */
  const shown = (what: string, isIt: (item: vscode.TreeItem) => boolean) => eventually(what, async () => {
    const { tree } = await faultlab();
    const [node] = tree.getChildren();
    return node?.kind === 'assignment' && isIt(tree.getTreeItem(node)) ? { tree, node, item: tree.getTreeItem(node) } : undefined;
  });

  after(async () => {
    await vscode.workspace.fs.delete(await file());
    await eventually('the assignment to go', async () => (await faultlab()).tree.getChildren()[0]!.kind === 'module');
  });

  it('is shown above the modules, with due date, points and the state of its lessons', async () => {
    await writeFile(`title: Week 1\ndue: 2026-12-05T23:59+01:00\nlessons:\n  - { lesson: ${lessonId}, points: 10 }\nhidden-attempts: 3\n`);
    const { tree, node, item } = await shown('the assignment', ({ label }) => label === 'Week 1');
    assert.match(String(item.description), /^10 points, due .*2026/);
    const [assigned, ...more] = tree.getChildren(node);
    assert.deepEqual(more, []);
    assert.deepEqual(tree.getParent(assigned!), node);
    const { description, contextValue, id } = tree.getTreeItem(assigned!);
    assert.match(String(description), /^10 points · \d of 3 attempts · /);
    assert.deepEqual([contextValue, id], ['lesson', `assignment ${lessonId}`]);
  });

  it('counts the programs that were tried on hidden scenarios', async () => {
    const { progress } = await faultlab();
    const count = (): number => lessonProgress(progress.value, lessonId).attempts?.length ?? 0;
    const before = count();
    await write(`${(await theLesson()).files['exercise.ts']!}\n// a try`);
    await runAll();
    await eventually('the attempt to count', () => count() === before + 1);
    await runAll();
    assert.equal(count(), before + 1, 'the same program again');
  });

  it('runs no more programs on hidden scenarios than it allows, and says so', async () => {
    const { progress, book } = await faultlab();
    const used = lessonProgress(progress.value, lessonId).attempts!.length;
    await writeFile(`title: Used Up\nlessons:\n  - { lesson: ${lessonId}, points: 10 }\nhidden-attempts: ${used}\n`);
    await shown('the assignment', ({ label }) => label === 'Used Up');
    const message = answer('showInformationMessage', '');
    try {
      await write(`${(await theLesson()).files['exercise.ts']!}\n// one too many`);
      const end = await runAll();
      assert.ok(end.kind === 'done');
      assert.deepEqual(end.scenarios.map(({ id }) => id), book.lesson(lessonId)!.scenarios.filter(({ hidden }) => !hidden).map(({ id }) => id));
      assert.match(message.asked.join(), /no more attempts on the hidden scenarios/);
    } finally {
      message.restore();
    }
    assert.equal(lessonProgress(progress.value, lessonId).attempts!.length, used);
  });

  it('says where its file is wrong', async () => {
    await writeFile('title: Week 1\nlessons:\n  - { lesson: nothing/at-all, points: 10 }\n');
    const { item } = await shown('the mistake', ({ description }) => String(description).startsWith('line 3: '));
    assert.match(String(item.description), /there is no lesson nothing\/at-all/);
    assert.equal(item.command!.command, 'vscode.open');
  });

  it('says how many private scenarios the grade is made on, too', async () => {
    await writeFile(`title: Private\nlessons:\n  - { lesson: ${lessonId}, points: 10, private: { folder: ../elsewhere, points: 3 } }\npinned: { faultlab: 0.0.1, engine: 0123456789ab, lessons: {}, private: { ${lessonId}: { scenarios: 2, version: 0123456789ab } } }\n`);
    const { tree, node } = await shown('the assignment', ({ label }) => label === 'Private');
    assert.match(String(tree.getTreeItem(tree.getChildren(node)[0]!).tooltip), /\n2 private scenarios, 3 points: only the grade is made on them$/);
  });

  it('says that it was made with another Faultlab', async () => {
    await writeFile(`title: Week 2\nlessons:\n  - { lesson: ${lessonId}, points: 10 }\npinned: { faultlab: 0.0.1, engine: 0123456789ab, lessons: {} }\n`);
    const { item } = await shown('the change', ({ label }) => label === 'Week 2');
    assert.match(String(item.tooltip), /made with another Faultlab.*the engine \(0123456789ab/s);
  });
});
