import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { commands } from '../../../src/editor/ids.ts';
import type { RunEnd } from '../../../src/editor/runs.ts';
import { answer, exercise, faultlab, lessonId, runAll, theLesson, write } from '../suite/support.ts';

describe('in a browser', () => {
  it('debugging says why it cannot be done, and is not offered', async () => {
    const { runs } = await faultlab();
    let begun = 0;
    const watching = runs.onDidStart(() => begun++);
    const message = answer('showInformationMessage', '');
    try {
      assert.equal(await vscode.commands.executeCommand(commands.debug, lessonId), undefined);
    } finally {
      message.restore();
      watching.dispose();
    }
    assert.equal(begun, 0);
    assert.match(message.asked.join(), /no debugger/);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', await exercise(), 20);
    assert.ok(lenses.some(({ command }) => command?.command === commands.runAll));
    assert.ok(!lenses.some(({ command }) => command?.command === commands.debug));
  });

  it('a program that does not give control back is ended, in the run in which it did not, and the next one runs', async () => {
    const lesson = await theLesson();
    const runWith = async (statement: string): Promise<RunEnd & { readonly kind: 'done' }> => {
      await write(lesson.solution.replace(/async onRequest\(.*\{$/m, line => `${line}\n    if (Math.random() < 0.001) ${statement}`));
      const end = await vscode.commands.executeCommand<RunEnd>(commands.runScenario, `${lessonId}#${lesson.scenarios[0]!.id}`);
      assert.ok(end.kind === 'done', JSON.stringify(end));
      return end;
    };
    // The step meter stops a loop in the run in which it is; within a regular expression there are no steps.
    const counted = await runWith('for (;;) {}');
    assert.equal(counted.stuck, undefined);
    const { verdict, first } = counted.scenarios[0]!;
    assert.ok(verdict === 'stuck' && first!.seed > 1, JSON.stringify(counted));
    const { stuck } = await runWith("/^(a+)+$/.test('a'.repeat(64) + 'b');");
    assert.deepEqual([stuck?.reason, stuck?.seed], ['silent', first!.seed]);
    await write(lesson.solution);
    const next = await runAll();
    assert.ok(next.kind === 'done' && next.scenarios.every(scenario => scenario.verdict === 'passed'), JSON.stringify(next));
  });
});
