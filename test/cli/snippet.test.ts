import assert from 'node:assert/strict';
import { snippet, textOf } from '../../src/cli/snippet.ts';
import type { SourceRange } from '../../src/lab/verdict.ts';

const at = (startLineNumber: number, startColumn: number): SourceRange => ({ file: 'a.ts', startLineNumber, startColumn, endLineNumber: startLineNumber, endColumn: startColumn + 1 });

describe('the snippet of a line', () => {
  it('marks the line and the column, with two lines before', () => {
    assert.deepEqual(snippet('one\ntwo\nthree\nfour\n', at(4, 2)), ['  2 | two', '  3 | three', '> 4 | four', '    |  ^']);
  });

  it('is the same with CR LF line ends and a byte order mark', () => {
    const plain = snippet('one\ntwo\n', at(1, 3));
    assert.deepEqual(plain, ['> 1 | one', '    |   ^']);
    assert.deepEqual(snippet('\uFEFFone\r\ntwo\r\n', at(1, 3)), plain);
  });

  it('keeps tabs, so that the caret stands below its character', () => {
    assert.deepEqual(snippet('\tif (x) y;', at(1, 9)), ['> 1 | \tif (x) y;', '    | \t       ^']);
  });

  it('lines up the numbers of ten lines and more', () => {
    assert.deepEqual(snippet(Array.from({ length: 10 }, (_, index) => `l${index + 1}`).join('\n'), at(10, 1)), ['   8 | l8', '   9 | l9', '> 10 | l10', '     | ^']);
  });

  it('is empty for a line that is not there', () => {
    assert.deepEqual(snippet('one', at(7, 1)), []);
  });

  it('takes the text of the file that the range names', () => {
    const source = { file: 'C:\\Ada L\\faultlab\\exercise.ts', entry: 'exercise.ts', files: { 'exercise.ts': 'entry', 'given/bank.ts': 'bank' } };
    assert.equal(textOf(source, { ...at(1, 1), file: source.file }), 'entry');
    assert.equal(textOf(source, { ...at(1, 1), file: 'C:\\Ada L\\faultlab\\given\\bank.ts' }), 'bank');
  });
});
