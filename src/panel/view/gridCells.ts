import { cellAt, cursorAt, labelAt, relies, type CellState, type Grid } from '../layout/grid.ts';
import { formatTime } from '../layout/time.ts';
import { h } from './dom.ts';

/** What of a grid is drawn, and how. */
export interface GridMoment {
  readonly grid: Grid;
  readonly atUs: number;
  /** A cell that changed since then is new. */
  readonly freshUs: number;
  /** A label that changed since then shows what it was. */
  readonly movedUs: number;
  /** Columns of the window. */
  readonly from: number;
  readonly to: number;
  /** One line a cell, cursors without names. */
  readonly compact: boolean;
  /** Of the trace, -1 for none. */
  readonly selected: number;
}

const colours = 6;
/** Of cursors' bars. */
const styles = 6;
/** After the colours have been used up they come again, with a line through them. */
export const groupClass = ({ groups }: Grid, group: string): string => {
  const index = groups.indexOf(group);
  return index < 0 ? '' : ` group-${(index % colours) + 1}${Math.floor(index / colours) % 2 === 1 ? ' again' : ''}`;
};

const named = (word: string | undefined, value: string): string => (word === undefined ? value : `${word} ${value}`);

/** The row's name, with what it is at present. */
export function rowHead({ grid, atUs, movedUs }: GridMoment, row: string): HTMLElement {
  const label = labelAt(grid, row, atUs);
  const changed = label?.was !== undefined && label.sinceUs >= movedUs;
  return h('th', { scope: 'row', class: changed ? 'changed' : '', 'data-label': row, title: label ? `${row}: ${label.text}${label.note && `, ${label.note}`}, since ${formatTime(label.sinceUs)}${label.was ? `; before: ${label.was}` : ''}` : row },
    h('span', { class: 'row-name' }, row),
    label && h('span', { class: 'row-label' }, changed ? h('del', {}, label.was) : undefined,
      label.text === '' ? undefined : h('span', { class: `row-text${groupClass(grid, label.text)}` }, label.text), label.note === '' ? undefined : h('span', { class: 'row-note' }, label.note)));
}

/** One cell and, below it, its part of the cursors' bars. */
export function gridCell(moment: GridMoment, row: string, column: number): HTMLElement {
  const { grid, atUs } = moment;
  const state = cellAt(grid, row, column, atUs);
  const lost = state?.brokenFor !== undefined || state?.againstRow !== undefined;
  return h('td', { title: state && tooltip(moment, row, column, state), 'data-column': String(column), class: lost ? 'lost' : '' },
    content(moment, row, column, state), ...bars(moment, row, column));
}

function content({ grid, atUs, freshUs, compact, selected }: GridMoment, row: string, column: number, state: CellState | undefined): HTMLElement {
  if (!state || (state.text === '' && !state.was)) return h('div', { class: 'slot' });
  const { text, group, was, timeUs, event, brokenFor, againstRow } = state;
  const fresh = timeUs >= freshUs;
  const replaced = fresh && was && text !== '' ? was : undefined;
  const held = text === '' ? was! : state;
  const line = (name: string, now: string, before: string | undefined): HTMLElement => h('span', { class: name }, before === undefined || before === now ? undefined : h('del', {}, before), before === undefined ? now : ` ${now}`);
  const lines = compact
    ? [line('slot-text', held.group || held.text, replaced && (replaced.group || replaced.text))]
    : [...held.group === '' ? [] : [line('slot-group', held.group, replaced?.group)], line('slot-text', held.text, held.group === '' ? replaced?.text : undefined)];
  const bad = brokenFor !== undefined || againstRow !== undefined;
  const classes = ['slot', groupClass(grid, text === '' ? '' : group), text === '' && 'gone', (grid.track.words.kept === undefined || relies(grid, row, column, atUs)) && 'kept', fresh && 'fresh', bad && 'bad', event >= 0 && event === selected && 'selected'];
  return h('div', { class: classes.filter(Boolean).join(' ') },
    ...text === '' ? [h('del', {}, ...lines)] : lines,
    was || bad ? h('span', { class: 'lost-mark' }, bad ? '✕' : '') : undefined);
}

function tooltip({ grid: { track: { words } } }: GridMoment, row: string, column: number, { text, group, timeUs, was, brokenFor, againstRow }: CellState): string {
  const told = (each: { readonly text: string; readonly group: string }): string => (each.group === '' || each.group === each.text ? each.text : `${each.text} (${named(words.group, each.group)})`);
  return [
    `${row}, ${named(words.column, String(column))}: ${text === '' ? 'nothing' : told({ text, group })}, since ${formatTime(timeUs)}`,
    ...was ? [`before: ${told(was)}`] : [],
    ...brokenFor === undefined ? [] : [`What was here had been ${words.kept} on ${brokenFor}, and is lost`],
    ...againstRow === undefined ? [] : [`${row} has ${words.kept} this, although ${againstRow} has ${words.kept} something else here`],
  ].join('\n');
}

/** A cursor's bar runs below all cells that it covers, with its name behind the last. */
function bars({ grid, atUs, from, to, compact }: GridMoment, row: string, column: number): HTMLElement[] {
  return grid.cursors.map((name, index) => {
    const cursor = cursorAt(grid, row, name, atUs);
    const covered = cursor !== undefined && column < cursor.before;
    const bar = h('div', { class: `reach reach-${(index % styles) + 1}${covered ? ' covers' : ''}${cursor?.before === column + 1 ? ' ends' : ''}` });
    const beyond = cursor && cursor.before > to;
    if (!compact && cursor && column === Math.max(from, Math.min(cursor.before, to))) bar.append(h('span', { class: beyond ? 'reach-name beyond' : 'reach-name' }, `${cursor.before < from ? '◂ ' : ''}${name} ${cursor.says}${beyond ? ' ▸' : ''}`));
    return bar;
  });
}
