import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
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
  const failure = button('flag', t('Go to the failure (F)'), () => commands.goToFailure());
  const legend = button('question', t('Legend and keys'), () => { store.legendShown.value = !store.legendShown.peek(); });
  effect(() => { failure.hidden = (store.run.value?.recording.failures.length ?? 0) === 0; });
  effect(() => { legend.setAttribute('aria-expanded', String(store.legendShown.value)); });
  const through = h('select', {
    'aria-label': t('Events to step through'), title: t('Events to step through'), onchange: () => { store.stepsThrough.value = through.value as 'all' | 'node' | 'kind'; },
  }, ...stepsThrough().map(([value, words]) => h('option', { value }, words)));
  effect(() => { through.value = store.stepsThrough.value; });
  const step = h('span', { class: 'tool-group', role: 'group', 'aria-label': t('Step') },
    button('chevron-left', t('Previous event (←)'), () => commands.stepThrough(-1)), through, button('chevron-right', t('Next event (→)'), () => commands.stepThrough(1)));
  return h('div', { class: 'toolbar' }, tabs,
    h('div', { class: 'time-tools', role: 'group', 'aria-label': t('Time') }, playerView(store, commands), step, failure,
      group(t('Zoom'), button('zoom-out', t('Zoom out (−)'), () => commands.zoom(1.5)), button('zoom-in', t('Zoom in (+)'), () => commands.zoom(1 / 1.5)), button('screen-full', t('Show the whole run (0)'), () => commands.fit()))),
    h('span', { class: 'tool-group more-tools', role: 'group', 'aria-label': t('More') }, ...more, legend));
}

const stepsThrough = () => [['all', t('all events')], ['node', t('this node')], ['kind', t('this kind')]] as const;
