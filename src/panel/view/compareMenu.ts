import { effect } from '@preact/signals-core';
import type { Comparer, Comparison } from '../state/comparison.ts';
import { h, icon } from './dom.ts';

/** A button of the toolbar, and the list of runs to compare with that it opens. */
export function compareMenu(comparison: Comparison, comparer: Comparer): { readonly button: HTMLElement; readonly menu: HTMLElement } {
  const { menuShown } = comparison;
  const button = h('button', {
    class: 'tool', title: 'Compare with another run', 'aria-label': 'Compare with another run', 'aria-expanded': 'false', onclick: () => { menuShown.value = !menuShown.peek(); },
  }, icon('compare-changes'));
  const list = h('ul', {});
  const none = h('p', { class: 'empty' });
  const close = (): void => {
    menuShown.value = false;
    button.focus();
  };
  const menu = h('section', {
    class: 'popup compare-menu', 'aria-label': 'Compare with', tabindex: '-1', onkeydown: (event: KeyboardEvent) => { if (event.key === 'Escape') close(); },
  },
    h('div', { class: 'pane-head' }, h('h2', {}, 'Compare this run with'), h('button', { class: 'tool', title: 'Close', 'aria-label': 'Close the list of runs', onclick: close }, icon('close'))),
    list, none);
  const fill = async (): Promise<void> => {
    none.textContent = 'Looking for runs …';
    list.replaceChildren();
    const choices = await comparer.choices();
    none.textContent = choices.length === 0 ? 'There is no other run to compare this one with.' : '';
    list.replaceChildren(...choices.map(({ id, label }) => h('li', {}, h('button', {
      class: 'choice', onclick: () => {
        close();
        comparer.compareWith(id);
      },
    }, label))));
    list.querySelector('button')?.focus();
  };
  effect(() => {
    const shown = menuShown.value;
    button.setAttribute('aria-expanded', String(shown));
    menu.hidden = !shown;
    if (!shown) return;
    menu.focus();
    void fill();
  });
  return { button, menu };
}
