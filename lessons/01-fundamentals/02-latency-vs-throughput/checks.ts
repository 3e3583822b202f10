import { answerMs, duration, quantile, type Check, type Fact, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';
import { AFTERWARDS_MS, MACHINE } from './world.ts';

/** Virtual time to the millisecond: batches are short. */
const at = (us: number): string => `${Math.round(us / 1_000) / 1_000} s`;
const short = (us: number): string => (us < 10_000 ? `${Math.round(us / 10) / 100} ms` : duration(us));

const rowsOf = ({ data }: Fact): readonly string[] => data['rows'] as readonly string[];
const beginUs = ({ data }: Fact): number => data['beginUs'] as number;
const batches = ({ facts }: RunRecord): Fact[] => facts.filter(({ type }) => type === 'written' || type === 'not written');
const powerCut = ({ strikes }: RunRecord): number | undefined => strikes.find(({ fault }) => fault.kind === 'crash')?.fromUs;

/** The first batch of a kind that each row was in. */
function byRow(run: RunRecord, kind: 'written' | 'not written'): Map<string, Fact> {
  const first = new Map<string, Fact>();
  for (const fact of run.facts) {
    if (fact.type !== kind) continue;
    for (const row of rowsOf(fact)) if (!first.has(row)) first.set(row, fact);
  }
  return first;
}

const finding = ({ node }: Operation, message: string, atUs: number, row: number): Finding => ({ message, atUs, row, node: node!, method: 'submit' });

/** Whoever hears that a row is durable finds it on the disk. */
export const resolvedIsDurable: Check = run => {
  const written = byRow(run, 'written');
  const tooEarly = run.operations.filter(({ outcome, key, completedUs }) => outcome === 'ok' && !((written.get(key!)?.atUs ?? Infinity) <= completedUs));
  const early = tooEarly.find(({ key }) => !written.has(key!)) ?? tooEarly[0];
  if (!early) return undefined;
  const { key, completedUs, completedRow } = early;
  return finding(early, `submit(${key}) resolved at ${at(completedUs)}; ${fateOf(run, key!, written.get(key!))}`, completedUs, completedRow);
};

function fateOf(run: RunRecord, row: string, written: Fact | undefined): string {
  const cutUs = powerCut(run);
  if (written) return `the disk had the row only at ${at(written.atUs)}: a power cut in between takes a row that its meter has already deleted`;
  if (cutUs !== undefined) return `the power cut at ${at(cutUs)} took the row, which its meter had already deleted`;
  const failed = byRow(run, 'not written').get(row);
  return `${failed ? `the disk had failed to write its batch at ${at(failed.atUs)}` : 'the row is nowhere on the disk'}, and its meter has already deleted it`;
}

/** Whoever hears that a row is not durable can submit it again. */
export const rejectedIsLost: Check = run => {
  const rejected = run.operations.filter(({ outcome, heardUs }) => outcome !== 'ok' && heardUs < Infinity);
  if (rejected.length === 0) return undefined;
  const written = byRow(run, 'written');
  const failed = byRow(run, 'not written');
  for (const operation of rejected) {
    const { key, heardUs, completedRow, output } = operation;
    const kept = written.get(key!);
    if (kept) return finding(operation, `submit(${key}) was rejected at ${at(heardUs)}, and the row is on the disk since ${at(kept.atUs)}: its meter sends it again, and the customer pays for it twice`, heardUs, completedRow);
    if ((failed.get(key!)?.atUs ?? Infinity) > heardUs) {
      const others = run.facts.filter(({ type, atUs }) => type === 'not written' && atUs <= heardUs).at(-1);
      const instead = others ? `the batch that failed at ${at(others.atUs)} was one of ${rowsOf(others).length === 1 ? 'one other row' : `${rowsOf(others).length} other rows`}` : 'no batch had failed';
      return finding(operation, `submit(${key}) was rejected at ${at(heardUs)} (${String(output)}); ${instead}: a healthy disk turned a customer's row away`, heardUs, completedRow);
    }
  }
  return undefined;
};

/** Every row is answered while the power is on. */
export const everySettles: Check = run => {
  if (powerCut(run) !== undefined) return undefined;
  const open = run.operations.filter(({ heardUs }) => heardUs === Infinity);
  const [first] = open;
  if (!first) return undefined;
  const lastUs = run.operations.at(-1)!.invokedUs;
  const latest = batches(run).at(-1);
  const isBusy = latest !== undefined && run.endUs - latest.atUs < 100_000;
  if (!isBusy) return finding(first, `submit(${first.key}) of ${at(first.invokedUs)} was never answered, though the disk had nothing to do at the end: whoever waits for it waits for ever`, first.invokedUs, first.invokedRow);
  const waiting = run.operations.filter(({ heardUs }) => heardUs > lastUs).length;
  const rows = rowsOf(latest).length;
  return finding(
    first,
    `${waiting} rows queued behind one disk head at ${at(lastUs)}, when the last one came, and ${open.length} of them ${duration(run.endUs - lastUs)} later; the disk was never idle, and wrote ${rows === 1 ? 'one row' : `${rows} rows`} at a time: each further second of this makes everybody wait longer`,
    lastUs, first.invokedRow,
  );
};

/** Overlap of two stretches of time. */
const overlap = (aFrom: number, aTo: number, bFrom: number, bTo: number): number => Math.max(0, Math.min(aTo, bTo) - Math.max(aFrom, bFrom));

/** How long the disk stood idle while a row waited, and over the run. */
function idle(run: RunRecord, fromUs: number, toUs: number): { readonly us: number; readonly share: number } {
  const all = batches(run);
  const lastUs = run.operations.at(-1)!.invokedUs;
  const busy = (from: number, to: number): number => all.reduce((sum, batch) => sum + overlap(beginUs(batch), batch.atUs, from, to), 0);
  return { us: toUs - fromUs - busy(fromUs, toUs), share: 1 - busy(0, lastUs) / lastUs };
}

function told(run: RunRecord, operation: Operation): Finding {
  const { key, invokedUs, completedUs, heardUs, outcome } = operation;
  const untilUs = Math.min(outcome === 'ok' ? completedUs : heardUs, run.endUs);
  const stood = idle(run, invokedUs, untilUs);
  const waited = outcome === 'ok' ? `waited ${short(untilUs - invokedUs)} to be durable` : 'was not durable in the end';
  const why = stood.us > (untilUs - invokedUs) / 4
    ? `for ${short(stood.us)} of that the disk had nothing to do, as in ${Math.round(100 * stood.share)} % of the run: it waited for company while nothing was in its way`
    : `the disk was busy for ${short(untilUs - invokedUs - stood.us)} of that, with rows that came before it`;
  return finding(operation, `Row ${key} of ${at(invokedUs)} ${waited}; ${why}`, invokedUs, operation.invokedRow);
}

/** The time within which a share of the rows that come in [fromMs, toMs) is durable, milliseconds. */
export const waits = (share: number, fromMs = 0, toMs = Infinity): Measure => run => {
  const rows = run.operations.filter(({ invokedUs }) => invokedUs >= fromMs * 1_000 && invokedUs < toMs * 1_000);
  if (rows.length === 0) return undefined;
  const value = quantile(rows.map(answerMs), share);
  return { value, worst: told(run, rows.find(row => answerMs(row) === value)!) };
};

/** From the last row's coming until all are durable, milliseconds. */
export const drained: Measure = run => {
  const last = run.operations.at(-1)!;
  const slowest = run.operations.reduce((slow, each) => (each.completedUs > slow.completedUs ? each : slow));
  const value = (slowest.completedUs - last.invokedUs) / 1_000;
  const sizes = batches(run).filter(({ atUs }) => atUs > last.invokedUs).map(batch => rowsOf(batch).length);
  return {
    value: Math.max(0, value),
    worst: finding(slowest, `The last row came at ${at(last.invokedUs)}, and ${value === Infinity ? `${AFTERWARDS_MS} ms later not all were durable` : `the last one was durable ${short(value * 1_000)} later`}; the disk of ${MACHINE} wrote ${sizes.length} batches in that time, with ${Math.round(sizes.reduce((sum, size) => sum + size, 0) / Math.max(1, sizes.length))} rows on average: a disk that could have been done makes people wait`, last.invokedUs, slowest.invokedRow),
  };
};
