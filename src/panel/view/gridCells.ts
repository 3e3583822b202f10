import { t } from '../../lab/l10n.ts';
import { cellAt, cursorAt, labelAt, type CellState, type CursorState, type Grid } from '../layout/grid.ts';
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
  /** Columns that are drawn. */
  readonly from: number;
  readonly to: number;
  /** The last one that is in view as a whole. */
  readonly shownTo: number;
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

/** Something drawn, and what tells whether it would be drawn the same. */
interface Look {
  readonly key: string;
  draw(element: HTMLElement): void;
}

/** The row's name, with what it is at present. */
export function rowLook({ grid, atUs, movedUs }: GridMoment, row: string): Look {
  const label = labelAt(grid, row, atUs);
  const changed = label?.was !== undefined && label.sinceUs >= movedUs;
  return {
    key: `${row}\n${label?.text}\n${label?.note}\n${label?.sinceUs}\n${changed}`,
    draw(element) {
      element.className = changed ? 'changed' : '';
      element.dataset['label'] = row;
      element.title = label ? labelWords(row, label) : row;
      element.replaceChildren(h('span', { class: 'row-name' }, row), ...label ? [h('span', { class: 'row-label' }, changed ? h('del', {}, label.was) : undefined,
        label.text === '' ? undefined : h('span', { class: `row-text${groupClass(grid, label.text)}` }, label.text), label.note === '' ? undefined : h('span', { class: 'row-note' }, label.note))] : []);
    },
  };
}

function labelWords(row: string, { text, note, sinceUs, was }: NonNullable<ReturnType<typeof labelAt>>): string {
  const now = t('{0}: {1}, since {2}', row, note === '' ? text : `${text}, ${note}`, formatTime(sinceUs));
  return was ? `${now}; ${t('before: {0}', was)}` : now;
}

/** The row's cursors at present, in the order of the grid's. */
export function cursorsOf({ grid, atUs }: GridMoment, row: string): readonly (CursorState | undefined)[] {
  return grid.cursors.map(name => cursorAt(grid, row, name, atUs));
}

/** One cell and, below it, its part of the cursors' bars. */
export function cellLook(moment: GridMoment, row: string, column: number, cursors: readonly (CursorState | undefined)[]): Look {
  const { grid, atUs, freshUs, compact, selected } = moment;
  const state = cellAt(grid, row, column, atUs);
  const bad = state !== undefined && (state.brokenFor !== undefined || state.againstRow !== undefined);
  const { kept } = grid.track.words;
  const firm = kept === undefined || (cursors[grid.cursors.indexOf(kept)]?.before ?? -1) > column;
  const flags = [compact && 'compact', state !== undefined && state.timeUs >= freshUs && 'fresh', bad && 'bad', firm && 'kept', state !== undefined && state.event >= 0 && state.event === selected && 'selected'].filter(flag => flag !== false);
  const bars = cursors.map((cursor, index) => barOf(moment, column, grid.cursors[index], cursor));
  return {
    key: `${row}\n${column}\n${state?.timeUs}\n${state?.text}\n${flags.join(' ')}\n${bars.map(({ classes, words }) => `${classes} ${words}`).join('\n')}`,
    draw(element) {
      element.title = state ? tooltip(moment, row, column, state) : '';
      element.classList.toggle('lost', bad);
      element.replaceChildren(slot(grid, state, flags), ...bars.map(({ classes, words }, index) => h('div', { class: `reach reach-${(index % styles) + 1}${classes}` },
        words === '' ? undefined : h('span', { class: 'reach-name' }, words))));
    },
  };
}

function slot(grid: Grid, state: CellState | undefined, flags: readonly string[]): HTMLElement {
  if (!state || (state.text === '' && !state.was)) return h('div', { class: 'slot' });
  const { text, group, was } = state;
  const has = (flag: string): boolean => flags.includes(flag);
  const replaced = has('fresh') && was && text !== '' ? was : undefined;
  const held = text === '' ? was! : state;
  const line = (name: string, now: string, before: string | undefined): HTMLElement => h('span', { class: name }, before === undefined || before === now ? undefined : h('del', {}, before), before === undefined ? now : ` ${now}`);
  const lines = has('compact')
    ? [line('slot-text', held.group || held.text, replaced && (replaced.group || replaced.text))]
    : [...held.group === '' ? [] : [line('slot-group', held.group, replaced?.group)], line('slot-text', held.text, held.group === '' ? replaced?.text : undefined)];
  return h('div', { class: `slot ${flags.join(' ')}${groupClass(grid, text === '' ? '' : group)}${text === '' ? ' gone' : ''}` },
    ...text === '' ? [h('del', {}, ...lines)] : lines,
    was || has('bad') ? h('span', { class: 'lost-mark' }, has('bad') ? '✕' : '') : undefined);
}

function tooltip({ grid: { track: { words } } }: GridMoment, row: string, column: number, { text, group, timeUs, was, brokenFor, againstRow }: CellState): string {
  const told = (each: { readonly text: string; readonly group: string }): string => (each.group === '' || each.group === each.text ? each.text : `${each.text} (${named(words.group, each.group)})`);
  return [
    t('{0}: {1}, since {2}', `${row}, ${named(words.column, String(column))}`, text === '' ? t('nothing') : told({ text, group }), formatTime(timeUs)),
    ...was ? [t('before: {0}', told(was))] : [],
    ...brokenFor === undefined ? [] : [t('What was here had been {0} on {1}, and is lost', words.kept!, brokenFor)],
    ...againstRow === undefined ? [] : [t('{0} has {1} this, although {2} has {1} something else here', row, words.kept!, againstRow)],
  ].join('\n');
}

/** A cursor's bar runs below all cells that it covers, with its name behind the last of them that is in view. */
function barOf({ from, shownTo, compact }: GridMoment, column: number, name: string, cursor: CursorState | undefined): { readonly classes: string; readonly words: string } {
  if (!cursor) return { classes: '', words: '' };
  const { before, says } = cursor;
  const isNamed = !compact && column === Math.max(from, Math.min(before, shownTo));
  const place = !isNamed || before <= shownTo ? '' : before === shownTo + 1 ? ' behind' : ' beyond';
  return {
    classes: `${column < before ? ' covers' : ''}${before === column + 1 ? ' ends' : ''}${place}`,
    words: isNamed ? `${before < from ? '◂ ' : ''}${name} ${says}${place === ' beyond' ? ' ▸' : ''}` : '',
  };
}
