import type { DrawnTransaction, StepChange, StepState, TransactionState, TransactionsTrack, TransactionStep } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { laneOf, type EntryDraft, type Look, type TimelineLane } from './timeline.ts';

/** A transaction with the lane that shows it. */
export interface TransactionRow {
  readonly transaction: DrawnTransaction;
  readonly lane: TimelineLane;
  /** Whether it has waited for another one. */
  readonly waited: boolean;
  /** All there is to say of it, in small letters; for searches. */
  text(): string;
}

export const transactionStates: readonly TransactionState[] = ['open', 'committed', 'unchanged', 'rolled back', 'compensated', 'unknown'];

export function stateWords(state: TransactionState): string {
  switch (state) {
    case 'open': return t('under way');
    case 'committed': return t('committed');
    case 'unchanged': return t('ended, nothing changed');
    case 'rolled back': return t('rolled back');
    case 'compensated': return t('compensated');
    case 'unknown': return t('outcome unknown');
  }
}

/** What became of a step. */
function stepWords(name: string, state: StepState): string {
  switch (state) {
    case 'intended': return t('{0} intended', name);
    case 'running': return t('{0} under way', name);
    case 'waiting': return t('{0} waits', name);
    case 'done': return t('{0} done', name);
    case 'refused': return t('{0} refused', name);
    case 'unknown': return t('{0}: nobody knows whether it was done', name);
    case 'undone': return t('{0} undone', name);
  }
}

const endLooks: Readonly<Record<TransactionState, Look>> = { open: 'neutral', committed: 'good', unchanged: 'good', 'rolled back': 'bad', compensated: 'compensated', unknown: 'unclear' };
const stepLooks: Readonly<Record<StepState, Look>> = { intended: 'intended', running: 'neutral', waiting: 'waiting', done: 'neutral', refused: 'bad', unknown: 'unclear', undone: 'undone' };

const known = new WeakMap<TransactionsTrack, readonly TransactionRow[]>();

/** A row for each transaction, in the order of their beginnings. Computed once a track. */
export function transactionRowsOf(track: TransactionsTrack, endUs: number): readonly TransactionRow[] {
  let rows = known.get(track);
  if (!rows) known.set(track, rows = compute(track, endUs));
  return rows;
}

/** As in `api-1, transaction 12`. */
export const transactionName = ({ by, name }: DrawnTransaction): string => (name === '' ? by : `${by}, ${name}`);

export const withWhy = (words: string, why: string): string => (why === '' ? words : `${words}: ${why}`);

/** The last thing that a transaction did until an instant, and how that stood; undefined if it had not begun a step or has ended. */
export function stepAt({ fromUs, toUs, steps }: DrawnTransaction, timeUs: number): string | undefined {
  if (timeUs < fromUs || timeUs >= (toUs ?? Infinity)) return undefined;
  const step = steps.filter(({ changes: [first] }) => first.timeUs <= timeUs).at(-1);
  return step && stepText(step, step.changes.filter(change => change.timeUs <= timeUs).at(-1)!);
}

/** Each step with what became of it. */
export const stepTexts = ({ steps }: DrawnTransaction): readonly string[] => steps.map(step => stepText(step, step.changes.at(-1)!));

const stepText = ({ name }: TransactionStep, { state, why }: StepChange): string => (state === 'waiting' ? t('{0} waits for {1}', name, why) : withWhy(stepWords(name, state), why));

function compute({ transactions }: TransactionsTrack, endUs: number): readonly TransactionRow[] {
  const rows: TransactionRow[] = transactions.map(transaction => {
    const entries = entriesOf(transaction, endUs, on => ({ lane: () => rows[on].lane, transaction: transactions[on] }));
    let text: string | undefined;
    return {
      transaction, lane: laneOf('', transactionName(transaction), entries), waited: entries.some(({ tone }) => tone === 'waiting'),
      text: () => (text ??= [transactionName(transaction), ...entries.map(({ words }) => words)].join('\n').toLowerCase()),
    };
  });
  return rows;
}

/** Finds whoever is waited for, by its position: its lane may come later. */
type Find = (on: number) => { readonly lane: () => TimelineLane; readonly transaction: DrawnTransaction };

/** What is drawn of a transaction: a line as long as it lasts, its steps, and how it ended. */
function entriesOf(transaction: DrawnTransaction, endUs: number, find: Find): readonly EntryDraft[] {
  const { fromUs, toUs, state, why, steps, row, endRow } = transaction;
  const ended = toUs !== undefined;
  const line: EntryDraft = { kind: 'line', fromUs, toUs: toUs ?? endUs, open: !ended, text: '', words: ended ? withWhy(stateWords(state), why) : t('under way'), tone: 'neutral', row };
  const end: EntryDraft[] = ended ? [{ ...line, kind: 'point', fromUs: toUs, text: line.words, tone: endLooks[state], row: endRow < 0 ? row : endRow }] : [];
  return [line, ...steps.flatMap(step => entriesOfStep(step, endUs, find)).sort((a, b) => a.fromUs - b.fromUs), ...end];
}

/** A bar for each time in which it goes on, a point where its outcome is not that of a bar. */
function entriesOfStep(step: TransactionStep, endUs: number, find: Find): readonly EntryDraft[] {
  const { name, changes, row, pivot = false } = step;
  return changes.flatMap((change, index): EntryDraft[] => {
    const { timeUs, state, why, on } = change;
    const next = changes[index + 1] as StepChange | undefined;
    const toUs = next?.timeUs ?? endUs;
    const base = { fromUs: timeUs, open: false, row };
    if (isGoing(state)) {
      if (toUs === timeUs) return [];
      const bar = { ...base, kind: 'bar' as const, toUs, open: next === undefined };
      if (state === 'waiting') return [{ ...bar, ...waiting(name, why, on === undefined ? undefined : find(on)) }];
      const outcome = next && !isGoing(next.state) ? next : change;
      const text = withWhy(state === 'intended' ? t('{0}, intended', name) : name, outcome === change ? '' : outcome.why);
      return [{ ...bar, text, words: withPivot(withWhy(stepWords(name, outcome.state), outcome.why), pivot, outcome), pivot: pivot && outcome.state === 'done', tone: state === 'intended' ? 'intended' : stepLooks[outcome.state] }];
    }
    const before = changes[index - 1] as StepChange | undefined;
    const shownByBar = before && before.timeUs < timeUs && (before.state === 'running' || (isGoing(before.state) && state === 'undone'));
    if (shownByBar) return [];
    const words = withPivot(withWhy(stepWords(name, state), why), pivot, change);
    return [{ ...base, kind: 'point', toUs: timeUs, pivot: pivot && state === 'done', text: state === 'done' ? withWhy(name, why) : words, words, tone: stepLooks[state] }];
  });
}

const isGoing = (state: StepState): boolean => state === 'intended' || state === 'running' || state === 'waiting';

function withPivot(words: string, pivot: boolean, { state }: StepChange): string {
  if (!pivot) return words;
  return `${words}; ${state === 'done' ? t('from here on nothing is taken back') : t('once it is done nothing is taken back')}`;
}

function waiting(name: string, what: string, holder: ReturnType<Find> | undefined): Pick<EntryDraft, 'text' | 'words' | 'tone' | 'on'> {
  const tone = 'waiting';
  if (!holder) return { text: t('{0} waits for {1}', name, what), words: t('{0} waits for {1}', name, what), tone };
  const who = t('{0} of {1}', holder.transaction.name || t('a transaction'), holder.transaction.by);
  return { text: t('{0} waits for {1}', name, who), words: t('{0} waits for {1}, which holds {2}', name, who, what), tone, on: holder.lane };
}
