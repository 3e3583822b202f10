import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/ids.ts';
import { answer, exercise, faultlab, lessonId, readText, rehearsedDuring, theLesson } from '../suite/support.ts';

describe('a workspace that is not trusted', () => {
  before(() => assert.equal(vscode.workspace.isTrusted, false));

  it('has the tree and the texts', async () => {
    const { tree } = await faultlab();
    assert.equal(tree.getChildren().length, 10);
    await vscode.commands.executeCommand(commands.openLesson, lessonId);
    assert.equal(await readText(await exercise()), (await theLesson()).files['exercise.ts']);
  });

  for (const command of [commands.runAll, commands.runScenario, commands.debug, commands.showFailure]) {
    it(`runs nothing: ${command}`, async () => {
      const { runs } = await faultlab();
      let started = 0;
      const watching = runs.onDidStart(() => started++);
      const message = answer('showWarningMessage', '');
      try {
        assert.ok(!await vscode.commands.executeCommand(command, lessonId));
      } finally {
        message.restore();
        watching.dispose();
      }
      assert.equal(started, 0);
      assert.match(message.asked.join(), /not trusted/);
    });
  }

  it('rehearses nothing', async () => {
    assert.deepEqual(await rehearsedDuring(async () => vscode.window.showTextDocument(await exercise())), []);
  });

  it('runs nothing when a file is saved, and says nothing', async () => {
    const { runs } = await faultlab();
    let started = 0;
    const watching = runs.onDidStart(() => started++);
    const message = answer('showWarningMessage', '');
    const editor = await vscode.window.showTextDocument(await exercise());
    await editor.edit(edit => edit.insert(new vscode.Position(0, 0), '// mine\n'));
    await editor.document.save();
    message.restore();
    watching.dispose();
    assert.deepEqual([started, message.asked], [0, []]);
  });
});
