import { headerChanges, type HeaderChange, type HeaderPart } from '../layout/headers.ts';
import type { HeaderLine } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import type { Hop, Traces, TraceTree } from '../model/traces.ts';
import type { Commands } from '../state/commands.ts';
import { h } from './dom.ts';

const longestPart = 12;
const shownOfPart = 8;
/** Entries of a list that stay as they are, beyond which they are only counted. */
const mostUnchanged = 2;

interface Line {
  readonly words: string;
  readonly row: number;
  readonly changes: readonly HeaderChange[];
  readonly about: boolean;
}

/** Headers of a trace from hop to hop, each held against what its sender had received. */
export function headerTable(tree: TraceTree, { sentBy }: Traces, chosen: Hop | undefined, commands: Commands): HTMLElement[] {
  const lines = linesOf(tree, sentBy, chosen);
  const names = [...new Set(lines.flatMap(({ changes }) => changes.map(({ name }) => name)))];
  if (names.length === 0) return [h('p', { class: 'empty' }, t('No headers were sent.'))];
  return [h('table', {},
    h('thead', {}, h('tr', {}, ...[t('Hop'), ...names].map(name => h('th', { scope: 'col' }, name)))),
    h('tbody', {}, ...lines.map(({ words, row, changes, about }) => h('tr', { class: about ? 'about' : '' },
      h('th', { scope: 'row' }, row < 0 ? words : h('button', { class: 'link', onclick: () => commands.choose(row) }, words)),
      ...names.map(name => h('td', {}, ...cell(changes.find(each => each.name === name))))))))];
}

function linesOf(tree: TraceTree, sentBy: Traces['sentBy'], chosen: Hop | undefined): readonly Line[] {
  const lines: Line[] = [];
  const add = (words: string, row: number, arrived: readonly HeaderLine[], sent: readonly HeaderLine[], about: boolean): void => {
    lines.push({ words, row, changes: headerChanges(arrived, sent), about });
  };
  const hops = [...tree.hops].sort((a, b) => a.work.fromUs - b.work.fromUs || a.work.id - b.work.id);
  for (const hop of hops) {
    const { work, caller } = hop;
    if (!caller && work.received.length > 0) add(`→ ${work.where}`, work.row, work.received, work.received, hop === chosen);
    const callees = hops.filter(other => other.caller === hop);
    for (const sent of sentBy.get(work.id) ?? []) {
      const index = callees.findIndex(({ work: { where } }) => where === sent.to);
      const [callee] = index < 0 ? [] : callees.splice(index, 1);
      const about = hop === chosen || (callee !== undefined && callee === chosen);
      add(`${work.where} → ${sent.to}`, sent.row, work.received, sent.headers, about);
      if (callee?.work.spoilt || (callee && !sameHeaders(sent.headers, callee.work.received))) add(t('at {0}, as it arrived', sent.to), callee.work.row, sent.headers, callee.work.received, about);
    }
  }
  return lines;
}

const sameHeaders = (a: readonly HeaderLine[], b: readonly HeaderLine[]): boolean => a.length === b.length && a.every(([name, value], index) => b[index][0] === name && b[index][1] === value);

function cell(change: HeaderChange | undefined): (HTMLElement | string)[] {
  if (!change) return ['–'];
  const { parts, separator } = change;
  const shown = separator === '-' ? parts : collapsed(parts);
  return [h('code', {}, ...shown.flatMap((part, index) => [...index > 0 ? [separator] : [], typeof part === 'string' ? part : partMark(part)]))];
}

/** Long stretches of a list that stayed as they were are counted. */
function collapsed(parts: readonly HeaderPart[]): (HeaderPart | string)[] {
  const shown: (HeaderPart | string)[] = [];
  let same: HeaderPart[] = [];
  const flush = (): void => {
    shown.push(...(same.length <= mostUnchanged + 1 ? same : [...same.slice(0, mostUnchanged), t('… {0} more unchanged', same.length - mostUnchanged)]));
    same = [];
  };
  for (const part of parts) {
    if (part.change === 'same') same.push(part);
    else {
      flush();
      shown.push(part);
    }
  }
  flush();
  return shown;
}

const changeWords = (change: HeaderPart['change']): string => ({ same: t('unchanged'), new: t('changed or new'), gone: t('no longer sent') })[change];

function partMark({ text, change }: HeaderPart): HTMLElement {
  const shown = text.length > longestPart ? `${text.slice(0, shownOfPart)}…` : text;
  return h(change === 'same' ? 'span' : change === 'new' ? 'ins' : 'del', { title: `${text} (${changeWords(change)})`, class: change }, shown === '' ? '∅' : shown);
}
