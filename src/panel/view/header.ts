import { effect } from '@preact/signals-core';
import type { Foresight } from '../../lab/foresight.ts';
import { tellForesight } from '../../lab/foresightwords.ts';
import type { Recording } from '../../lab/recording.ts';
import { t } from '../../lab/l10n.ts';
import { formatInstant, formatTime } from '../layout/time.ts';
import type { Run } from '../model/run.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h, icon } from './dom.ts';

export const verdictIcons: Readonly<Record<Recording['verdict'], string>> = { passed: 'pass-filled', failed: 'error', error: 'warning', stuck: 'warning' };

export function verdictWord(verdict: Recording['verdict']): string {
  return { passed: t('Passed'), failed: t('Failed'), error: t('Program error'), stuck: t('Stuck') }[verdict];
}

const mostFailures = 2;

/** What run this is and, in a sentence, why it failed. */
export function headerView(store: Store, commands: Commands): HTMLElement {
  const header = h('header', { class: 'run-header' });
  const lost = h('div', { class: 'when-lost', 'aria-live': 'polite' });
  effect(() => {
    const recording = store.run.value?.recording;
    header.replaceChildren(...(recording ? [headline(recording), ...recording.verdict === 'passed' ? [h('p', { class: 'held' }, t('Everything that this scenario demands held in this run.'))] : failuresTold(recording, commands), lost] : []));
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
    h('span', { class: `verdict ${verdict}` }, icon(verdictIcons[verdict]), verdictWord(verdict)),
    h('h1', {}, title), h('span', { class: 'scenario' }, scenarioLabel), h('span', { class: 'seed' }, t('seed {0}', seed)));
}

/** The first failures, the others when they are asked for: they would push the picture away. */
function failuresTold(recording: Recording, commands: Commands): HTMLElement[] {
  const all = failures(recording, commands);
  const [shown, others] = all.length <= mostFailures + 1 ? [all, []] : [all.slice(0, mostFailures), all.slice(mostFailures)];
  if (others.length === 0) return shown;
  return [...shown, h('details', { class: 'more-failures' }, h('summary', {}, t('{0} more failures', others.length)), ...others)];
}

function failures({ failures }: Recording, commands: Commands): HTMLElement[] {
  return failures.map(({ message, timeUs, range }, index) => h('div', { class: 'failure', role: 'group', 'aria-label': t('Failure') },
    h('p', {}, message),
    h('span', { class: 'failure-actions' },
      h('button', { class: 'link', onclick: () => commands.goToFailure(index) }, icon('flag'), ` ${t('Show at {0}', formatTime(timeUs))}`),
      range && h('button', { class: 'link', title: range.file, onclick: () => commands.openSource(range) }, icon('go-to-file'), ` ${range.file.split(/[\\/]/).at(-1)}:${range.startLineNumber}`))));
}

/** When the run was lost, or how to find that out. */
function lostTold(run: Run, foresight: Foresight | 'asked' | undefined, commands: Commands): HTMLElement[] {
  if (foresight === 'asked') return [h('p', {}, t('Trying what could still have become of it, from moment to moment…'))];
  if (foresight === undefined) return [h('button', { class: 'link', onclick: () => commands.foresee() }, icon('telescope'), ` ${t('When was it lost?')}`)];
  const { sentence, row } = tellForesight(foresight, run, formatInstant);
  return [h('p', {}, sentence), ...row < 0 ? [] : [h('button', { class: 'link', onclick: () => commands.choose(row) }, icon('telescope'), ` ${t('Show the step')}`)]];
}

/** The faults of the run as sentences; each leads to when it struck. */
export function planView(store: Store, commands: Commands): HTMLElement {
  const list = h('ol', { class: 'plan' });
  const none = h('p', { class: 'empty' }, t('No faults in this run.'));
  const count = h('span', { class: 'count' });
  const details = h('details', { class: 'pane plan-pane', open: true }, h('summary', { class: 'pane-head' }, h('h2', {}, t('Fault plan')), count), list, none);
  effect(() => {
    const run = store.run.value;
    const plan = run?.recording.plan ?? [];
    count.textContent = String(plan.length);
    list.replaceChildren(...plan.map((sentence, index) => {
      const fault = run?.faults.find(each => each.plan === index);
      return h('li', {}, fault ? h('button', { class: 'fault-link', title: t('Show when'), onclick: () => commands.goToFault(fault) }, sentence) : sentence);
    }));
    list.hidden = plan.length === 0;
    none.hidden = plan.length > 0;
  });
  return details;
}
