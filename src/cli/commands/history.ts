import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { historyModels, type HistoryModel } from '../../check/histories/judge.ts';
import { HistoryError, HistoryReader } from '../../check/histories/reader.ts';
import type { Counterexample, Verdict } from '../../check/histories/verdict.ts';
import type { Step } from '../../check/transactions/form.ts';
import type { Operation } from '../../sim/history.ts';
import type { Context } from '../context.ts';
import { didYouMean } from '../nearest.ts';
import { counted, type Terminal } from '../terminal.ts';
import { parse, UsageError, type ExitCode } from '../usage.ts';

const MODELS = Object.keys(historyModels);

export const usage = `faultlab history FILE --model ${MODELS.join('|')} [--json]`;
export const help = `Judges anyone's history: whether one copy of the object, or transactions one after another, could
have been answered like this. FILE, or - for the standard input, has the begin or the end of one
operation on each line, as JSON, in the order of time:

  {"process":0,"type":"invoke","f":"write","value":1}
  {"process":1,"type":"invoke","f":"read","value":null}
  {"process":0,"type":"ok","f":"write","value":1}
  {"process":1,"type":"ok","f":"read","value":1}

ok happened between its two lines, fail did not happen, info and what has no second line may have
happened at any time after its first, or never. null is nothing: the value before any was
written. Other fields, such as time, and lines of the process "nemesis" are not looked at.

  register      read, write
  cas-register  read, write, cas [old, new]
  kv            the same on each "key"
  set           add, remove, contains (answers true or false), read (answers an array of all)
  queue         enqueue, dequeue (answers null if it was empty); first in, first out
  stack         push, pop (answers null if it was empty)
  counter       add (a number), read
  list-append   txn [["append", key, value], ["r", key, [values]], …]
  rw-register   txn [["w", key, value], ["r", key, value], …]

Objects have to be linearizable, transactions serializable. Where each value is written, enqueued,
pushed or added once, a million operations are judged in seconds; else by a search, which may end
without an answer. Transactions put each value to a key once.

  --json   {valid: true|false|"unknown", model, operations, durationMs,
             witness: {order: [lines]}                         an order that explains every answer
             counterexample: {message, anomaly?, anomalies?, key?, minimal,
               operations: [{process, type, f, key?, value, lines}]}
             reason}                                           why it is unknown

The operations of a counterexample contradict each other, whatever became of all others; if any one of
them had happened at another time, or never, there would be an order. Of transactions they are the shortest circle of those that would have
to come before each other, and who saw so.

Ends with 0 if the history is valid, 1 if not, 2 if it could not be read (the line is named) or
nobody can tell.`;

const CHUNK_BYTES = 1 << 20;

export async function command(args: readonly string[], { terminal }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, { model: { type: 'string' }, json: { type: 'boolean' } });
  const [file, ...more] = positionals;
  if (file === undefined) throw new UsageError('which history? A file of JSON lines, or - for the standard input; `faultlab history --help` shows what they look like');
  if (more.length > 0) throw new UsageError(`one history at a time: ${more.join(' ')} is too much`);
  const model = modelAsked(values.model);
  const { form, judge } = historyModels[model];
  const begunMs = performance.now();
  const operations = read(file, new HistoryReader(form()), terminal);
  terminal.progress(`judging ${counted(operations.length, 'operation')}`);
  const verdict = judge(operations);
  const found = verdict.valid === false ? { valid: false as const, counterexample: verdict.counterexample() } : verdict;
  const durationMs = Math.round(performance.now() - begunMs);
  if (values.json) terminal.json({ valid: found.valid, model, operations: operations.length, durationMs, ...printed(found) });
  else tell(found, { model, operations, durationMs, terminal });
  return verdict.valid === true ? 0 : verdict.valid === false ? 1 : 2;
}

function modelAsked(name: string | undefined): HistoryModel {
  if (name === undefined) throw new UsageError(`what was it a history of? --model ${MODELS.join('|')}`);
  if (!Object.hasOwn(historyModels, name)) throw new UsageError(`there is no model ${name}${didYouMean(name, MODELS) || `; there are ${MODELS.join(', ')}`}`);
  return name as HistoryModel;
}

function read(file: string, reader: HistoryReader, terminal: Terminal): readonly Operation[] {
  try {
    for (const line of linesOf(file)) reader.line(line);
    return reader.end();
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(`${file === '-' ? 'standard input' : file}, ${error.message}`);
    if ((error as NodeJS.ErrnoException).code !== undefined) throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
    throw error;
  } finally {
    terminal.clear();
  }
}

/** The lines of a file of any size, or of the standard input (`-`). */
function* linesOf(file: string): Generator<string> {
  const descriptor = file === '-' ? 0 : openSync(file, 'r');
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = '';
  try {
    for (let bytes = readChunk(descriptor, chunk); bytes > 0; bytes = readChunk(descriptor, chunk)) {
      const lines = (rest + decoder.write(chunk.subarray(0, bytes))).split('\n');
      rest = lines.pop()!;
      yield* lines;
    }
    yield rest + decoder.end();
  } finally {
    if (file !== '-') closeSync(descriptor);
  }
}

/** 0 at the end. A terminal or a pipe that has nothing yet is asked again. */
function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return readSync(descriptor, chunk);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
    }
  }
}

/** A verdict with its counterexample. */
type Told = Exclude<Verdict, { readonly valid: false }> | { readonly valid: false; readonly counterexample: Counterexample };

function printed(verdict: Told): object {
  if (verdict.valid === true) return { witness: { order: verdict.order.map(({ invokedRow }) => invokedRow) } };
  if (verdict.valid === 'unknown') return { reason: verdict.reason };
  return { counterexample: printedCounterexample(verdict.counterexample) };
}

function printedCounterexample({ message, anomaly, anomalies, key, operations, minimal }: Counterexample): object {
  return { message, ...(anomaly === undefined ? {} : { anomaly, anomalies }), ...(key === undefined ? {} : { key }), minimal, operations: operations.map(printedOperation) };
}

const printedOperation = ({ client, f, key, input, output, invokedRow, completedRow, outcome }: Operation): object => ({
  process: /^\d+$/.test(client) ? Number(client) : client, type: outcome, f, ...(key === undefined ? {} : { key }),
  value: f === 'txn' ? ((output ?? input) as readonly Step[]).map(step => [step.f, step.key, step.value ?? null]) : output ?? input ?? null, lines: completedRow < 0 ? [invokedRow] : [invokedRow, completedRow],
});

/** Longer orders are left to --json. */
const LONGEST_ORDER = 24;

function tell(verdict: Told, { model, operations, durationMs, terminal }: { model: string; operations: readonly Operation[]; durationMs: number; terminal: Terminal }): void {
  const { green, red, yellow, dim } = terminal.colors;
  const count = dim(`${counted(operations.length, 'operation')}, ${durationMs} ms`);
  if (verdict.valid === true) {
    terminal.line(`${green('✔')} valid ${model}  ${count}`);
    if (verdict.order.length <= LONGEST_ORDER) terminal.line(dim(`  An order that explains it, by lines: ${verdict.order.map(({ invokedRow }) => invokedRow).join(', ')}`));
    return;
  }
  if (verdict.valid === 'unknown') {
    terminal.line(`${yellow('?')} unknown  ${count}\n    ${verdict.reason}`);
    return;
  }
  const { anomaly, message, minimal } = verdict.counterexample;
  terminal.line(`${red('✘')} no ${model} behaves like this${anomaly === undefined ? '' : `: ${anomaly}`}  ${count}\n    ${message}`);
  if (!minimal) terminal.line(dim('    There may be fewer that show it: the search for them was too long.'));
}
