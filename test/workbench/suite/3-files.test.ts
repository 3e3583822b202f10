import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';
import { lessonProgress, mergeProgress, NO_PROGRESS, parseProgress, progressText, withHints } from '../../../src/course/progress.ts';
import { commands } from '../../../src/editor/ids.ts';
import { ProgressStore } from '../../../src/editor/progressStore.ts';
import { answer, eventually, exercise, faultlab, lessonId, readText, theLesson } from './support.ts';

const folderOf = async (): Promise<vscode.Uri> => (await faultlab()).folder.uri!;
const progressFile = async (): Promise<vscode.Uri> => vscode.Uri.joinPath(await folderOf(), 'progress.json');

describe('the learner\'s files', () => {
  it('are kept as a backup when the exercise is started over, with unsaved text, line ends and all', async () => {
    const editor = await vscode.window.showTextDocument(await exercise());
    await editor.edit(edit => edit.setEndOfLine(vscode.EndOfLine.CRLF));
    const { length } = editor.document.getText();
    await editor.edit(edit => edit.replace(new vscode.Range(editor.document.positionAt(0), editor.document.positionAt(length)), '// mine\r\nexport class TicketOffice {}\r\n'));
    assert.ok(editor.document.isDirty);
    const question = answer('showWarningMessage', 'Start Over');
    try {
      assert.equal(await vscode.commands.executeCommand(commands.resetExercise, lessonId), true);
    } finally {
      question.restore();
    }
    assert.equal(question.asked.length, 1);
    const names = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(await exercise(), '..'))).map(([name]) => name);
    const backup = names.filter(name => name.startsWith('exercise.backup-')).sort().at(-1)!;
    assert.equal(await readText(vscode.Uri.joinPath(await exercise(), '..', backup)), '// mine\r\nexport class TicketOffice {}\r\n');
    assert.equal((await readText(await exercise())).replaceAll('\r\n', '\n'), (await theLesson()).files['exercise.ts']);
  });

  it('are kept to the byte where they were saved, also when the editor has not heard of it yet', async () => {
    const bytes = new TextEncoder().encode('\uFEFFexport class TicketOffice {}\r\n');
    const document = await vscode.workspace.openTextDocument(await exercise());
    await vscode.workspace.fs.writeFile(document.uri, bytes);
    const question = answer('showWarningMessage', 'Start Over');
    try {
      await vscode.commands.executeCommand(commands.resetExercise, lessonId);
    } finally {
      question.restore();
    }
    const names = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(document.uri, '..'))).map(([name]) => name);
    const backup = names.filter(name => name.startsWith('exercise.backup-')).sort().at(-1)!;
    assert.deepEqual([...await vscode.workspace.fs.readFile(vscode.Uri.joinPath(document.uri, '..', backup))], [...bytes]);
    const given = (await theLesson()).files['exercise.ts'];
    assert.equal(document.getText().replaceAll('\r\n', '\n'), given);
    assert.equal((await readText(document.uri)).replaceAll('\r\n', '\n').replace('\uFEFF', ''), given);
    assert.ok(!document.isDirty);
  });

  it('are left alone when the learner thinks better of it', async () => {
    const before = await readText(await exercise());
    const question = answer('showWarningMessage', 'something else');
    try {
      assert.equal(await vscode.commands.executeCommand(commands.resetExercise, lessonId), false);
    } finally {
      question.restore();
    }
    assert.equal(await readText(await exercise()), before);
  });

  it('are offered for comparison when an update changes what the lesson gives', async () => {
    const contract = vscode.Uri.joinPath(await exercise(), '..', 'contract.ts');
    const given = await readText(contract);
    await vscode.workspace.fs.writeFile(contract, new TextEncoder().encode('// an older version\n'));
    await (await faultlab()).memory.setToldOfVersion(lessonId, 'older');
    const question = answer('showInformationMessage', 'Take the New Ones');
    try {
      await vscode.commands.executeCommand(commands.openLesson, lessonId);
      await eventually('the new contract', async () => await readText(contract) === given);
    } finally {
      question.restore();
    }
    assert.match(question.asked[0]!, /contract\.ts/);
    const names = (await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(contract, '..'))).map(([name]) => name);
    assert.ok(names.some(name => name.startsWith('contract.backup-')));
  });

  it('can be compared with the solution once passed, else after a question', async () => {
    const question = answer('showWarningMessage', 'Show Solution');
    try {
      assert.equal(await vscode.commands.executeCommand(commands.compareSolution, lessonId), true);
    } finally {
      question.restore();
    }
    assert.deepEqual(question.asked, []);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(input.modified)).getText(), (await theLesson()).solution);
  });

  it('show hints one at a time', async () => {
    const { progress } = await faultlab();
    await vscode.commands.executeCommand(commands.showHint, lessonId);
    await vscode.commands.executeCommand(commands.showHint, lessonId);
    assert.equal(lessonProgress(progress.value, lessonId).hints, 2);
    assert.equal(lessonProgress(parseProgress(await readText(await progressFile())), lessonId).hints, 2);
  });
});

describe('progress', () => {
  it('takes up what another window writes, and puts back what that one did not know', async () => {
    const { progress } = await faultlab();
    const theirs = withHints(NO_PROGRESS, 'reliability/retries', 1);
    const mine = progress.value;
    const file = await progressFile();
    const write = () => vscode.workspace.fs.writeFile(file, new TextEncoder().encode(progressText(theirs)));
    await write();
    await eventually('their hint', async () => {
      if (lessonProgress(progress.value, 'reliability/retries').hints === 1) return true;
      // Where this window was writing at the same time, the other one puts back what it misses, as this one does.
      if (lessonProgress(parseProgress(await readText(file)), 'reliability/retries').hints === 0) await write();
      return false;
    });
    // A run that ends meanwhile is written, too.
    await eventually('all on disk', async () => await readText(file) === progressText(progress.value));
    assert.equal(progressText(mergeProgress(progress.value, mine)), progressText(progress.value));
  });

  it('loses nothing when two windows write at once', async () => {
    const { progress, folder } = await faultlab();
    const log = vscode.window.createOutputChannel('another window', { log: true });
    const other = new ProgressStore(folder, log);
    try {
      await other.open();
      await Promise.all([1, 2, 3, 4].flatMap(hints => [
        progress.update(value => withHints(value, 'messaging/outbox', hints)),
        other.update(value => withHints(value, 'consistency/quorums-101', hints)),
      ]));
      await eventually('both on disk', async () => {
        const value = parseProgress(await readText(await progressFile()) || progressText(NO_PROGRESS));
        return lessonProgress(value, 'messaging/outbox').hints === 4 && lessonProgress(value, 'consistency/quorums-101').hints === 4;
      });
      await eventually('both in both windows', () => progressText(progress.value) === progressText(other.value));
    } finally {
      other.dispose();
      log.dispose();
    }
  });

  it('takes up what a crash left in the middle of a write, and leaves no trace of it', async () => {
    const file = await progressFile();
    const write = (name: string, text: string) => vscode.workspace.fs.writeFile(vscode.Uri.joinPath(file, '..', name), new TextEncoder().encode(text));
    const leftNames = async () => (await vscode.workspace.fs.readDirectory(await folderOf())).map(([name]) => name).filter(name => name.startsWith('progress.json.'));
    const log = vscode.window.createOutputChannel('the window after the crash', { log: true });
    const known = (await faultlab()).progress.value;
    const hintsOf = (text: string) => text === '' ? 0 : lessonProgress(parseProgress(text), 'consensus/raft-overview').hints;
    const openWindow = async (hints: number) => {
      const store = new ProgressStore((await faultlab()).folder, log);
      try {
        await store.open();
        assert.equal(hintsOf(progressText(store.value)), hints);
        await eventually('the hint on disk', async () => hintsOf(await readText(file)) === hints);
      } finally {
        store.dispose();
      }
    };
    try {
      await vscode.workspace.fs.delete(file);
      await write('progress.json.1.tmp', progressText(withHints(known, 'consensus/raft-overview', 1)));
      await write('progress.json.2.tmp', '{ half a fi');
      await openWindow(1);
      assert.deepEqual(await leftNames(), ['progress.json.2.tmp']);
      await write('progress.json.3.tmp', progressText(withHints(known, 'consensus/raft-overview', 2)));
      await openWindow(2);
      assert.deepEqual(await leftNames(), ['progress.json.2.tmp']);
      const { progress } = await faultlab();
      await eventually('the hint in the first window', () => hintsOf(progressText(progress.value)) === 2);
    } finally {
      log.dispose();
      for (const name of await leftNames()) await vscode.workspace.fs.delete(vscode.Uri.joinPath(file, '..', name));
    }
  });

  it('sets an unreadable file aside, with one message, and begins a new one', async () => {
    const { progress } = await faultlab();
    const before = progressText(progress.value);
    const message = answer('showWarningMessage', '');
    try {
      await vscode.workspace.fs.writeFile(await progressFile(), new TextEncoder().encode('{ half a fi'));
      await progress.update(value => withHints(value, 'messaging/outbox', 5));
    } finally {
      message.restore();
    }
    assert.equal(message.asked.length, 1);
    const names = (await vscode.workspace.fs.readDirectory(await folderOf())).map(([name]) => name);
    const aside = names.find(name => name.startsWith('progress.unreadable-'))!;
    assert.equal(await readText(vscode.Uri.joinPath(await folderOf(), aside)), '{ half a fi');
    assert.equal(await readText(await progressFile()), progressText(withHints(parseProgress(before), 'messaging/outbox', 5)));
  });
});
