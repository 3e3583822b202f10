import { t } from '../../lab/l10n.ts';
import { formatTime } from '../layout/time.ts';
import { nodeStatesOf, stateAfter, valueBefore, type FieldValue, type NodeStates } from '../model/nodeState.ts';
import type { Run } from '../model/run.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint } from './dom.ts';

const longestValue = 400;
/** Programs that stand side by side; more of them are rows. */
const mostBeside = 6;
const statesOfRuns = new WeakMap<Run, NodeStates>();

/** The fields of each program at the time cursor, side by side or, of many programs, one below the other; each leads to the event that wrote it last. */
export function nodeStateView(store: Store, commands: Commands): HTMLElement {
  const head = h('tr', {});
  const body = h('tbody', {});
  const table = h('table', {}, h('thead', {}, head), body);
  const caption = h('h2', {});
  const none = h('p', { class: 'empty' }, t('No program of this run keeps anything in its fields.'));
  const view = h('section', { class: 'states', 'aria-label': t('State'), tabindex: '0' }, caption, none, table);
  paint(() => { void store.run.value; void store.shown.value; void store.happenedRow.value; }, () => {
    const run = store.run.peek();
    if (!run || store.shown.peek().kind !== 'state') return;
    const { nodes } = run.recording.trace;
    const states = historiesOf(run);
    const shown = nodes.flatMap(({ id }, node) => (states[node].fields.length > 0 ? [{ id, node, values: stateAfter(states[node], store.happenedRow.peek()) }] : []));
    const fields = [...new Set(shown.flatMap(({ node }) => states[node].fields))];
    caption.textContent = t('After {0}', formatTime(store.cursorUs.peek()));
    none.hidden = shown.length > 0;
    table.hidden = shown.length === 0;
    const inRows = shown.length > mostBeside;
    const cellOf = ({ node, values }: typeof shown[number], field: string): HTMLElement => {
      const value = values.find(each => each.field === field);
      return h('td', {}, ...value ? [cell(run, states, node, value, store, commands)] : []);
    };
    table.classList.toggle('in-rows', inRows);
    head.replaceChildren(...(inRows ? [t('Program'), ...fields] : [t('Field'), ...shown.map(({ id }) => id)]).map(name => h('th', { scope: 'col' }, name)));
    body.replaceChildren(...(inRows
      ? shown.map(each => row(each.id, fields.map(field => cellOf(each, field))))
      : fields.map(field => row(field, shown.map(each => cellOf(each, field))))));
  });
  return view;
}

const row = (name: string, cells: readonly HTMLElement[]): HTMLElement => h('tr', {}, h('th', { scope: 'row' }, name), ...cells);

function historiesOf(run: Run): NodeStates {
  let states = statesOfRuns.get(run);
  if (!states) statesOfRuns.set(run, states = nodeStatesOf(run.recording.trace));
  return states;
}

function cell(run: Run, states: NodeStates, node: number, { field, value, row }: FieldValue, store: Store, commands: Commands): HTMLElement {
  const { trace } = run.recording;
  const writer = trace.cause[row] >= 0 ? trace.cause[row] : row;
  const fresh = writer === store.selected.peek() || trace.timeUs[row] === store.cursorUs.peek();
  const before = fresh ? valueBefore(states[node], field, row) : undefined;
  return h('button', {
    class: fresh ? 'value fresh' : 'value', title: t('Last written at {0}: show the event', formatTime(trace.timeUs[row])), onclick: () => commands.choose(writer),
  }, ...before === undefined ? [] : [h('del', {}, shortened(before))], h('span', {}, shortened(value)), h('span', { class: 'written' }, formatTime(trace.timeUs[row])));
}

const shortened = (text: string): string => (text.length <= longestValue ? text : `${text.slice(0, longestValue)}…`);
