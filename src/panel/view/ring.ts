import { arc, ribbonArrow } from 'd3';
import { computed, effect, signal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { layOutArcs, placementAt, ringOf, stretchesOf, type Arc, type Holding, type Move, type Ring } from '../layout/ring.ts';
import { titleOf } from '../model/pictures.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon, paint, svg } from './dom.ts';
import { captionOf, changeWords, differenceWords, holdingWords } from './ringWords.ts';

const size = 400;
const radii = { hash: [186, 196], members: [158, 178], chords: 154, label: 168 } as const;
/** Numbers are written on arcs that are longer than this, radians. */
const labelledArc = 0.1;
/** Smaller moves are left out of the picture. */
const mostMoves = 160;
const colours = 6;
/** Farther right is beyond the bars. */
const mostShown = 4;

/** Who holds the keys at the time cursor, who held them before, and how even that is. */
export function ringView(store: Store, commands: Commands): HTMLElement {
  const chosen = signal('');
  const index = computed(() => {
    void store.shown.value;
    const track = store.run.value && store.drawn('ring');
    return track ? placementAt(track, store.cursorUs.value) : -1;
  });
  const ring = computed(() => {
    void store.shown.value;
    const track = index.value < 0 ? undefined : store.drawn('ring');
    return track && ringOf(track, index.value);
  });
  const caption = h('h2', {});
  const change = h('p', {});
  const step = (by: number, name: string, sign: string): HTMLButtonElement => h('button', { class: 'tool', title: name, 'aria-label': name, onclick: () => goTo(store, commands, index.peek() + by) }, icon(sign));
  const [back, forth] = [step(-1, t('Previous placement'), 'chevron-left'), step(1, t('Next placement'), 'chevron-right')];
  const which = h('span', { class: 'count' });
  const drawing = svg('svg', { viewBox: `${-size / 2} ${-size / 2} ${size} ${size}`, 'aria-hidden': 'true' });
  const rows = h('tbody', {});
  const table = h('table', {}, h('thead', {}, h('tr', {}, ...[t('No.'), t('Member'), t('Against a fair part'), t('Keys'), t('× fair'), t('Moved')].map((name, column) => h('th', { scope: 'col', class: column === 1 || column === 2 ? undefined : 'number' }, name)))), rows);
  const view = h('section', { class: 'ring' }, h('div', { class: 'ring-parts' }, h('div', { class: 'ring-head' }, h('div', {}, caption, change), h('span', { class: 'tool-group', role: 'group', 'aria-label': t('Placement') }, back, which, forth)),
    h('div', { class: 'ring-plane' }, drawing), h('div', { class: 'ring-members', tabindex: '0', role: 'group', 'aria-label': t('Members') }, table)));

  const choose = (id: string): void => {
    chosen.value = chosen.peek() === id ? '' : id;
    const event = ring.peek()?.placement.event ?? -1;
    if (event >= 0) commands.choose(event);
  };
  paint(() => { void ring.value; void chosen.value; }, () => {
    const shown = ring.peek();
    drawing.replaceChildren(...shown ? [hashBand(shown, chosen.peek()), ...chords(shown, chosen.peek()), ...memberArcs(shown, chosen.peek(), choose)] : []);
    rows.replaceChildren(...shown ? shown.holdings.map(holding => memberRow(shown, holding, chosen.peek(), choose)) : []);
  });
  effect(() => {
    const count = (store.shown.value, store.run.value && store.drawn('ring')?.placements.length) ?? 0;
    view.setAttribute('aria-label', titleOf(store.shown.value));
    caption.textContent = ring.value ? captionOf(ring.value) : t('No keys are placed yet');
    change.textContent = ring.value ? changeWords(ring.value) : '';
    which.textContent = t('{0} of {1}', index.value + 1, count);
    back.disabled = index.value <= 0;
    forth.disabled = index.value >= count - 1;
  });
  return view;
}

function goTo(store: Store, commands: Commands, index: number): void {
  const placement = store.drawn('ring')?.placements[index];
  if (!placement) return;
  if (placement.event >= 0) commands.select(placement.event);
  else commands.moveTo(placement.timeUs);
}

const colourOf = ({ number }: Holding): string => `series-${(number % colours) + 1}`;
const faint = (chosen: string, ...ids: readonly string[]): string => (chosen === '' || ids.includes(chosen) ? '' : ' faint');
const pathOf = (of: Arc, [innerRadius, outerRadius]: readonly [number, number]): string => arc<Arc>()({ ...of, innerRadius, outerRadius } as Arc & { innerRadius: number; outerRadius: number }) ?? '';

/** The keys in the order of the ring, each with its owner's colour. */
function hashBand({ placement, holdings, keys }: Ring, chosen: string): SVGElement {
  const byId = new Map(holdings.map(holding => [holding.id, holding]));
  const paths = new Map<string, string>();
  const perKey = (2 * Math.PI) / keys;
  for (const { owner, from, to } of stretchesOf(placement)) {
    if (owner < 0) continue;
    const holding = byId.get(placement.members[owner].id)!;
    const cls = `${colourOf(holding)}${faint(chosen, holding.id)}`;
    paths.set(cls, `${paths.get(cls) ?? ''}${pathOf({ startAngle: from * perKey, endAngle: to * perKey }, radii.hash)}`);
  }
  return svg('g', { class: 'hash-band' }, svg('title', {}, t('The keys in the order of their hash, each in its owner\'s colour')), ...[...paths].map(([cls, d]) => svg('path', { class: cls, d })));
}

function memberArcs(ring: Ring, chosen: string, choose: (id: string) => void): SVGElement[] {
  const arcs = layOutArcs(ring).members;
  return ring.holdings.map((holding, member) => {
    const { holds, lost } = arcs[member];
    const length = ({ startAngle, endAngle }: Arc): number => endAngle - startAngle;
    const named = length(holds) >= length(lost) ? holds : lost;
    const middle = (named.startAngle + named.endAngle) / 2 - Math.PI / 2;
    return svg('g', { class: `member-arc ${colourOf(holding)}${faint(chosen, holding.id)}${holding.id === chosen ? ' chosen' : ''}`, onclick: () => choose(holding.id) },
      svg('title', {}, holdingWords(holding)),
      ...holding.keys > 0 ? [svg('path', { class: 'holds', d: pathOf(holds, radii.members) })] : [],
      ...holding.lost > 0 ? [svg('path', { class: 'lost', d: pathOf(lost, radii.members) })] : [],
      ...length(named) > labelledArc ? [svg('text', { class: named === holds ? 'on-arc' : undefined, x: String(Math.cos(middle) * radii.label), y: String(Math.sin(middle) * radii.label), 'text-anchor': 'middle', 'dominant-baseline': 'central' }, String(holding.number + 1))] : []);
  });
}

/** A ribbon for each move, from who held the keys to who holds them. */
function chords(ring: Ring, chosen: string): SVGElement[] {
  const arcs = layOutArcs(ring).moves;
  const ribbon = ribbonArrow<unknown, { source: Arc & { radius: number }; target: Arc & { radius: number } }, Arc>().headRadius(8);
  const name = (member: number): string => ring.holdings[member].id;
  return ring.moves.slice(0, mostMoves).map((move: Move, index) => {
    const { source, target } = arcs[index];
    const d = ribbon({ source: { ...source, radius: radii.chords }, target: { ...target, radius: radii.chords } } as never) as unknown as string;
    return svg('path', { class: `chord ${colourOf(ring.holdings[move.to])}${move.needless ? ' needless' : ''}${faint(chosen, name(move.from), name(move.to))}`, d },
      svg('title', {}, move.needless ? t('{0} keys from {1} to {2}, without need', move.keys.toLocaleString('en'), name(move.from), name(move.to)) : t('{0} keys from {1} to {2}', move.keys.toLocaleString('en'), name(move.from), name(move.to))));
  });
}

/** A member as text, with a bar that stands for what it holds; the line in all bars is a fair part. */
function memberRow({ holdings }: Ring, holding: Holding, chosen: string, choose: (id: string) => void): HTMLElement {
  const { id, number, weight, keys, ratio } = holding;
  const gone = Number.isNaN(ratio);
  const most = Math.min(mostShown, Math.max(2, ...holdings.map(each => each.ratio || 0)));
  const bar = svg('svg', { class: 'holding-bar', width: '100%', height: '14', 'aria-hidden': 'true' },
    svg('rect', { class: colourOf(holding), y: '2', height: '10', width: `${gone ? 0 : (100 * Math.min(ratio, most)) / most}%` }),
    svg('line', { class: 'fair halo', x1: `${100 / most}%`, x2: `${100 / most}%`, y1: '0', y2: '14' }),
    svg('line', { class: 'fair', x1: `${100 / most}%`, x2: `${100 / most}%`, y1: '0', y2: '14' }));
  const name = h('button', { class: 'member-name', title: id, 'aria-pressed': String(id === chosen), onclick: () => choose(id) }, id, ...weight === 1 ? [] : [h('span', { class: 'count' }, ` ${t('weight {0}', weight)}`)]);
  return h('tr', { class: `${id === chosen ? 'chosen' : ''}${gone ? ' gone' : ''}` },
    h('td', { class: 'number' }, h('span', { class: `member-number ${colourOf(holding)}` }, String(number + 1))), h('th', { scope: 'row' }, name),
    h('td', { class: 'bar' }, bar), h('td', { class: 'number' }, gone ? t('gone') : keys.toLocaleString('en')), h('td', { class: 'number' }, gone ? '' : ratio.toFixed(2)), h('td', { class: 'number' }, differenceWords(holding)));
}
