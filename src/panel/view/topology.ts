import { computed, signal } from '@preact/signals-core';
import { messageLabel } from '../../lab/tracewords.ts';
import type { TraceNode } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';
import { messagesInView } from '../layout/arrows.ts';
import { LabelSpace, type Box } from '../layout/labels.ts';
import { formatDuration, formatTime } from '../layout/time.ts';
import { layOutNodes, layOutPlaces, onTheWay, placesOf, type Spot } from '../layout/topology.ts';
import { passes, type Link } from '../model/links.ts';
import { Fate, type FateCode } from '../model/messages.ts';
import type { Run } from '../model/run.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, paint, svg } from './dom.ts';

const fateWords = (fate: FateCode): string => ({ [Fate.delivered]: '', [Fate.slow]: t('slow'), [Fate.lost]: t('will be lost'), [Fate.open]: t('still on its way at the end') })[fate];
const fateClass: Readonly<Record<FateCode, string>> = { [Fate.delivered]: '', [Fate.slow]: 'slow', [Fate.lost]: 'lost', [Fate.open]: '' };
/** More are counted, not drawn one by one. */
const mostMessages = 300;
const mostLabels = 12;
/** Names are left out where nodes stand closer together than this. */
const nameRoom = 15;
const widestLink = 7;
/** Of so many links the widest are as wide as that, of more they are thinner, down to this. */
const fewLinks = 12;
const thinnestWide = 3;
const nodeRadius = 10;
/** Of a letter of a message's and of a node's name and of a line, about. */
const letterRoom = 6.2;
const nameLetterRoom = 7.4;
const lineRoom = 13;
/** Half of the way between two places, pixels. */
const sea = 26;

/** Who talks to whom, with the messages that are on their way at the time cursor. */
export function topologyView(store: Store, commands: Commands): HTMLElement {
  const land = svg('g', { class: 'land' });
  const links = svg('g', { class: 'links' });
  const messages = svg('g', { class: 'messages' });
  const nodes = svg('g', { class: 'nodes' });
  const drawing = svg('svg', { 'aria-hidden': 'true' }, land, links, messages, nodes);
  const plane = h('div', { class: 'plane' }, drawing);
  const title = h('h2', {});
  const calm = h('p', { class: 'empty' }, t('Play the run or move the time cursor to see messages travel.'));
  const list = h('tbody', {});
  const table = h('table', {}, h('thead', {}, h('tr', {}, ...[t('From'), t('To'), t('What'), t('Arrives')].map(text => h('th', { scope: 'col' }, text)))), list);
  const view = h('section', { class: 'topology', 'aria-label': t('Topology') }, h('div', { class: 'topology-parts' }, plane, h('div', { class: 'on-the-way', tabindex: '0', role: 'region', 'aria-label': t('Messages on their way') }, title, calm, table)));
  const size = signal({ width: 0, height: 0 });
  new ResizeObserver(() => { size.value = { width: plane.clientWidth, height: plane.clientHeight }; }).observe(plane);

  const places = computed(() => store.run.value && placesOf(store.run.value.recording.trace.nodes.length, store.run.value.recording.ways ?? []));
  const shown = (): { run: Run; spots: readonly Spot[] } | undefined => {
    const run = store.run.peek();
    const { width, height } = size.peek();
    if (!run || store.shown.peek().kind !== 'topology' || width === 0) return undefined;
    const { nodes } = run.recording.trace;
    return { run, spots: places.peek() ? layOutPlaces(nodes, places.peek()!, width, height) : layOutNodes(nodes, width, height) };
  };
  paint(() => { void store.run.value; void store.shown.value; void size.value; void store.range.value; void store.cursorUs.value; void store.selected.value; }, () => {
    const now = shown();
    if (!now) return;
    const { run, spots } = now;
    const atUs = store.cursorUs.peek();
    drawing.setAttribute('width', String(size.peek().width));
    drawing.setAttribute('height', String(size.peek().height));
    const traffic = trafficOf(run, store.range.peek());
    const wide = Math.max(thinnestWide, widestLink * Math.min(1, fewLinks / run.links.length));
    const map = places.peek();
    land.replaceChildren(...map ? landMarks(map.length, size.peek()) : []);
    links.replaceChildren(...run.links.flatMap(({ a, b }) => linkMarks(run, spots, a, b, atUs, traffic, wide)), ...map ? distanceMarks(run, map, spots) : []);
    nodes.replaceChildren(...run.recording.trace.nodes.map((node, index) => nodeMark(run, node, index, spots, store, commands)));
    const under = messagesInView(run.messages, { fromUs: atUs, toUs: atUs }).filter(message => isUnderWay(run, message, atUs));
    const names = under.length <= mostLabels ? roomBeside(run, spots) : undefined;
    messages.replaceChildren(...Array.from(under.slice(0, mostMessages), message => messageMark(run, message, spots, atUs, names, commands)));
    title.textContent = under.length === 0 ? t('Nothing on its way at {0}', formatTime(atUs)) : under.length === 1 ? t('1 on its way at {0}', formatTime(atUs)) : t('{0} on their way at {1}', under.length, formatTime(atUs));
    calm.hidden = under.length > 0;
    table.hidden = under.length === 0;
    list.replaceChildren(...Array.from(under.slice(0, mostMessages), message => messageRow(run, message, atUs, commands)));
  });
  return view;
}

function isUnderWay({ messages: { startUs, endUs, from, to } }: Run, message: number, atUs: number): boolean {
  return startUs[message] <= atUs && atUs < endUs[message] && from[message] >= 0 && to[message] >= 0 && from[message] !== to[message];
}

/** Messages between each two nodes in the stretch of time that is shown, and the most between any two. */
function trafficOf({ messages }: Run, range: { readonly fromUs: number; readonly toUs: number }): { readonly of: (a: number, b: number) => number; readonly most: number } {
  const counts = new Map<number, number>();
  const key = (a: number, b: number): number => Math.min(a, b) * 4096 + Math.max(a, b);
  for (const message of messagesInView(messages, range)) {
    const pair = key(messages.from[message], messages.to[message]);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return { of: (a, b) => counts.get(key(a, b)) ?? 0, most: Math.max(1, ...counts.values()) };
}

function landMarks(count: number, { width, height }: { readonly width: number; readonly height: number }): SVGElement[] {
  return Array.from({ length: count }, (_, index) => svg('rect', { x: String((index * width) / count + sea), y: '8', width: String(Math.max(0, width / count - 2 * sea)), height: String(Math.max(0, height - 16)), rx: '24' }));
}

/** How far it is from place to place, on a line that leads there. */
function distanceMarks({ links, recording: { ways = [] } }: Run, places: readonly (readonly number[])[], spots: readonly Spot[]): SVGElement[] {
  const placeOf = (node: number): number => places.findIndex(members => members.includes(node));
  const between = new Map<string, Link>();
  for (const link of links) if (placeOf(link.a) !== placeOf(link.b)) between.set([placeOf(link.a), placeOf(link.b)].sort().join(' '), link);
  return [...between.values()].map(({ a, b }) => svg('text', { class: 'distance', x: String((spots[a].x + spots[b].x) / 2), y: String((spots[a].y + spots[b].y) / 2 - 8), 'text-anchor': 'middle' }, formatDuration(1_000 * ways.find(way => way.a === a && way.b === b)!.usualMs)));
}

function linkMarks({ cuts, recording: { trace: { nodes } } }: Run, spots: readonly Spot[], a: number, b: number, atUs: number, traffic: ReturnType<typeof trafficOf>, widest: number): SVGElement[] {
  const [there, back] = [passes(cuts, a, b, atUs), passes(cuts, b, a, atUs)];
  const count = traffic.of(a, b);
  const ends = { x1: String(spots[a].x), y1: String(spots[a].y), x2: String(spots[b].x), y2: String(spots[b].y) };
  const words = t('{0} – {1}: {2} messages in the part of the run that is shown', nodes[a].id, nodes[b].id, count);
  const wide = there && back ? 1 + (widest - 1) * (count / traffic.most) : 2;
  const line = svg('line', { class: there && back ? 'link' : 'link cut', 'stroke-width': String(wide), ...ends },
    svg('title', {}, there && back ? words : `${words}; ${there || back ? t('cut from {0} to {1}', nodes[there ? b : a].id, nodes[there ? a : b].id) : t('cut')}`));
  const ground = [svg('line', { class: 'link-reach', ...ends }), line];
  if (there && back) return ground;
  // One bar in the middle for a cut both ways, one near the side that is not heard for a cut one way.
  const [from, to, share] = there === back ? [a, b, 0.5] : there ? [b, a, 0.35] : [a, b, 0.35];
  const [x, y] = [spots[from].x + (spots[to].x - spots[from].x) * share, spots[from].y + (spots[to].y - spots[from].y) * share];
  const angle = Math.atan2(spots[to].y - spots[from].y, spots[to].x - spots[from].x);
  const [dx, dy] = [Math.sin(angle) * 8, -Math.cos(angle) * 8];
  return [...ground, svg('line', { class: 'cut-bar', x1: String(x - dx), y1: String(y - dy), x2: String(x + dx), y2: String(y + dy) })];
}

function nodeMark(run: Run, { id, role }: TraceNode, index: number, spots: readonly Spot[], store: Store, commands: Commands): SVGElement {
  const { x, y } = spots[index];
  const atUs = store.cursorUs.peek();
  const row = store.selected.peek();
  const states = run.bands.filter(({ kind, nodes, fromUs, toUs }) => (kind === 'down' || kind === 'pause') && nodes.includes(index) && fromUs <= atUs && atUs < toUs).map(({ kind }) => kind);
  const selected = row >= 0 && run.lanes.ofRow[row] === run.lanes.ofNode[index];
  const nearest = Math.min(...spots.map((spot, other) => (other === index ? Infinity : Math.hypot(spot.x - x, spot.y - y))));
  const crowded = nearest < nameRoom;
  const at = nameAt(spots[index]);
  const name = states.includes('down') ? t('{0} (down)', id) : states.includes('pause') ? t('{0} (paused)', id) : id;
  return svg('g', { class: `node ${role} ${states.join(' ')}${selected ? ' selected' : ''}`, onclick: () => commands.selectLastOf(index) },
    svg('title', {}, t('{0}: click for its last event', name)),
    svg('circle', { cx: String(x), cy: String(y), r: String(crowded ? 4 : Math.min(nodeRadius, nearest / 2 - 1)) }),
    ...states.includes('down') ? [svg('path', { class: 'down-cross', d: `M${x - 5},${y - 5}l10,10m0,-10l-10,10` })] : [],
    ...states.includes('pause') ? [svg('path', { class: 'pause-bars', d: `M${x - 3},${y - 5}v10m6,-10v10` })] : [],
    ...crowded && !selected ? [] : [svg('text', { x: String(at.x), y: String(at.y), 'text-anchor': at.anchor }, name)]);
}

/** What tells unusual fates apart from others without their colour. */
function fateMarks(fate: FateCode): SVGElement[] {
  return fate === Fate.slow ? [svg('path', { class: 'fate-mark', d: 'M-8,-5V5M-11,-5V5' })] : fate === Fate.lost ? [svg('path', { class: 'fate-mark', d: 'M-7,-7L7,7M-7,7L7,-7' })] : [];
}

/** The place of a text in the middle of which is `x`, on the line `y`. */
const around = (x: number, y: number, text: string): Box => ({ left: x - text.length * letterRoom / 2, right: x + text.length * letterRoom / 2, top: y - 3 * lineRoom / 4, bottom: y + lineRoom / 4 });

/** Where names of messages may stand: not on nodes nor on what these are called. */
function roomBeside({ recording: { trace: { nodes } } }: Run, spots: readonly Spot[]): LabelSpace {
  const space = new LabelSpace();
  spots.forEach(({ x, y, ...spot }, index) => {
    const { x: textX, y: textY, anchor } = nameAt({ x, y, ...spot });
    const wide = nodes[index].id.length * nameLetterRoom;
    const shift = { start: wide / 2, middle: 0, end: -wide / 2 }[anchor];
    space.block({ left: x - nodeRadius, right: x + nodeRadius, top: y - nodeRadius, bottom: y + nodeRadius });
    space.block({ left: textX + shift - wide / 2, right: textX + shift + wide / 2, top: textY - 3 * lineRoom / 4, bottom: textY + lineRoom / 4 });
  });
  return space;
}

/** Where a node's name begins, ends or has its middle. */
function nameAt({ x, y, side }: Spot): { readonly x: number; readonly y: number; readonly anchor: 'start' | 'middle' | 'end' } {
  if (side === 'left') return { x: x - 15, y: y + 4, anchor: 'end' };
  if (side === 'right') return { x: x + 15, y: y + 4, anchor: 'start' };
  return { x, y: side === 'above' ? y - 16 : y + 26, anchor: 'middle' };
}

function messageMark(run: Run, message: number, spots: readonly Spot[], atUs: number, names: LabelSpace | undefined, commands: Commands): SVGElement {
  const { messages, recording: { trace } } = run;
  const { startUs, endUs, from, to } = messages;
  const fate = messages.fate[message] as FateCode;
  const [start, end] = [spots[from[message]], spots[to[message]]];
  const edge = Math.min(0.4, nodeRadius / Math.hypot(end.x - start.x, end.y - start.y));
  const share = (atUs - startUs[message]) / (endUs[message] - startUs[message]);
  const { x, y, angle } = onTheWay(start, end, edge + share * (1 - 2 * edge));
  const label = messageLabel(trace, messages.sendRow[message]) || t('message');
  const place = names?.take([y - 9, y + 17].map(line => around(x, line, label)));
  return svg('g', { class: `message ${fateClass[fate]}${messages.copy[message] ? ' copy' : ''}`, onclick: () => commands.choose(messages.sendRow[message]) },
    svg('title', {}, [t('{0} from {1} to {2}', label, trace.nodes[from[message]].id, trace.nodes[to[message]].id), ...fateWords(fate) === '' ? [] : [fateWords(fate)]].join(', ')),
    svg('g', { transform: `translate(${x} ${y}) rotate(${(angle * 180) / Math.PI})` }, svg('path', { d: 'M7,0L-5,-4.5L-5,4.5Z' }), ...fateMarks(fate)),
    ...place ? [svg('text', { x: String(x), y: String(place.bottom - lineRoom / 4), 'text-anchor': 'middle' }, label)] : []);
}

function messageRow(run: Run, message: number, atUs: number, commands: Commands): HTMLElement {
  const { messages: { endUs, from, to, fate, sendRow }, recording: { trace } } = run;
  const words = fateWords(fate[message] as FateCode);
  const what = h('button', { class: 'link', onclick: () => commands.choose(sendRow[message]) }, messageLabel(trace, sendRow[message]) || t('message'));
  const arrives = fate[message] === Fate.lost || fate[message] === Fate.open ? words : `${t('in {0}', formatDuration(endUs[message] - atUs))}${words && ` (${words})`}`;
  return h('tr', {}, h('td', {}, trace.nodes[from[message]].id), h('td', {}, trace.nodes[to[message]].id), h('td', {}, what), h('td', {}, arrives));
}
