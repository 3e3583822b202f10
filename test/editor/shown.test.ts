import { strict as assert } from 'node:assert';
import { shownFile } from '../../src/lab/compile/source.ts';
import { changedFiles, pathOfShown, plainRange, programFiles, sameText } from '../../src/editor/model/shown.ts';

const entries = [
  'file:///home/ada/faultlab/06-reliability/01-retries/exercise.ts',
  'file:///c%3A/Users/Ada%20L/faultlab/06-reliability/01-retries/exercise.ts',
  'vscode-remote://ssh-remote%2Bhost/home/ada/my%20work/faultlab/06-reliability/01-retries/exercise.ts',
];

describe('files as the runner is shown them', () => {
  for (const entry of entries) {
    it(`are found again: ${entry.slice(0, 30)}…`, () => {
      const source = { file: entry, entry: 'exercise.ts', files: {} };
      for (const path of ['exercise.ts', 'given/bank account.ts', 'backoff.ts']) assert.equal(pathOfShown(entry, shownFile(source, path)), path);
      assert.equal(pathOfShown(entry, 'file:///elsewhere/exercise.ts'), undefined);
    });
  }

  it('have their positions counted from 0', () => {
    assert.deepEqual(plainRange({ startLineNumber: 1, startColumn: 1, endLineNumber: 3, endColumn: 9 }), { startLine: 0, startColumn: 0, endLine: 2, endColumn: 8 });
    assert.deepEqual(plainRange({ startLineNumber: 0, startColumn: 0, endLineNumber: 0, endColumn: 0 }), { startLine: 0, startColumn: 0, endLine: 0, endColumn: 0 });
  });

  it('are the same text with another line end or a byte order mark', () => {
    assert.ok(sameText('\uFEFFa\r\nb\r\n', 'a\nb\n'));
    assert.ok(!sameText('a\nb', 'a\n b'));
  });

  it('count as changed by an update only where the lesson gives them, the contract first', () => {
    const given = { 'exercise.ts': 'starter', 'given/bank.ts': 'new', 'contract.ts': 'new\n', 'given/same.ts': 'same\n', 'given/missing.ts': '' };
    assert.deepEqual(changedFiles(given, { 'exercise.ts': 'mine', 'given/bank.ts': 'old', 'contract.ts': 'old', 'given/same.ts': 'same\r\n' }), ['contract.ts', 'given/bank.ts']);
  });

  it('are taken from open editors before the disk, without backups and other files', () => {
    const disk = { 'exercise.ts': 'saved', 'contract.ts': 'types', 'exercise.backup-20261125-160203-004.ts': 'old', 'notes.md': '' };
    assert.deepEqual(programFiles(disk, { 'exercise.ts': 'typing', 'new.ts': 'unsaved', 'new.backup-20261125-160203-004.ts': '' }), { 'exercise.ts': 'typing', 'contract.ts': 'types', 'new.ts': 'unsaved' });
  });
});
