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
  return h('div', { class: 'toolbar', role: 'group', 'aria-label': 'Time' },
    tabs, playerView(store, commands),
    group('Event', button('chevron-left', 'Previous event (←)', () => commands.step(-1)), button('chevron-right', 'Next event (→)', () => commands.step(1))),
    group('Same node', button('chevron-left', 'Previous event of this node (Shift+←)', () => commands.stepOnLane(-1)), button('chevron-right', 'Next event of this node (Shift+→)', () => commands.stepOnLane(1))),
    failure,
    h('span', { class: 'spring' }),
    group('Zoom', button('zoom-out', 'Zoom out (−)', () => commands.zoom(1.5)), button('zoom-in', 'Zoom in (+)', () => commands.zoom(1 / 1.5)), button('screen-full', 'Show the whole run (0)', () => commands.fit())),
    ...more, legend);
}
