import { effect } from '@preact/signals-core';
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
    [picture(path('s-lane', 'M0,9H34')), 'a node; time runs from left to right'],
    [arrow('s-message'), 'a message: leaves where the arrow starts, arrives where it ends'],
    [arrow('s-slow'), 'slow: over 5 times as long on the way as usual'],
    [arrow('s-copy'), 'a copy that the network made'],
    [picture(path('s-lost', 'M2,2L18,9M14,5L22,13M22,5L14,13')), 'a message that is lost'],
    [bar('s-ok'), 'a client\'s operation, from asking to hearing: succeeded'],
    [hatched('s-fail', 4), '… failed'],
    [hatched('s-unclear', 7), '… unclear: it may have happened'],
    [hatched('s-cut', 9), 'cut off from others'],
    [hatched('s-down', 5), 'crashed (✕) until it restarts (▶)'],
    [hatched('s-pause', 9), 'paused: the process stands still, the world does not'],
    [picture(svg('circle', { class: 's-timer', cx: '8', cy: '9', r: '3.5' }), svg('rect', { class: 's-disk', x: '22', y: '6', width: '6', height: '6' })), 'a timer, a disk write or sync'],
    [picture(path('s-note', 'M17,4L22,9L17,14L12,9Z')), 'a note, log line or fact'],
    [picture(path('s-past', 'M0,9H15'), path('s-future', 'M19,9H34')), 'what can have influenced the selected event, and what it can influence'],
    [picture(path('s-flag', 'M10,17V2h14l-4,4l4,4h-14')), 'where the run failed'],
  ];
}

function timelineSamples(): readonly Sample[] {
  return [
    [bar('s-neutral'), 'goes on, or was recorded'],
    [picture(svg('rect', { class: 's-ok', x: '1', y: '4', width: '17', height: '11' }), svg('circle', { class: 's-good-point', cx: '27', cy: '9', r: '4' })), 'went well'],
    [hatched('s-bad', 5), 'went wrong'],
    [bar('s-waiting'), 'waits, or was not recorded'],
    [picture(path('s-critical', 'M0,9H34')), 'what whoever asked had to wait for'],
  ];
}

function transactionSamples(): readonly Sample[] {
  return [
    [picture(path('s-open', 'M0,9H34'), path('s-step', 'M17,4L22,9L17,14L12,9Z')), 'open, and a step that is done'],
    [bar('s-waiting'), 'waits for another one; chosen, it points to that one'],
    [hatched('s-bad', 5), 'refused'],
    [picture(svg('circle', { class: 's-unknown', cx: '17', cy: '9', r: '6' }), svg('text', { class: 's-question', x: '17', y: '13' }, '?')), 'nobody can say whether it was done'],
    [picture(path('s-undone', 'M17,4L22,9L17,14L12,9Z')), 'taken back, or given up'],
    [bar('s-intended'), 'written down, and still to be done'],
    [picture(svg('rect', { class: 's-neutral', x: '1', y: '3', width: '20', height: '12' }), path('s-pivot', 'M13,3V15M17,3V15')), 'from here on nothing is taken back'],
    [picture(svg('circle', { class: 's-good-point', cx: '10', cy: '9', r: '4' }), path('s-rolled-back', 'M20,5L28,13M28,5L20,13')), 'committed, rolled back'],
    [picture(svg('circle', { class: 's-compensated', cx: '17', cy: '9', r: '4' })), 'compensated: all that was done is taken back'],
  ];
}

function historySamples(): readonly Sample[] {
  const point = (cls: string, cx: number): SVGElement => svg('circle', { class: cls, cx: String(cx), cy: '9', r: '3.5' });
  return [
    [picture(path('s-thread', 'M0,9H34'), point('s-changes', 10), point('s-reads', 25)), 'when each operation can have taken effect: at a full point something changes, at a hollow one it is read'],
    [picture(svg('circle', { class: 's-evidence', cx: '17', cy: '9', r: '8' }), svg('text', { class: 's-number', x: '17', y: '13' }, '1')), 'operations that contradict each other, as the table below numbers them'],
  ];
}

function ringSamples(): readonly Sample[] {
  return [
    [picture(svg('rect', { class: 's-holds', x: '1', y: '3', width: '22', height: '12' }), svg('rect', { class: 's-left', x: '23', y: '3', width: '10', height: '12' })), 'a member: what it holds, and what went away from it'],
    [picture(path('s-ribbon', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), 'keys that went from one member to another'],
    [picture(path('s-needless', 'M2,2C16,8 18,8 32,2V8C18,12 16,12 2,8Z')), '… and need not have gone'],
  ];
}

const signs = (list: readonly Sample[]): HTMLElement => h('ul', { class: 'signs' }, ...list.map(([drawing, words]) => h('li', {}, drawing, h('span', {}, words))));

/** What the picture's signs mean, in plain words, and the keys. */
export function legendView(store: Store): HTMLElement {
  const close = h('button', { class: 'tool', title: 'Close', 'aria-label': 'Close the legend', onclick: () => { store.legendShown.value = false; } }, icon('close'));
  const section = h('section', {
    class: 'legend', 'aria-label': 'Legend', tabindex: '-1',
    onkeydown: (event: KeyboardEvent) => { if (event.key === 'Escape') store.legendShown.value = false; },
  },
    h('div', { class: 'pane-head' }, h('h2', {}, 'Legend'), close),
    signs(samples()),
    h('h3', {}, 'In timelines and traces'), signs(timelineSamples()),
    h('h3', {}, 'In transactions'), signs(transactionSamples()),
    h('h3', {}, 'In histories'), signs(historySamples()),
    h('h3', {}, 'In rings'), signs(ringSamples()),
    h('h3', {}, 'Keys, when the picture has the focus'),
    h('ul', { class: 'keys' }, ...keyHelp.map(([keys, does]) => h('li', {}, h('kbd', {}, keys), h('span', {}, does)))),
    h('p', { class: 'pointer-help' }, 'Wheel or pinch zooms, dragging pans, dragging on the time axis moves the time cursor. With many nodes the wheel scrolls: hold Ctrl to zoom.'));
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
    h('button', { class: 'link', onclick: () => { store.legendShown.value = true; } }, 'Legend'),
    h('button', { class: 'link', onclick: () => { store.hintDismissed.value = true; } }, 'Got it'));
  effect(() => { text.textContent = store.shown.value.hint; });
  effect(() => { hint.hidden = store.hintDismissed.value || store.tourStep.value >= 0 || !store.run.value; });
  return hint;
}
