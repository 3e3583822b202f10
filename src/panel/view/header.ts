import { effect } from '@preact/signals-core';
import type { Foresight } from '../../lab/foresight.ts';
import { tellForesight } from '../../lab/foresightwords.ts';
import type { Recording } from '../../lab/recording.ts';
import { formatInstant, formatTime } from '../layout/time.ts';
import type { Run } from '../model/run.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon } from './dom.ts';

export const verdicts: Readonly<Record<Recording['verdict'], { readonly icon: string; readonly word: string }>> = {
  passed: { icon: 'pass-filled', word: 'Passed' },
  failed: { icon: 'error', word: 'Failed' },
  error: { icon: 'warning', word: 'Program error' },
  stuck: { icon: 'warning', word: 'Stuck' },
};

/** What run this is and, in a sentence, why it failed. */
export function headerView(store: Store, commands: Commands): HTMLElement {
  const header = h('header', { class: 'run-header' });
  const lost = h('div', { class: 'lost', 'aria-live': 'polite' });
  effect(() => {
    const recording = store.run.value?.recording;
    header.replaceChildren(...(recording ? [headline(recording), ...recording.verdict === 'passed' ? [h('p', { class: 'held' }, 'Everything that this scenario demands held in this run.')] : failures(recording, commands), lost] : []));
  });
  effect(() => {
    const run = store.run.value;
    const foresight = store.foresight.value;
    lost.hidden = run?.recording.verdict !== 'failed';
    if (run) lost.replaceChildren(...lostTold(run, foresight, commands));
  });
  return header;
}

function headline({ verdict, title, scenarioLabel, seed }: Recording): HTMLElement {
  return h('div', { class: 'headline' },
    h('span', { class: `verdict ${verdict}` }, icon(verdicts[verdict].icon), verdicts[verdict].word),
    h('h1', {}, title), h('span', { class: 'scenario' }, scenarioLabel), h('span', { class: 'seed' }, `seed ${seed}`));
}

function failures({ failures }: Recording, commands: Commands): HTMLElement[] {
  return failures.map(({ message, timeUs, range }, index) => h('div', { class: 'failure', role: 'group', 'aria-label': 'Failure' },
    h('p', {}, message),
    h('span', { class: 'failure-actions' },
      h('button', { class: 'link', onclick: () => commands.goToFailure(index) }, icon('flag'), ` Show at ${formatTime(timeUs)}`),
      range && h('button', { class: 'link', title: range.file, onclick: () => commands.openSource(range) }, icon('go-to-file'), ` ${range.file.split(/[\\/]/).at(-1)}:${range.startLineNumber}`))));
}

/** When the run was lost, or how to find that out. */
function lostTold(run: Run, foresight: Foresight | 'asked' | undefined, commands: Commands): HTMLElement[] {
  if (foresight === 'asked') return [h('p', {}, 'Trying what could still have become of it, from moment to moment…')];
  if (foresight === undefined) return [h('button', { class: 'link', onclick: () => commands.foresee() }, icon('telescope'), ' When was it lost?')];
  const { sentence, row } = tellForesight(foresight, run, formatInstant);
  return [h('p', {}, sentence), ...row < 0 ? [] : [h('button', { class: 'link', onclick: () => commands.choose(row) }, icon('telescope'), ' Show the step')]];
}

/** The faults of the run as sentences; each leads to when it struck. */
export function planView(store: Store, commands: Commands): HTMLElement {
  const list = h('ol', { class: 'plan' });
  const none = h('p', { class: 'empty' }, 'No faults in this run.');
  const count = h('span', { class: 'count' });
  const details = h('details', { class: 'pane plan-pane', open: true }, h('summary', { class: 'pane-head' }, h('h2', {}, 'Fault plan'), count), list, none);
  effect(() => {
    const run = store.run.value;
    const plan = run?.recording.plan ?? [];
    count.textContent = String(plan.length);
    list.replaceChildren(...plan.map((sentence, index) => {
      const fault = run?.faults.find(each => each.plan === index);
      return h('li', {}, fault ? h('button', { class: 'fault-link', title: 'Show when', onclick: () => commands.goToFault(fault) }, sentence) : sentence);
    }));
    list.hidden = plan.length === 0;
    none.hidden = plan.length > 0;
  });
  return details;
}
