import { historyModels, type HistoryModel } from '../../src/check/histories/judge.ts';
import { HistoryReader } from '../../src/check/histories/reader.ts';
import { Dice, generated } from '../check/histories/generate.ts';
import { testObjects, wideSet, type TestObject } from '../check/histories/objects.ts';
import { keyedLines, linesOf, transactionLines } from './histories/lines.ts';
import { processorMs, type Row } from './rows.ts';

const LENGTHS = [1e2, 1e3, 1e4, 1e5, 1e6];
/** Longer histories of a model are left out if they would take longer than this. */
const MOST_MS = 8_000;

interface Measured {
  readonly name: string;
  readonly model: HistoryModel;
  lines(operations: number): string[];
  readonly goal?: string;
}

const long = (object: TestObject, operations: number): string[] => linesOf(generated(object, new Dice(operations), { operations, processes: 5, crashesOneIn: Infinity }));
const object = (name: keyof typeof testObjects) => (operations: number): string[] => long(testObjects[name], operations);

const MEASURED: readonly Measured[] = [
  { name: 'register, distinct values', model: 'register', lines: object('distinctRegister'), goal: '≤ 3 s at 1e6' },
  { name: 'register, three values', model: 'register', lines: object('register') },
  { name: 'cas-register', model: 'cas-register', lines: object('casRegister') },
  { name: 'kv', model: 'kv', lines: operations => keyedLines(10, key => generated(testObjects.distinctRegister, new Dice(key), { operations: operations / 10, processes: 3, crashesOneIn: Infinity })) },
  { name: 'set', model: 'set', lines: operations => long(wideSet(), operations) },
  { name: 'queue, distinct items', model: 'queue', lines: object('distinctQueue') },
  { name: 'stack, distinct items', model: 'stack', lines: object('distinctStack') },
  { name: 'counter', model: 'counter', lines: object('counter') },
  { name: 'list-append', model: 'list-append', lines: operations => transactionLines('append', operations) },
  { name: 'rw-register', model: 'rw-register', lines: operations => transactionLines('w', operations) },
];

/** Processor time of reading and judging. */
function measured({ model, name }: Measured, lines: readonly string[]): { readonly readMs: number; readonly judgeMs: number } {
  const { form, judge } = historyModels[model];
  const begunMs = processorMs();
  const reader = new HistoryReader(form());
  for (const line of lines) reader.line(line);
  const operations = reader.end();
  const readMs = processorMs();
  const { valid } = judge(operations);
  const judgedMs = processorMs();
  if (valid === false) throw new Error(`${name} of ${operations.length} operations is valid`);
  return { readMs: readMs - begunMs, judgeMs: valid === true ? judgedMs - readMs : NaN };
}

/** CAS registers with operations that were never answered, one in twenty. */
function withCrashes(operations: number): Row {
  const histories = Array.from({ length: 20 }, (_, seed) => generated(testObjects.casRegister, new Dice(seed), { operations, processes: 5, crashesOneIn: 20 }));
  const begunMs = processorMs();
  for (const history of histories) if (historyModels['cas-register'].judge(history).valid !== true) throw new Error(`a history of ${operations} operations is valid`);
  return { name: `cas-register with crashes, ${operations.toLocaleString('en')} operations`, figure: (processorMs() - begunMs) / histories.length, unit: 'ms', goal: 'milliseconds' };
}

export function rows(): Row[] {
  const found: Row[] = [100, 300, 1_000].map(withCrashes);
  for (const each of MEASURED) {
    for (const length of LENGTHS) {
      const { readMs, judgeMs } = measured(each, each.lines(length));
      const name = `${each.name}, ${length.toLocaleString('en')} operations`;
      if (Number.isNaN(judgeMs)) break;
      found.push({ name, figure: judgeMs, unit: 'ms', ...(length === 1e6 && each.goal ? { goal: each.goal } : {}) });
      if (length === 1e6) found.push({ name: `${name}, reading`, figure: readMs, unit: 'ms' });
      if (judgeMs * 10 > MOST_MS) break;
    }
  }
  return found;
}
