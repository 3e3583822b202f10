import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { LearnerFolder } from '../../../src/editor/learnerFolder.ts';
import { Memory } from '../../../src/editor/memory.ts';
import { faultlab } from './support.ts';

/** What a workspace remembers, without the workspace. */
function memory(): Memory {
  const values = new Map<string, unknown>();
  const state = { keys: () => [...values.keys()], get: (key: string) => values.get(key) as undefined, update: async (key: string, value: unknown) => void values.set(key, value) };
  return new Memory(state, state);
}

describe('of several workspace folders', () => {
  const own = Object.getOwnPropertyDescriptor(vscode.workspace, 'workspaceFolders')!;
  const pick = vscode.window.showQuickPick;
  let base: vscode.Uri;
  let roots: vscode.WorkspaceFolder[];
  let asked = 0;

  /** The workspace's folders; a real second one would restart the extension host. */
  const open = (...folders: vscode.WorkspaceFolder[]) => Object.defineProperty(vscode.workspace, 'workspaceFolders', { ...own, get: () => folders });
  const use = (root: vscode.WorkspaceFolder) => vscode.workspace.fs.writeFile(vscode.Uri.joinPath(root.uri, 'faultlab', 'tsconfig.json'), new Uint8Array());
  const chosen = (folder: LearnerFolder) => folder.uri?.path.slice(base.path.length);

  before(() => {
    base = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'several');
  });

  beforeEach(async () => {
    roots = ['a', 'b'].map((name, index) => ({ name, index, uri: vscode.Uri.joinPath(base, name) }));
    for (const { uri } of roots) await vscode.workspace.fs.createDirectory(uri);
    open(...roots);
    asked = 0;
    Object.assign(vscode.window, { showQuickPick: (items: readonly unknown[]) => Promise.resolve(items[asked++]) });
  });

  afterEach(async () => {
    Object.defineProperty(vscode.workspace, 'workspaceFolders', own);
    Object.assign(vscode.window, { showQuickPick: pick });
    await vscode.workspace.fs.delete(base, { recursive: true });
  });

  it('the only one with exercises is taken without a question, and remembered', async () => {
    const { book } = await faultlab();
    const remembered = memory();
    await use(roots[1]!);
    const folder = new LearnerFolder(book, remembered);
    assert.equal(chosen(folder), undefined);
    await folder.find();
    assert.equal(chosen(folder), '/b/faultlab');
    await use(roots[0]!);
    const later = new LearnerFolder(book, remembered);
    await later.find();
    assert.equal(chosen(later), '/b/faultlab');
    assert.equal(asked, 0);
  });

  for (const [state, used] of [['none has exercises', []], ['all have', [0, 1]]] as const) {
    it(`the learner chooses one, once, where ${state}`, async () => {
      const { book } = await faultlab();
      for (const index of used) await use(roots[index]!);
      const folder = new LearnerFolder(book, memory());
      let changes = 0;
      folder.onDidChange(() => changes++);
      await folder.find();
      assert.equal(chosen(folder), undefined);
      await folder.ensure();
      await folder.ensure();
      assert.deepEqual([chosen(folder), asked, changes], ['/a/faultlab', 1, 1]);
    });
  }

  it('one that has left the workspace is forgotten', async () => {
    const { book } = await faultlab();
    const folder = new LearnerFolder(book, memory());
    await folder.choose();
    const [, second] = roots;
    open(second!, { name: 'c', index: 1, uri: vscode.Uri.joinPath(base, 'c') });
    assert.equal(chosen(folder), undefined);
    open(second!);
    assert.equal(chosen(folder), '/b/faultlab');
  });
});
