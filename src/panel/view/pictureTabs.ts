import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { titleOf, type Picture } from '../model/pictures.ts';
import type { Run } from '../model/run.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';

/** Which picture of the run is shown. */
export function pictureTabs(store: Store): HTMLElement {
  const list = h('span', { class: 'tabs', role: 'tablist', 'aria-label': t('Picture'), onkeydown: step });
  const tabs = (): HTMLElement[] => [...list.children] as HTMLElement[];
  const pictures = (): readonly Picture[] => store.run.peek()?.pictures ?? [];
  function step(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = (tabs().findIndex(tab => tab.tabIndex === 0) + by + pictures().length) % pictures().length;
    store.picture.value = pictures()[index].name;
    tabs()[index].focus();
  }
  function showChosen(): void {
    const chosen = tabs().find(tab => tab.tabIndex === 0);
    if (chosen) list.scrollLeft = Math.max(Math.min(list.scrollLeft, chosen.offsetLeft), chosen.offsetLeft + chosen.offsetWidth - list.clientWidth);
  }
  let made: Run | undefined;
  effect(() => {
    const run = store.run.value;
    const chosen = store.shown.value.name;
    if (run !== made) {
      list.replaceChildren(...pictures().map(picture => h('button', {
        class: 'tab', role: 'tab', 'aria-controls': `picture-${picture.kind}`, onclick: () => { store.picture.value = picture.name; },
      }, titleOf(picture))));
      made = run;
    }
    pictures().forEach(({ name }, index) => {
      tabs()[index].setAttribute('aria-selected', String(name === chosen));
      tabs()[index].tabIndex = name === chosen ? 0 : -1;
    });
    showChosen();
  });
  new ResizeObserver(showChosen).observe(list);
  return list;
}
