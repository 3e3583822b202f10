import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { FOLDER } from '../../../src/course/workspace.ts';
import { commands, contextKeys, settings, views, walkthrough, webviews } from '../../../src/editor/ids.ts';
import { eventually, exercise, faultlab, lessonId, readText, rehearsedDuring, theLesson, write } from './support.ts';

describe('the manifest', () => {
  const { packageJSON: manifest } = vscode.extensions.getExtension('faultlab.faultlab')!;

  it('declares the commands that the code registers, with one prefix and category', async () => {
    await faultlab();
    const declared = (manifest.contributes.commands as { command: string; category: string; title: string }[]);
    assert.deepEqual(declared.map(({ command }) => command).sort(), Object.values(commands).sort());
    for (const { category, title } of declared) assert.ok(category === 'Faultlab' && title.length > 0 && !title.includes('%'));
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(Object.values(commands).filter(command => !registered.has(command)), []);
  });

  it('declares the views and webviews of the code', () => {
    assert.deepEqual((manifest.contributes.views.faultlab as { id: string }[]).map(({ id }) => id).sort(), Object.values(views).sort());
    assert.deepEqual(manifest.activationEvents, [`workspaceContains:${FOLDER}/.types/index.d.ts`, `onWebviewPanel:${webviews.panel}`, `onWebviewPanel:${webviews.lesson}`, 'onUri']);
  });

  it('mentions only context keys that the code sets', () => {
    const text = JSON.stringify(manifest.contributes);
    const mentioned = new Set([...text.matchAll(/(?<!\/)faultlab\.\w+/g)].map(([key]) => key));
    const known = new Set<string>([...Object.values(commands), ...Object.values(views), ...Object.values(webviews), ...Object.values(contextKeys), ...Object.values(settings).map(name => `faultlab.${name}`)]);
    assert.deepEqual([...mentioned].filter(key => !known.has(key)), []);
  });

  it('has a walkthrough of at most six steps, each with a completion', () => {
    const [{ id, steps }] = manifest.contributes.walkthroughs as { id: string; steps: { completionEvents: string[] }[] }[];
    assert.equal(walkthrough, `faultlab.faultlab#${id}`);
    assert.ok(steps.length <= 6 && steps.every(({ completionEvents }) => completionEvents.length > 0));
  });
});

describe('the tree', () => {
  it('shows ten modules of ten lessons, those that are not built as coming', async () => {
    const { tree } = await faultlab();
    const open = tree.getChildren().map(module => tree.getTreeItem(module).collapsibleState === vscode.TreeItemCollapsibleState.Expanded);
    assert.deepEqual(open, open.map((_, index) => index === 0), 'only the first module is open before anything was begun');
    const lessons = tree.getChildren().flatMap(module => tree.getChildren(module));
    assert.equal(lessons.length, 100);
    for (const node of lessons) {
      assert.ok(node.kind === 'lesson');
      const item = tree.getTreeItem(node);
      assert.equal(item.contextValue, node.lesson.built ? 'lesson' : 'coming');
      assert.equal(item.command === undefined, !node.lesson.built);
      assert.ok(item.accessibilityInformation!.label.includes(node.lesson.title));
    }
  });

  it('names visible scenarios and gives hidden ones an alias', async () => {
    const { tree } = await faultlab();
    const lesson = await theLesson();
    const items = tree.getChildren({ kind: 'lesson', lesson }).map(node => tree.getTreeItem(node));
    assert.deepEqual(items.map(({ label }) => label), lesson.scenarios.map(({ label }) => label));
    const hidden = lesson.scenarios.findIndex(scenario => scenario.hidden);
    assert.match(items[hidden]!.accessibilityInformation!.label, /^Hidden scenario/);
    assert.ok(!JSON.stringify(items[hidden]!.label).includes(lesson.scenarios[hidden]!.id));
  });
});

describe('opening a lesson', () => {
  it('writes the exercise with its own project, shows it with the text beside it', async () => {
    const { folder } = await faultlab();
    const lesson = await theLesson();
    await vscode.commands.executeCommand(commands.openLesson, lessonId);
    assert.equal(await readText(await exercise()), lesson.files['exercise.ts']);
    assert.match(await readText(vscode.Uri.joinPath(folder.uri!, 'tsconfig.json')), /"strict": true/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), (await exercise()).toString());
    await eventually('the lesson\'s text', () => vscode.window.tabGroups.all.some(group => group.tabs.some(tab => tab.label.includes(lesson.title))));
  });

  it('rehearses each lesson with its starter when its exercise is shown, and not again for another file of it', async () => {
    const { book, folder } = await faultlab();
    const lesson = await theLesson();
    const other = book.lesson('fundamentals/latency-vs-throughput')!;
    const elsewhere = folder.exerciseOf(other)!;
    await vscode.workspace.fs.writeFile(elsewhere, new TextEncoder().encode('// mine'));
    try {
      const tasks = await rehearsedDuring(async () => {
        for (const uri of [await exercise(), vscode.Uri.joinPath(await exercise(), '..', 'contract.ts'), elsewhere]) await vscode.window.showTextDocument(uri);
      });
      assert.deepEqual(tasks.map(({ lesson, source, scenarios, seeds }) => [lesson, source.files, scenarios, seeds]), [lesson, other].map(({ id, files, scenarios }) => [id, files, [scenarios[0]!.id], [1]]));
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(elsewhere, '..'), { recursive: true });
    }
  });

  it('goes back and forward through the texts that were shown', async () => {
    const lesson = await theLesson();
    const other = (await faultlab()).book.lesson('fundamentals/partial-failure')!;
    const shows = ({ title }: { title: string }) => eventually(`the text of ${title}`, () => vscode.window.tabGroups.all.some(group => group.tabs.some(({ input, label }) =>
      input instanceof vscode.TabInputWebview && input.viewType.endsWith(webviews.lesson) && label.includes(title))));
    await vscode.commands.executeCommand(commands.showLesson, other.id);
    await shows(other);
    await vscode.commands.executeCommand(commands.lessonBack);
    await shows(lesson);
    await vscode.commands.executeCommand(commands.lessonForward);
    await shows(other);
    await vscode.commands.executeCommand(commands.showLesson, lesson.id);
  });

  it('is what a tab that comes back shows, also if the editor saved it before the page had a state to save', async () => {
    const { pages } = await faultlab();
    const lesson = await theLesson();
    const column = await eventually('the lesson\'s text', () => vscode.window.tabGroups.all.find(({ tabs }) => tabs.some(({ label }) => label.includes(lesson.title)))?.viewColumn);
    const tab = vscode.window.createWebviewPanel(webviews.lesson, `${lesson.number} ${lesson.title}`, { viewColumn: column, preserveFocus: true });
    await pages.deserializeWebviewPanel(tab, undefined);
    assert.ok(tab.webview.html.includes(`data-lesson="${lesson.id}"`), tab.webview.html.slice(0, 300));
  });

  it('gives types without an install', async () => {
    const document = await vscode.workspace.openTextDocument(await exercise());
    const at = document.positionAt(document.getText().indexOf('NodeContext') + 2);
    await eventually('a hover that knows the type', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, at);
      return hovers.some(hover => hover.contents.some(part => /interface NodeContext/.test(typeof part === 'string' ? part : part.value)));
    });
    assert.deepEqual(vscode.languages.getDiagnostics(document.uri).filter(({ source, severity }) => source === 'ts' && severity === vscode.DiagnosticSeverity.Error).map(({ message }) => message), []);
  });

  it('leaves what the learner has', async () => {
    const uri = await exercise();
    const mine = `// mine\n${await readText(uri)}`;
    await (await write(mine)).save();
    const { runs } = await faultlab();
    runs.cancel();
    await eventually('the end of the run that saving began', () => !runs.isRunning(lessonId));
    await vscode.commands.executeCommand(commands.openLesson, lessonId);
    assert.equal(await readText(uri), mine);
  });

  it('puts lenses over the handler, and none over files that the lesson gives', async () => {
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', await exercise(), 20);
    const ours = lenses.filter(lens => lens.command?.command.startsWith('faultlab.'));
    assert.deepEqual(ours.map(lens => lens.command!.command), [commands.runScenario, commands.runAll, ...vscode.env.uiKind === vscode.UIKind.Web && vscode.env.remoteName === undefined ? [] : [commands.debug], commands.explore]);
    const document = await vscode.workspace.openTextDocument(await exercise());
    for (const { range } of ours) assert.match(document.lineAt(range.start.line).text, /export class TicketOffice/);
    const contract = vscode.Uri.joinPath(await exercise(), '..', 'contract.ts');
    await vscode.workspace.openTextDocument(contract);
    const others = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', contract, 20);
    assert.deepEqual(others.filter(lens => lens.command?.command.startsWith('faultlab.')), []);
  });
});
