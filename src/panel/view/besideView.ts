import { effect, untracked } from '@preact/signals-core';
import { actorOf, describe } from '../../lab/tracewords.ts';
import { t, tParts } from '../../lab/l10n.ts';
import { formatInstant } from '../layout/time.ts';
import { verdictIcons, verdictWord } from './header.ts';
import type { Comparer, Comparison } from '../state/comparison.ts';
import { h, icon } from './dom.ts';
import { pictureViews } from './pictures.ts';

/** The second run below the shown one: in what they differ first, and the same picture of it. */
export function besideView(comparison: Comparison, comparer: Comparer): HTMLElement {
  const { other, otherCommands, told } = comparison;
  const sentence = h('p', {});
  const what = h('span', { class: 'beside-what' });
  const chosen = h('p', { class: 'beside-event', 'aria-live': 'polite' });
  const go = h('button', { class: 'link', onclick: () => comparison.goToDivergence() }, icon('git-compare'), ` ${t('Show where')}`);
  const bar = h('div', { class: 'beside-bar' }, what, sentence,
    h('span', { class: 'beside-actions' }, go,
      h('button', { class: 'link', onclick: () => comparison.swap() }, icon('arrow-swap'), ` ${t('Swap')}`),
      h('button', { class: 'link', onclick: end }, icon('close'), ` ${t('End the comparison')}`)), chosen);
  const pictures = h('div', { class: 'beside-pictures' });
  function end(): void {
    comparison.end();
    comparer.ended();
  }
  const section = h('section', { class: 'beside', 'aria-label': t('The other run') }, bar, pictures);
  /** Made when there is a run to compare with for the first time. */
  let panels: readonly { readonly kind: string; readonly element: HTMLElement }[] = [];
  effect(() => {
    if (!other.run.value || panels.length > 0) return;
    panels = untracked(() => Object.entries(pictureViews).map(([kind, view]) => {
      const element = view(other, otherCommands);
      element.classList.add('picture-view');
      return { kind, element };
    }));
    pictures.replaceChildren(...panels.map(({ element }) => element));
  });
  effect(() => {
    const run = other.run.value;
    section.hidden = told.value === undefined || run === undefined;
    sentence.textContent = told.value?.sentence ?? '';
    go.hidden = (told.value?.atUs ?? -1) < 0;
    if (run) what.replaceChildren(icon(verdictIcons[run.recording.verdict]), ` ${verdictWord(run.recording.verdict)}: ${told.value?.name ?? ''}`);
    what.className = `beside-what verdict ${run?.recording.verdict ?? ''}`;
  });
  effect(() => {
    const run = other.run.value;
    const row = other.selected.value;
    chosen.hidden = !run || row < 0;
    if (run && row >= 0) chosen.replaceChildren(...tParts<Node | string>('Selected below: {0} {1} ({2})', h('b', {}, actorOf(run, row)), describe(run, row), formatInstant(run.recording.trace.timeUs[row])));
  });
  effect(() => {
    void other.run.value;
    for (const panel of panels) panel.element.classList.toggle('covered', other.shown.value.kind !== panel.kind);
  });
  return section;
}
