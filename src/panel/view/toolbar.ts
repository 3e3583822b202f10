import { effect } from '@preact/signals-core';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon } from './dom.ts';
import { playerView } from './player.ts';

/** Which picture is shown, and buttons for what keys and pointers also do. */
export function toolbarView(store: Store, commands: Commands, tabs: HTMLElement, ...more: readonly HTMLElement[]): HTMLElement {
  const button = (iconName: string, label: string, onclick: () => void): HTMLButtonElement =>
    h('button', { class: 'tool', title: label, 'aria-label': label, onclick }, icon(iconName));
  const group = (label: string, ...buttons: HTMLButtonElement[]): HTMLElement =>
    h('span', { class: 'tool-group', role: 'group', 'aria-label': label }, h('span', { class: 'tool-label', 'aria-hidden': 'true' }, label), ...buttons);
  const failure = button('flag', 'Go to the failure (F)', () => commands.goToFailure());
  const legend = button('question', 'Legend and keys', () => { store.legendShown.value = !store.legendShown.peek(); });
  effect(() => { failure.hidden = (store.run.value?.recording.failures.length ?? 0) === 0; });
  effect(() => { legend.setAttribute('aria-expanded', String(store.legendShown.value)); });
  const through = h('select', {
    'aria-label': 'Events to step through', title: 'Events to step through', onchange: () => { store.stepsThrough.value = through.value as 'all' | 'node' | 'kind'; },
  }, ...stepsThrough.map(([value, words]) => h('option', { value }, words)));
  effect(() => { through.value = store.stepsThrough.value; });
  const step = h('span', { class: 'tool-group', role: 'group', 'aria-label': 'Step' },
    button('chevron-left', 'Previous event (←)', () => commands.stepThrough(-1)), through, button('chevron-right', 'Next event (→)', () => commands.stepThrough(1)));
  return h('div', { class: 'toolbar' }, tabs,
    h('div', { class: 'time-tools', role: 'group', 'aria-label': 'Time' }, playerView(store, commands), step, failure,
      group('Zoom', button('zoom-out', 'Zoom out (−)', () => commands.zoom(1.5)), button('zoom-in', 'Zoom in (+)', () => commands.zoom(1 / 1.5)), button('screen-full', 'Show the whole run (0)', () => commands.fit()))),
    h('span', { class: 'tool-group more-tools', role: 'group', 'aria-label': 'More' }, ...more, legend));
}

const stepsThrough = [['all', 'all events'], ['node', 'this node'], ['kind', 'this kind']] as const;
