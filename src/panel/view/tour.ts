import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { spaceTime } from '../model/pictures.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';

interface Step {
  /** What it is about, as a selector. */
  readonly about: string;
  readonly title: string;
  readonly text: string;
}

const stepsOf = (): readonly Step[] => [
  {
    about: '.pictures > .lanes .lane-labels', title: t('Every line is somebody'),
    text: t('A line for each node and client. Time runs from left to right. Lines with a bar at their name run your program.'),
  },
  {
    about: '.pictures > .lanes .diagram', title: t('Arrows are messages'),
    text: t('An arrow starts where a message was sent and ends where it arrived; a red cross is a message that got lost. A bar is what a client asked for, from the question to the answer.'),
  },
  { about: '.failure', title: t('What went wrong'), text: t('The failure in a sentence. The flag on the time axis and the red dashed line below it show when it happened.') },
  { about: '.axis', title: t('The time cursor'), text: t('Drag here to move through time: all pictures, values and lists follow. With the keyboard: go to the picture with Tab, then press ← and →, or Space to play.') },
  { about: '.details-pane', title: t('From an event to your line'), text: t('Click anything in the picture: here you see what it was, what led to it, and a link to the line of your program that did it.') },
  { about: '.events-pane', title: t('The same as text'), text: t('Every event in order. Filter by any words, such as the name of a node. The question mark in the toolbar explains all signs and keys.') },
];

const gap = 8;

/** What a first look needs to know, one thing after the other; `ended` is called when it is closed. */
export function tourView(store: Store, ended: () => void): HTMLElement {
  const steps = stepsOf();
  const ring = h('div', { class: 'tour-ring', 'aria-hidden': 'true' });
  const title = h('h2', { id: 'tour-title' });
  const text = h('p', { id: 'tour-text' });
  const count = h('span', { class: 'count' });
  const back = h('button', { class: 'link', onclick: () => move(-1) }, t('Back'));
  const next = h('button', { class: 'primary', onclick: () => move(1) });
  const box = h('section', {
    class: 'tour', role: 'dialog', 'aria-labelledby': 'tour-title', 'aria-describedby': 'tour-text', tabindex: '-1',
    onkeydown: (event: KeyboardEvent) => {
      if (event.key === 'Escape') end();
      else if (event.key === 'ArrowRight') move(1);
      else if (event.key === 'ArrowLeft') move(-1);
      else return;
      event.preventDefault();
    },
  }, title, text, h('div', { class: 'tour-actions' }, count, h('button', { class: 'link', onclick: end }, t('End the tour')), h('span', { class: 'spring' }), back, next));
  const tour = h('div', { class: 'tour-layer', hidden: true }, ring, box);

  const elementOf = ({ about }: Step): HTMLElement | null => document.querySelector(about);
  const there = (): readonly Step[] => steps.filter(step => elementOf(step));

  /** The picture that was shown before. */
  let left: string | undefined;

  function end(): void {
    store.tourStep.value = -1;
    if (left !== undefined) store.picture.value = left;
    left = undefined;
    ended();
    document.querySelector<HTMLElement>('.picture-view:not(.covered) [tabindex="0"]')?.focus({ preventScroll: true });
  }
  function move(by: 1 | -1): void {
    const to = store.tourStep.peek() + by;
    if (to >= there().length) end();
    else if (to >= 0) store.tourStep.value = to;
  }
  function place(): void {
    const element = elementOf(there()[store.tourStep.peek()] ?? steps[0]);
    if (store.tourStep.peek() < 0 || !element) return;
    const { left, top, right, bottom } = element.getBoundingClientRect();
    const [wide, tall] = [window.innerWidth, window.innerHeight];
    const [x1, y1, x2, y2] = [Math.max(2, left - 2), Math.max(2, top - 2), Math.min(wide - 2, right + 2), Math.min(tall - 2, bottom + 2)];
    ring.style.transform = `translate(${x1}px, ${y1}px)`;
    ring.style.width = `${x2 - x1}px`;
    ring.style.height = `${y2 - y1}px`;
    const { offsetWidth, offsetHeight } = box;
    const below = y2 + gap + offsetHeight <= tall;
    const boxTop = below ? y2 + gap : y1 - gap - offsetHeight >= 0 ? y1 - gap - offsetHeight : Math.max(gap, tall - offsetHeight - 3 * gap);
    const beside = !below && y1 - gap - offsetHeight < 0 && x2 + gap + offsetWidth <= wide ? x2 + gap : x1;
    box.style.transform = `translate(${Math.max(gap, Math.min(wide - offsetWidth - gap, beside))}px, ${boxTop}px)`;
  }

  effect(() => {
    const at = store.tourStep.value;
    tour.hidden = at < 0 || !store.run.value;
    if (tour.hidden) return;
    left ??= store.picture.peek();
    store.picture.value = spaceTime.name;
    const step = there()[at];
    if (!step) return;
    [title.textContent, text.textContent, count.textContent] = [step.title, step.text, t('{0} of {1}', at + 1, there().length)];
    back.hidden = at === 0;
    next.textContent = at === there().length - 1 ? t('Done') : t('Next');
    elementOf(step)!.scrollIntoView({ block: 'nearest' });
    requestAnimationFrame(() => {
      place();
      box.focus({ preventScroll: true });
    });
  });
  window.addEventListener('resize', place);
  window.addEventListener('scroll', place, true);
  return tour;
}
