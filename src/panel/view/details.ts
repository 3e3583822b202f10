import type { SourceRange } from '../../lab/verdict.ts';
import { TraceKind } from '../../sim/trace.ts';
import { causeChain, effectsOn } from '../model/causality.ts';
import type { Run } from '../model/run.ts';
import { pathTo } from '../model/sourceLines.ts';
import { actorOf, dataOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint } from './dom.ts';

const longestList = 6;
/** What else is shown when it is asked for. */
const mostLinks = 500;

/** The selected event: who, when, what, the line that did it, what led to it and what it led to. */
export function detailsView(store: Store, commands: Commands): HTMLElement {
  const body = h('div', { class: 'details-body' });
  paint(() => { void store.run.value; void store.selected.value; }, () => {
    const run = store.run.peek();
    const row = store.selected.peek();
    body.replaceChildren(...(!run || row < 0
      ? [h('p', { class: 'empty' }, t('Nothing selected. Click an event, an arrow or a bar in the picture, or press → in it.'))]
      : eventDetails(run, row, commands)));
  });
  return h('section', { class: 'pane details-pane', 'aria-label': t('Selected event') }, h('div', { class: 'pane-head' }, h('h2', {}, t('Selected event'))), body);
}

function eventDetails(run: Run, row: number, commands: Commands): HTMLElement[] {
  const { trace } = run.recording;
  const [source, ...callers] = pathTo(trace, row);
  const data = dataOf(trace, row);
  const effects = [...effectsOn(run.effects, row)];
  const changes = effects.filter(effect => trace.kind[effect] === TraceKind.state).map(effect => dataOf(trace, effect));
  const led = effects.filter(effect => trace.kind[effect] !== TraceKind.state);
  const chain = causeChain(trace, row).slice(0, -1).reverse();
  return [
    h('p', { class: 'sentence' }, h('b', {}, actorOf(run, row)), ` ${describe(run, row)}`),
    h('p', { class: 'facts' }, h('span', {}, formatTime(trace.timeUs[row])), ...travelTime(run, row),
      source && sourceLink(source, commands, icon('go-to-file'), ` ${nameOf(source)}:${source.startLineNumber}`),
      ...callers.length === 0 ? [] : [h('span', { class: 'callers' }, t('called from'), ...callers.map(caller => sourceLink(caller, commands, `${caller.file === source.file ? '' : nameOf(caller)}:${caller.startLineNumber}`)))]),
    ...data === '' ? [] : [titled(t('With'), h('pre', { class: 'data', tabindex: '0' }, pretty(data)))],
    ...changes.length === 0 ? [] : [titled(t('State afterwards'), h('pre', { class: 'data', tabindex: '0' }, changes.map(pretty).join('\n')))],
    ...eventList(t('Because'), chain, run, row, commands),
    ...eventList(t('Led to'), led, run, row, commands),
  ];
}

const nameOf = ({ file }: SourceRange): string => file.split(/[\\/]/).at(-1)!;

function sourceLink(source: SourceRange, commands: Commands, ...content: (HTMLElement | string)[]): HTMLElement {
  return h('button', { class: 'link', title: `${source.file}:${source.startLineNumber}`, onclick: () => commands.openSource(source) }, ...content);
}

function travelTime(run: Run, row: number): HTMLElement[] {
  const { trace } = run.recording;
  const cause = trace.cause[row];
  const arrives = trace.kind[row] === TraceKind.deliver && cause >= 0;
  return arrives ? [h('span', {}, t('after {0} on the way', formatDuration(trace.timeUs[row] - trace.timeUs[cause])))] : [];
}

function titled(title: string, content: HTMLElement): HTMLElement {
  return h('div', { class: 'titled' }, h('h3', {}, title), content);
}

function eventList(title: string, rows: readonly number[], run: Run, about: number, commands: Commands): HTMLElement[] {
  if (rows.length === 0) return [];
  const { trace } = run.recording;
  const item = (row: number): HTMLElement => {
    const apartUs = trace.timeUs[row] - trace.timeUs[about];
    return h('li', {}, h('button', { class: 'event-link', onclick: () => commands.choose(row) },
      h('span', { class: 'apart' }, apartUs === 0 ? t('at once') : `${apartUs < 0 ? '−' : '+'}${formatDuration(Math.abs(apartUs))}`),
      h('span', {}, h('b', {}, actorOf(run, row)), ` ${describe(run, row)}`)));
  };
  const list = h('ol', { class: 'event-links' }, ...rows.slice(0, longestList).map(item));
  const left = rows.slice(longestList, longestList + mostLinks);
  const rest = h('button', {
    class: 'link', onclick: () => {
      more.remove();
      const added = left.map(item);
      list.append(...added);
      added[0].querySelector('button')?.focus();
    },
  }, t('and {0} more', rows.length - longestList));
  const more = h('li', { class: 'more' }, rest);
  if (left.length > 0) list.append(more);
  return [titled(title, list)];
}

/** JSON as people read it: short values stay on one line. */
function pretty(json: string): string {
  try {
    const value: unknown = JSON.parse(json);
    const oneLine = JSON.stringify(value, null, 1).replace(/\n\s*/g, ' ');
    return oneLine.length <= 60 ? oneLine : JSON.stringify(value, null, 2);
  } catch {
    return json;
  }
}
