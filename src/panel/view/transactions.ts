import { computed, effect, signal, type ReadonlySignal } from '@preact/signals-core';
import { bisector } from 'd3';
import type { TransactionState } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { formatTime } from '../layout/time.ts';
import type { TimelineBox } from '../layout/timeline.ts';
import type { TimelineEntry, TimelineLane } from '../model/timeline.ts';
import { stateWords, stepAt, transactionName, transactionStates, transactionRowsOf, type TransactionRow } from '../model/transactions.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, paintCalmly } from './dom.ts';
import { laneName, lanesView, told } from './lanes.ts';
import { transactionTable } from './transactionTable.ts';

/** How often what goes on at the time cursor is told anew. */
const calmMs = 100;
/** Transactions of an instant that are named. */
const mostNamed = 3;

const stateIcons: Readonly<Record<TransactionState, string>> = {
  open: 'ellipsis', committed: 'check', unchanged: 'dash', 'rolled back': 'close', compensated: 'discard', unknown: 'question',
};

/** Which transactions are shown. */
type Choice = TransactionState | 'all' | 'waited';

/** A row for each transaction, of which some can be left out; the same as a table; and in words what is pointed at. */
export function transactionsView(store: Store, commands: Commands): HTMLElement {
  const [choice, search, asTable] = [signal<Choice>('all'), signal(''), signal(false)];
  const all = computed((): readonly TransactionRow[] => {
    void store.shown.value;
    const track = store.drawn('transactions');
    return track && store.run.value ? transactionRowsOf(track, store.run.value.endUs) : [];
  });
  const chosen = computed(() => (all.value.some(row => isOf(row, choice.value)) ? choice.value : 'all'));
  const rows = computed(() => {
    const words = search.value.toLowerCase().split(/\s+/).filter(word => word !== '');
    return all.value.filter(row => isOf(row, chosen.value) && words.every(word => row.text().includes(word)));
  });
  const rowOf = computed((): ReadonlyMap<TimelineLane, TransactionRow> => new Map(all.value.map(row => [row.lane, row])));

  const lanes = lanesView(store, commands, computed(() => rows.value.map(({ lane }) => lane)), box => header(box, rowOf.peek()));
  const table = transactionTable(rows, store, commands);
  const none = h('p', { class: 'empty' }, t('None of the transactions is so.'));
  const words = h('span', {});
  const holder = h('button', { class: 'link', onclick: () => showHolder(lanes.focus.peek()) }, t('Show whom it waits for'));
  const view = h('section', { class: 'transactions', 'aria-label': t('Transactions') }, head(all, rows, chosen, choice, search, asTable), lanes.element, table, none, h('p', { class: 'transactions-told' }, words, holder));

  function showHolder(entry: TimelineEntry | undefined): void {
    const lane = entry?.on?.();
    if (!entry || !lane) return;
    if (!rows.peek().some(row => row.lane === lane)) [choice.value, search.value] = ['all', ''];
    lanes.choose(lane.entries.filter(({ fromUs, kind }) => kind !== 'line' && fromUs <= entry.fromUs).at(-1) ?? lane.entries[0]);
  }

  effect(() => {
    lanes.element.hidden = asTable.value || rows.value.length === 0;
    table.hidden = !asTable.value || rows.value.length === 0;
    none.hidden = rows.value.length > 0;
  });
  // What is selected is shown already; else those around the time cursor.
  paint(() => { void rows.value; void store.cursorUs.value; void store.shown.value; }, () => {
    const current = rows.peek()[Math.max(0, beginning.right(rows.peek(), store.cursorUs.peek()) - 1)];
    if (current && !lanes.focus.peek()) lanes.reveal(current.lane);
  });
  paintCalmly(calmMs, () => { void lanes.focus.value; void rows.value; void store.cursorUs.value; }, () => {
    const entry = lanes.focus.peek();
    words.textContent = entry ? `${laneName(entry.lane)}: ${told(entry)}` : going(rows.peek(), store.cursorUs.peek());
    holder.hidden = entry?.on === undefined;
  });
  return view;
}

const isOf = ({ transaction: { state }, waited }: TransactionRow, choice: Choice): boolean => choice === 'all' || (choice === 'waited' ? waited : state === choice);

/** Rows are in this order. */
const beginning = bisector(({ transaction }: TransactionRow) => transaction.fromUs);

/** What is under way at an instant, in a sentence. */
function going(rows: readonly TransactionRow[], timeUs: number): string {
  const steps: string[] = [];
  for (const { transaction } of rows.slice(0, beginning.right(rows, timeUs))) {
    const step = stepAt(transaction, timeUs);
    if (step !== undefined) steps.push(`${transactionName(transaction)}: ${step}`);
  }
  const more = steps.length - mostNamed;
  const named = [...steps.slice(0, mostNamed), ...more > 0 ? [t('and {0} more', more)] : []].join('; ');
  if (steps.length === 0) return t('At {0} none is under way.', formatTime(timeUs));
  return steps.length === 1 ? t('At {0} 1 is under way. {1}.', formatTime(timeUs), named) : t('At {0} {1} are under way. {2}.', formatTime(timeUs), steps.length, named);
}

/** Its state, who began it and its name. */
function header({ lane }: TimelineBox, rowOf: ReadonlyMap<TimelineLane, TransactionRow>): readonly HTMLElement[] {
  const { state, by, name } = rowOf.get(lane)!.transaction;
  const sign = icon(stateIcons[state]);
  sign.classList.add('transaction-state', `is-${state.replace(' ', '-')}`);
  sign.title = stateWords(state);
  return [h('span', { class: 'transaction-by' }, sign, by), h('span', { class: 'timeline-lane' }, name.replace(/^transaction /, ''))];
}

/** Which transactions are shown, how many, and whether as a table. */
function head(all: ReadonlySignal<readonly TransactionRow[]>, rows: ReadonlySignal<readonly TransactionRow[]>, chosen: ReadonlySignal<Choice>, choice: { value: Choice }, search: { value: string }, asTable: { value: boolean }): HTMLElement {
  const select = h('select', { 'aria-label': t('Transactions to show'), onchange: () => { choice.value = select.value as Choice; } });
  const filter = h('input', { type: 'text', class: 'filter', placeholder: t('Filter: who, step, reason…'), 'aria-label': t('Filter transactions'), spellcheck: 'false', oninput: () => { search.value = filter.value; } });
  const count = h('span', { class: 'count', 'aria-live': 'polite' });
  const toggle = h('button', { class: 'tool', title: t('Show as a table'), 'aria-label': t('Show as a table'), onclick: () => { asTable.value = !asTable.value; } }, icon('table'));
  const choices: readonly (readonly [Choice, string])[] = [['all', t('all')], ['waited', t('waited for another')], ...transactionStates.map(state => [state, stateWords(state)] as const)];
  effect(() => {
    const shown = choices.map(([value, words]) => [value, words, all.value.filter(row => isOf(row, value)).length] as const).filter(([value, , number]) => value === 'all' || number > 0);
    select.replaceChildren(...shown.map(([value, words, number]) => h('option', { value }, `${words} (${number.toLocaleString('en')})`)));
    select.value = chosen.value;
  });
  effect(() => { if (filter.value !== search.value) filter.value = search.value; });
  effect(() => { count.textContent = rows.value.length === all.value.length ? '' : t('{0} of {1}', rows.value.length.toLocaleString('en'), all.value.length.toLocaleString('en')); });
  effect(() => { toggle.setAttribute('aria-pressed', String(asTable.value)); });
  return h('div', { class: 'transactions-head' }, select, h('span', { class: 'filter-box' }, icon('filter'), filter), count, toggle);
}
