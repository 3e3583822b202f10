import { effect } from '@preact/signals-core';
import { t } from '../../lab/l10n.ts';
import { speeds } from '../layout/playback.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon } from './dom.ts';

/** Where motion is unwelcome the cursor moves in steps this far apart. */
const calmStepMs = 500;
/** A tab that was hidden does not catch up. */
const longestFrameMs = 100;

/** Plays the run: moves the time cursor as time passes. */
export function playerView(store: Store, commands: Commands): HTMLElement {
  const play = h('button', { class: 'tool', onclick: () => commands.togglePlay() });
  const speed = h('select', { 'aria-label': t('Speed'), title: t('Simulated time in a second of yours'), onchange: () => { store.speed.value = Number(speed.value); } },
    ...speeds.map(value => h('option', { value: String(value) }, value < 1 ? `${value * 1_000} ms/s` : `${value} s/s`)));
  effect(() => {
    const label = store.playing.value ? t('Stop (Space)') : t('Play (Space)');
    play.replaceChildren(icon(store.playing.value ? 'debug-pause' : 'play'));
    play.title = label;
    play.setAttribute('aria-label', label);
  });
  effect(() => { speed.value = String(store.speed.value); });

  const calm = window.matchMedia('(prefers-reduced-motion: reduce)');
  let lastMs = 0;
  const frame = (nowMs: number): void => {
    if (!store.playing.peek()) return;
    const passedMs = nowMs - lastMs;
    if (!calm.matches || passedMs >= calmStepMs) {
      lastMs = nowMs;
      commands.playFor(calm.matches ? calmStepMs : Math.min(passedMs, longestFrameMs));
    }
    requestAnimationFrame(frame);
  };
  effect(() => {
    if (!store.playing.value) return;
    lastMs = performance.now();
    requestAnimationFrame(frame);
  });
  return h('span', { class: 'tool-group', role: 'group', 'aria-label': t('Play') }, play, speed);
}
