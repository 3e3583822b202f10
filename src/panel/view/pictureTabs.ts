import { effect } from '@preact/signals-core';
import { pictures, type Picture, type Store } from '../state/store.ts';
import { h } from './dom.ts';

const words: Readonly<Record<Picture, string>> = { 'space-time': 'Space-time', topology: 'Topology', state: 'State' };

/** Which picture of the run is shown. */
export function pictureTabs(store: Store): HTMLElement {
  const tabs = pictures.map(picture => h('button', {
    class: 'tab', role: 'tab', id: `tab-${picture}`, 'aria-controls': `picture-${picture}`, onclick: () => { store.picture.value = picture; },
  }, words[picture]));
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = (pictures.indexOf(store.picture.peek()) + by + pictures.length) % pictures.length;
    store.picture.value = pictures[index];
    tabs[index].focus();
  };
  effect(() => {
    pictures.forEach((picture, index) => {
      const chosen = store.picture.value === picture;
      tabs[index].setAttribute('aria-selected', String(chosen));
      tabs[index].tabIndex = chosen ? 0 : -1;
    });
  });
  return h('span', { class: 'tabs', role: 'tablist', 'aria-label': 'Picture', onkeydown: step }, ...tabs);
}
