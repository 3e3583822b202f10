import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { hintOf } from '../model/pictures.ts';
import type { Store } from '../state/store.ts';
import { h, icon } from './dom.ts';
import { keyHelp } from './keys.ts';
import { signsOfPictures, type Signs } from './legendSigns.ts';

const signsList = ({ title, samples }: Signs): HTMLElement => h('section', { class: 'signs-of' }, h('h3', {}, title),
  h('ul', { class: 'signs' }, ...samples.map(([drawing, words]) => h('li', {}, drawing, h('span', {}, words)))));

/** What the signs mean, those of the shown picture first, and the keys. */
export function legendView(store: Store): HTMLElement {
  const all = signsOfPictures().map(signs => ({ kinds: signs.kinds, list: signsList(signs) }));
  const signs = h('div', {});
  const close = h('button', { class: 'tool', title: t('Close'), 'aria-label': t('Close the legend'), onclick: () => { store.legendShown.value = false; } }, icon('close'));
  const section = h('section', {
    class: 'legend', 'aria-label': t('Legend'), tabindex: '-1',
    onkeydown: (event: KeyboardEvent) => { if (event.key === 'Escape') store.legendShown.value = false; },
  },
    h('div', { class: 'pane-head' }, h('h2', {}, t('Legend')), close),
    signs,
    h('h3', {}, t('Keys, when the picture has the focus')),
    h('ul', { class: 'keys' }, ...keyHelp().map(([keys, does]) => h('li', {}, h('kbd', {}, keys), h('span', {}, does)))),
    h('p', { class: 'pointer-help' }, t('Wheel or pinch zooms, dragging pans, dragging on the time axis moves the time cursor. With many nodes the wheel scrolls: hold Ctrl to zoom.')));
  effect(() => {
    const { kind } = store.shown.value;
    const isShown = ({ kinds }: Pick<Signs, 'kinds'>): boolean => kinds.includes(kind);
    signs.replaceChildren(...[...all.filter(isShown), ...all.filter(each => !isShown(each))].map(({ list }) => list));
    section.scrollTop = 0;
  });
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
