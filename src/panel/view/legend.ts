import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { hintOf } from '../model/pictures.ts';
import type { Store } from '../state/store.ts';
import { h, icon, svg } from './dom.ts';
import { keyHelp } from './keys.ts';

type Sample = readonly [drawing: SVGElement, words: string];

const picture = (...children: SVGElement[]): SVGElement => svg('svg', { class: 'sample', width: '34', height: '18', 'aria-hidden': 'true' }, ...children);
const path = (cls: string, d: string): SVGElement => svg('path', { class: cls, d });
const bar = (cls: string): SVGElement => picture(svg('rect', { class: cls, x: '1', y: '3', width: '32', height: '12' }));
/** Bars with the hatching of the diagram. */
const hatched = (cls: string, spacing: number): SVGElement => picture(
  svg('defs', {}, svg('pattern', { id: `hatch-${cls}`, class: cls, width: String(spacing), height: String(spacing), patternUnits: 'userSpaceOnUse' },
    svg('rect', { class: 'ground', width: String(spacing), height: String(spacing) }), path('hatching', `M0,${spacing}L${spacing},0`))),
  svg('rect', { class: cls, fill: `url(#hatch-${cls})`, x: '1', y: '3', width: '32', height: '12' }));
const arrow = (cls: string): SVGElement => picture(path(cls, 'M2,2L28,13'), path(`${cls} head`, 'M32,15L25,15L27,10Z'));

function samples(): readonly Sample[] {
  return [
    [picture(path('s-lane', 'M0,9H34')), t('a node; time runs from left to right')],
    [arrow('s-message'), t('a message: leaves where the arrow starts, arrives where it ends')],
    [arrow('s-slow'), t('slow: over 5 times as long on the way as usual')],
    [arrow('s-copy'), t('a copy that the network made')],
    [picture(path('s-lost', 'M2,2L18,9M14,5L22,13M22,5L14,13')), t('a message that is lost')],
    [bar('s-ok'), t('a client\'s operation, from asking to hearing: succeeded')],
    [hatched('s-fail', 4), t('… failed')],
    [hatched('s-unclear', 7), t('… unclear: it may have happened')],
    [hatched('s-cut', 9), t('cut off from others')],
    [hatched('s-down', 5), t('crashed (✕) until it restarts (▶)')],
    [hatched('s-pause', 9), t('paused: the process stands still, the world does not')],
    [picture(svg('circle', { class: 's-timer', cx: '8', cy: '9', r: '3.5' }), svg('rect', { class: 's-disk', x: '22', y: '6', width: '6', height: '6' })), t('a timer, a disk write or sync')],
    [picture(path('s-note', 'M17,4L22,9L17,14L12,9Z')), t('a note, log line or fact')],
    [picture(path('s-past', 'M0,9H15'), path('s-future', 'M19,9H34')), t('what can have influenced the selected event, and what it can influence')],
    [picture(path('s-flag', 'M10,17V2h14l-4,4l4,4h-14')), t('where the run failed')],
  ];
}

function timelineSamples(): readonly Sample[] {
  return [
    [bar('s-neutral'), t('goes on, or was recorded')],
    [picture(svg('rect', { class: 's-ok', x: '1', y: '4', width: '17', height: '11' }), svg('circle', { class: 's-good-point', cx: '27', cy: '9', r: '4' })), t('went well')],
    [hatched('s-bad', 5), t('went wrong')],
    [bar('s-waiting'), t('waits, or was not recorded')],
    [picture(path('s-critical', 'M0,9H34')), t('what whoever asked had to wait for')],
  ];
}

function transactionSamples(): readonly Sample[] {
  return [
    [picture(path('s-open', 'M0,9H34'), path('s-step', 'M17,4L22,9L17,14L12,9Z')), t('open, and a step that is done')],
    [bar('s-waiting'), t('waits for another one; chosen, it points to that one')],
    [hatched('s-bad', 5), t('refused')],
    [picture(svg('circle', { class: 's-unknown', cx: '17', cy: '9', r: '6' }), svg('text', { class: 's-question', x: '17', y: '13' }, '?')), t('nobody can say whether it was done')],
    [picture(path('s-undone', 'M17,4L22,9L17,14L12,9Z')), t('taken back, or given up')],
    [bar('s-intended'), t('written down, and still to be done')],
    [picture(svg('rect', { class: 's-neutral', x: '1', y: '3', width: '20', height: '12' }), path('s-pivot', 'M13,3V15M17,3V15')), t('from here on nothing is taken back')],
    [picture(svg('circle', { class: 's-good-point', cx: '10', cy: '9', r: '4' }), path('s-rolled-back', 'M20,5L28,13M28,5L20,13')), t('committed, rolled back')],
    [picture(svg('circle', { class: 's-compensated', cx: '17', cy: '9', r: '4' })), t('compensated: all that was done is taken back')],
  ];
}

function historySamples(): readonly Sample[] {
  const point = (cls: string, cx: number): SVGElement => svg('circle', { class: cls, cx: String(cx), cy: '9', r: '3.5' });
  return [
    [picture(path('s-thread', 'M0,9H34'), point('s-changes', 10), point('s-reads', 25)), t('when each operation can have taken effect: at a full point something changes, at a hollow one it is read')],
    [picture(svg('circle', { class: 's-evidence', cx: '17', cy: '9', r: '8' }), svg('text', { class: 's-number', x: '17', y: '13' }, '1')), t('operations that contradict each other, as the table below numbers them')],
  ];
}

function ringSamples(): readonly Sample[] {
  return [
    [picture(svg('rect', { class: 's-holds', x: '1', y: '3', width: '22', height: '12' }), svg('rect', { class: 's-left', x: '23', y: '3', width: '10', height: '12' })), t('a member: what it holds, and what went away from it')],
    [picture(path('s-ribbon', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), t('keys that went from one member to another')],
    [picture(path('s-needless', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), t('… and need not have gone')],
  ];
}

const signs = (list: readonly Sample[]): HTMLElement => h('ul', { class: 'signs' }, ...list.map(([drawing, words]) => h('li', {}, drawing, h('span', {}, words))));

/** What the picture's signs mean, in plain words, and the keys. */
export function legendView(store: Store): HTMLElement {
  const close = h('button', { class: 'tool', title: t('Close'), 'aria-label': t('Close the legend'), onclick: () => { store.legendShown.value = false; } }, icon('close'));
  const section = h('section', {
    class: 'legend', 'aria-label': t('Legend'), tabindex: '-1',
    onkeydown: (event: KeyboardEvent) => { if (event.key === 'Escape') store.legendShown.value = false; },
  },
    h('div', { class: 'pane-head' }, h('h2', {}, t('Legend')), close),
    signs(samples()),
    h('h3', {}, t('In timelines and traces')), signs(timelineSamples()),
    h('h3', {}, t('In transactions')), signs(transactionSamples()),
    h('h3', {}, t('In histories')), signs(historySamples()),
    h('h3', {}, t('In rings')), signs(ringSamples()),
    h('h3', {}, t('Keys, when the picture has the focus')),
    h('ul', { class: 'keys' }, ...keyHelp().map(([keys, does]) => h('li', {}, h('kbd', {}, keys), h('span', {}, does)))),
    h('p', { class: 'pointer-help' }, t('Wheel or pinch zooms, dragging pans, dragging on the time axis moves the time cursor. With many nodes the wheel scrolls: hold Ctrl to zoom.')));
  effect(() => {
    section.hidden = !store.legendShown.value;
    if (store.legendShown.value) section.focus();
  });
  return section;
}

/** How to read the picture that is shown, until it is dismissed. */
export function hintView(store: Store): HTMLElement {
  const text = h('p', {});
  const hint = h('div', { class: 'hint', role: 'note' }, icon('info'), text,
    h('button', { class: 'link', onclick: () => { store.legendShown.value = true; } }, t('Legend')),
    h('button', { class: 'link', onclick: () => { store.hintDismissed.value = true; } }, t('Got it')));
  effect(() => { text.textContent = hintOf(store.shown.value); });
  effect(() => { hint.hidden = store.hintDismissed.value || store.tourStep.value >= 0 || !store.run.value; });
  return hint;
}
