import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { replayLink, sourceHash, type ReplayFile } from '../../../src/course/replayfile.ts';
import { commands } from '../../../src/editor/ids.ts';
import { eventually, exercise, faultlab, lessonId, panelTab, runAll, theLesson, write } from './support.ts';

/** What the extension says in the status bar or as a message until `restore`. */
function listening(kind: 'setStatusBarMessage' | 'showInformationMessage' | 'showErrorMessage'): { readonly said: string[]; restore(): void } {
  const said: string[] = [];
  const original = vscode.window[kind];
  Object.assign(vscode.window, { [kind]: (message: string) => {
    said.push(message);
    return new vscode.Disposable(() => {});
  } });
  return { said, restore: () => void Object.assign(vscode.window, { [kind]: original }) };
}

/** A link to the first failure of the starter, which the editor then shows. */
async function linkToFailure(): Promise<ReplayFile> {
  const { book } = await faultlab();
  const lesson = await theLesson();
  const starter = lesson.files['exercise.ts']!;
  await write(starter);
  const end = await runAll();
  assert.ok(end.kind === 'done');
  const { id, first } = end.scenarios.find(({ verdict }) => verdict === 'failed')!;
  return {
    format: 1, lesson: lessonId, scenario: id, seed: first!.seed, plan: first!.faults!, engine: book.catalogue.engine, version: lesson.version,
    source: sourceHash(starter), traceHash: first!.traceHash,
  };
}

const follow = (link: string) => vscode.commands.executeCommand('vscode.open', vscode.Uri.parse(link, true));

describe('links to runs', () => {
  afterEach(async () => {
    const tab = panelTab();
    if (tab) await vscode.window.tabGroups.close(tab, true);
    await eventually('the panel to close', () => panelTab() === undefined);
  });

  it('show the run in the panel', async () => {
    const file = await linkToFailure();
    const messages = listening('showInformationMessage');
    try {
      await follow(replayLink(file, vscode.env.uriScheme));
      await eventually('the panel', panelTab);
    } finally {
      messages.restore();
    }
    assert.deepEqual(messages.said, []);
  });

  it('say what has changed since they were made', async () => {
    const file = await linkToFailure();
    const messages = listening('showInformationMessage');
    try {
      await follow(replayLink({ ...file, engine: 'an older one' }, vscode.env.uriScheme));
      const told = await eventually('a word about the engine', () => messages.said.at(-1));
      assert.equal(told, 'Changed since this run was saved: Faultlab itself. The run is the same nevertheless.');
      await eventually('the panel', panelTab);
    } finally {
      messages.restore();
    }
  });

  it('that were cut off on their way say so', async () => {
    const link = replayLink(await linkToFailure(), vscode.env.uriScheme);
    const errors = listening('showErrorMessage');
    try {
      await follow(link.slice(0, -30));
      assert.equal(await eventually('an error', () => errors.said.at(-1)), 'This link leads to no run: it was cut off or changed on its way.');
    } finally {
      errors.restore();
    }
    assert.equal(panelTab(), undefined);
  });
});

describe('the last counterexample', () => {
  const toldAfter = async (program: string): Promise<string> => {
    await write(program);
    const status = listening('setStatusBarMessage');
    try {
      await vscode.commands.executeCommand(commands.runAll, lessonId);
      return await eventually('a word in the status bar', () => status.said.find(text => text.includes('your last counterexample')));
    } finally {
      status.restore();
    }
  };

  it('is run again before all else when the program was edited, and the status bar says how it went', async () => {
    const { files, solution } = await theLesson();
    await linkToFailure();
    assert.match(await toldAfter(`${files['exercise.ts']!}\n// An edit that mends nothing.\n`), /1\.1: your last counterexample still fails$/);
    assert.match(await toldAfter(solution), /1\.1: your last counterexample passes now$/);
    await vscode.window.showTextDocument(await exercise());
  });
});
