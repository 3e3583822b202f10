import { greatest } from 'd3';
import { t } from '../../lab/l10n.ts';
import { criticalPath } from '../layout/criticalPath.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import type { Hop, TraceTree } from '../model/traces.ts';
import { h, svg } from './dom.ts';

export const hopHeight = 24;
const barTop = 5;
const barHeight = 14;
const indent = 12;
/** Of a letter, about. */
const letterWidth = 6.1;
const textGap = 6;

/** A row for each piece of work: its name, indented as it was recorded, and what there is to say of it. */
export function hopRows({ hops }: TraceTree, chosen: Hop | undefined): HTMLElement[] {
  return hops.map((hop, index) => {
    const row = h('div', { class: hop === chosen ? 'hop chosen' : 'hop', role: 'row', 'aria-level': String(hop.depth + 1), 'aria-rowindex': String(index + 1), 'aria-selected': String(hop === chosen) },
      h('span', { class: 'hop-name', role: 'rowheader', title: `${hop.work.where}: ${hop.work.name}` }, hop.work.where),
      h('span', { class: 'visually-hidden', role: 'gridcell' }, hopWords(hop)));
    row.style.top = `${index * hopHeight}px`;
    row.style.setProperty('--indent', `${hop.depth * indent}px`);
    return row;
  });
}

/** What there is to say of a piece of work. */
export function hopWords({ work: { name, fromUs }, toUs, report, caller, faults, ills, notes }: Hop): string {
  return [
    t('{0}, {1} from {2}', name, formatDuration(toUs - fromUs), formatTime(fromUs)), ...caller ? [t('called by {0}', caller.work.where)] : [],
    ...report ? [t('recorded as span {0} of trace {1}', report.spanId, report.traceId)] : ills.includes('not recorded') ? [] : [t('not recorded')], ...faults, ...notes,
  ].join('; ');
}

/** The bars of a trace: filled if recorded, with the line down from whoever truly called, and what the caller waited for. */
export function hopMarks(tree: TraceTree, chosen: Hop | undefined, x: (timeUs: number) => number, width: number, choose: (hop: Hop) => void): SVGElement[] {
  const y = new Map(tree.hops.map((hop, index) => [hop, index * hopHeight]));
  const clip = (value: number): number => Math.max(-6, Math.min(width + 6, value));
  const calls = tree.hops.flatMap(hop => {
    if (!hop.caller) return [];
    const [at, from, to] = [x(hop.work.fromUs), y.get(hop.caller)! + barTop + barHeight / 2, y.get(hop)! + barTop + barHeight / 2];
    const down = from < to;
    const cls = hop.report && hop.faults.length > 0 ? 'call astray' : 'call';
    return at < 0 || at > width ? [] : [svg('path', { class: cls, d: `M${at},${from + (down ? barHeight / 2 : -barHeight / 2)}V${to}` })];
  });
  const bars = tree.hops.map(hop => {
    const [left, right] = [clip(x(hop.work.fromUs)), clip(x(hop.toUs))];
    return svg('g', { class: barClass(hop), onclick: () => choose(hop) },
      svg('title', {}, `${hop.work.where}: ${hopWords(hop)}`),
      svg('rect', { class: 'reach', x: '0', y: String(y.get(hop)!), width: String(width), height: String(hopHeight) }),
      ...hop === chosen ? [svg('rect', { class: 'frame', x: String(left - 2), y: String(y.get(hop)! + barTop - 2), width: String(Math.max(3, right - left) + 4), height: String(barHeight + 4) })] : [],
      svg('rect', { class: 'bar', x: String(left), y: String(y.get(hop)! + barTop), width: String(Math.max(2, right - left)), height: String(barHeight) }),
      ...hopText(hop, left, right, y.get(hop)! + barTop + barHeight / 2, width));
  });
  const path = criticalPath(tree).map(({ hop, fromUs, toUs }) => {
    const at = y.get(hop)! + barTop + barHeight - 1;
    return svg('line', { class: 'critical', x1: String(clip(x(fromUs))), x2: String(clip(x(toUs))), y1: String(at), y2: String(at) });
  });
  return [...bars, ...calls, ...path];
}

/** The pattern of bars that went astray, once for all waterfalls. */
export function astrayHatch(): SVGElement {
  return svg('svg', { width: '0', height: '0', 'aria-hidden': 'true' }, svg('defs', {}, svg('pattern', { id: 'hatch-astray', width: '5', height: '5', patternUnits: 'userSpaceOnUse' },
    svg('rect', { class: 'ground', width: '5', height: '5' }), svg('path', { class: 'hatching', d: 'M0,5L5,0' }))));
}

function barClass({ report, faults, work: { records } }: Hop): string {
  if (!report) return records && faults.length > 0 ? 'hop-bar missing' : 'hop-bar unrecorded';
  return faults.length > 0 ? 'hop-bar astray' : 'hop-bar';
}

/** In the bar, after it or before it: where all of it fits, else where most does. */
function hopText({ work: { name, fromUs }, toUs, faults, notes }: Hop, left: number, right: number, y: number, width: number): SVGElement[] {
  if (right < 0 || left > width) return [];
  const what = `${name} · ${formatDuration(toUs - fromUs)}`;
  const more = [...faults, ...notes].join('; ');
  const wide = (what.length + (more === '' ? 0 : more.length + 4)) * letterWidth;
  const [from, to] = [Math.max(0, left), Math.min(width, right)];
  const places = [
    { x: from + textGap, anchor: 'start', room: to - from }, { x: right + textGap, anchor: 'start', room: width - right }, { x: left - textGap, anchor: 'end', room: left },
  ].map(place => ({ ...place, room: place.room - 2 * textGap }));
  const place = places.find(({ room }) => room >= wide) ?? greatest(places, ({ room }) => room)!;
  const fits = Math.floor(place.room / letterWidth);
  if (fits < 4) return [];
  const shownMore = fits - what.length > 8 ? shortened(more, fits - what.length - 4) : '';
  return [svg('text', { x: String(place.x), y: String(y), 'text-anchor': place.anchor, 'dominant-baseline': 'central' }, shortened(what, fits),
    ...shownMore === '' ? [] : [svg('tspan', { class: faults.length > 0 ? 'fault-words' : 'note-words' }, `  ${faults.length > 0 ? '✕ ' : ''}${shownMore}`)])];
}

const shortened = (text: string, letters: number): string => (text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1))}…`);
