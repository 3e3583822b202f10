import assert from 'node:assert/strict';
import { historyModels, type HistoryModel } from '../../../src/check/histories/judge.ts';
import { HistoryError, HistoryReader } from '../../../src/check/histories/reader.ts';

const read = (model: HistoryModel, ...lines: (string | object)[]) => {
  const reader = new HistoryReader(historyModels[model].form());
  for (const line of lines) reader.line(typeof line === 'string' ? line : JSON.stringify(line));
  return reader.end();
};

const complaint = (model: HistoryModel, ...lines: (string | object)[]): string => {
  try {
    read(model, ...lines);
  } catch (error) {
    assert.ok(error instanceof HistoryError);
    assert.ok(error.message.startsWith(`line ${error.line}: `));
    return error.message;
  }
  return assert.fail('it was read');
};

describe('histories as JSON lines', () => {
  it('become operations between their lines', () => {
    const operations = read('register', { process: 0, type: 'invoke', f: 'write', value: 1 }, { process: 'b', type: 'invoke', f: 'read', value: null, time: 12 }, { process: 0, type: 'ok', f: 'write', value: 1 }, { process: 'b', type: 'ok', f: 'read', value: null });
    assert.deepEqual(operations.map(({ client, f, input, output, outcome, invokedUs, completedUs }) => [client, f, input, output, outcome, invokedUs, completedUs]), [['0', 'write', 1, undefined, 'ok', 1, 3], ['b', 'read', undefined, undefined, 'ok', 2, 4]]);
  });

  it('leave open what was not answered, with or without a line that says so', () => {
    const operations = read('register', { process: 0, type: 'invoke', f: 'write', value: 1 }, { process: 0, type: 'info', f: 'write', value: 1 }, { process: 1, type: 'invoke', f: 'write', value: 2 }, { process: 2, type: 'invoke', f: 'write', value: 3 }, { process: 2, type: 'fail', f: 'write' });
    assert.deepEqual(operations.map(({ outcome, completedUs }) => [outcome, completedUs]), [['info', Infinity], ['info', Infinity], ['fail', 5]]);
  });

  it('may have empty lines, ends of line as on Windows, a byte order mark and a nemesis', () => {
    assert.equal(read('register', '\uFEFF{"process":0,"type":"invoke","f":"read","value":null}\r', '', { process: 'nemesis', type: 'info', f: 'kill' }, { process: 0, type: 'ok', f: 'read', value: 1 }).length, 1);
  });

  it('compare values by what they are made of', () => {
    const [write, answered] = read('register', { process: 0, type: 'invoke', f: 'write', value: { a: [1] } }, { process: 1, type: 'invoke', f: 'read' }, { process: 1, type: 'ok', f: 'read', value: { a: [1] } });
    assert.equal(write!.input, answered!.output);
  });

  it('keep to the line what is wrong, and what would be right', () => {
    const invoke = { process: 0, type: 'invoke', f: 'read', value: null };
    assert.match(complaint('register', invoke, 'oops'), /^line 2: this is not JSON: oops; each line is/);
    assert.match(complaint('register', '[1]'), /^line 1: this is no object/);
    assert.match(complaint('register', { ...invoke, process: undefined }), /"process" is missing; it says who asked/);
    assert.match(complaint('register', { ...invoke, type: 'done' }), /"type" is "done"; it is "invoke", "ok", "fail" or "info"/);
    assert.match(complaint('register', { ...invoke, f: 7 }), /"f" is 7; it says what was asked: read, write/);
    assert.match(complaint('register', { ...invoke, f: 'cas' }), /a register has no cas; it has read, write; --model cas-register has/);
    assert.match(complaint('register', { ...invoke, f: 'write', value: undefined }), /the write has no "value"; write "value":null for nothing/);
    assert.match(complaint('cas-register', { ...invoke, f: 'cas', value: 3 }), /the value of a cas is 3; it is \[old, new\]/);
    assert.match(complaint('kv', invoke), /"key" is missing/);
    assert.match(complaint('register', invoke, '', invoke), /^line 3: process 0 asks while its read of line 1 has no answer/);
    assert.match(complaint('register', { ...invoke, type: 'ok' }), /process 0 gets an answer \(ok\) and has asked nothing/);
    assert.match(complaint('register', invoke, { ...invoke, type: 'ok', f: 'write' }), /an answer to write, and asked for read on line 1/);
    assert.match(complaint('kv', { ...invoke, key: 'a' }, { ...invoke, key: 'b', type: 'ok' }), /an answer about b, and asked about a on line 1/);
    assert.match(complaint('register', invoke, { process: 0, type: 'ok', f: 'read' }), /the answer to a read has no "value"/);
  });
});
