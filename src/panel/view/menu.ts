import { effect, type Signal } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { h, icon } from './dom.ts';

export interface MenuItem {
  readonly label: string;
  choose(): void;
}

export interface MenuOptions {
  /** On the button. */
  readonly label: string;
  readonly icon: string;
  /** Over the list. */
  readonly title: string;
  /** Said while there is nothing in it. */
  readonly none: string;
  readonly shown: Signal<boolean>;
  /** Asked each time it is opened. */
  items(): Promise<readonly MenuItem[]>;
}

/** A button of the toolbar, and the list that it opens below. */
export function menuOf({ label, icon: sign, title, none, shown, items }: MenuOptions): { readonly button: HTMLElement; readonly menu: HTMLElement } {
  const button = h('button', { class: 'tool', title: label, 'aria-label': label, 'aria-expanded': 'false', onclick: () => { shown.value = !shown.peek(); } }, icon(sign));
  const list = h('ul', {});
  const empty = h('p', { class: 'empty' });
  const close = (): void => {
    shown.value = false;
    button.focus();
  };
  const menu = h('section', { class: 'popup', 'aria-label': title, tabindex: '-1', onkeydown: keys },
    h('div', { class: 'pane-head' }, h('h2', {}, title), h('button', { class: 'tool', title: t('Close'), 'aria-label': t('Close: {0}', title), onclick: close }, icon('close'))), list, empty);

  function keys(event: KeyboardEvent): void {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === 'Escape') close();
    if (by === undefined) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll('button')];
    buttons[(buttons.indexOf(document.activeElement as HTMLButtonElement) + by + buttons.length) % buttons.length]?.focus();
  }
  async function fill(): Promise<void> {
    empty.textContent = '…';
    list.replaceChildren();
    const found = await items();
    empty.textContent = found.length === 0 ? none : '';
    list.replaceChildren(...found.map(item => h('li', {}, h('button', {
      class: 'choice', onclick: () => {
        close();
        item.choose();
      },
    }, item.label))));
    list.querySelector('button')?.focus();
  }
  effect(() => {
    button.setAttribute('aria-expanded', String(shown.value));
    menu.hidden = !shown.value;
    if (!shown.value) return;
    menu.focus();
    void fill();
  });
  return { button, menu };
}
