import { effect, signal } from '@preact/signals-core';
import { actorOf, describe } from '../../lab/tracewords.ts';
import { t } from '../../lab/l10n.ts';
import { formatTime } from '../layout/time.ts';
import { hasLongNames, showsTime } from '../model/pictures.ts';
import type { Commands } from '../state/commands.ts';
import type { Comparer, Comparison } from '../state/comparison.ts';
import type { Store } from '../state/store.ts';
import { axisView } from './axis.ts';
import { besideView } from './besideView.ts';
import { bothTable } from './bothTable.ts';
import { chartView } from './chart.ts';
import { detailsView } from './details.ts';
import { h, icon, paint } from './dom.ts';
import { eventTable } from './eventTable.ts';
import { faultStripView } from './faultStrip.ts';
import { headerView, planView } from './header.ts';
import { keepItems, type Keeper } from './keepItems.ts';
import { hintView, legendView } from './legend.ts';
import { menuOf } from './menu.ts';
import { overviewView } from './overview.ts';
import { pictureViews } from './pictures.ts';
import { pictureTabs } from './pictureTabs.ts';
import { watchTheme } from './theme.ts';
import { toolbarView } from './toolbar.ts';
import { tourView } from './tour.ts';
import { astrayHatch } from './waterfall.ts';

/** Builds the panel in `root`. */
export function mountApp(root: HTMLElement, store: Store, commands: Commands, comparison: Comparison, comparer: Comparer, keeper: Keeper, tourEnded: () => void): void {
  const chart = chartView(store, commands);
  const faultsLabel = h('div', { class: 'gutter' }, t('Faults'));
  const cursorLine = h('div', { class: 'cursor-line', 'aria-hidden': 'true' });
  const divergeLine = h('div', { class: 'diverge-line', 'aria-hidden': 'true' });
  const failureLine = h('div', { class: 'failure-line', 'aria-hidden': 'true' });
  const panels = Object.entries(pictureViews).map(([kind, view]) => {
    const element = view(store, commands);
    element.id = `picture-${kind}`;
    element.classList.add('picture-view');
    element.setAttribute('role', 'tabpanel');
    return { kind, element };
  });
  const picture = h('section', { class: 'picture', 'aria-label': t('Picture and chart') },
    h('div', { class: 'gutter' }, t('Whole run')), overviewView(store, commands),
    h('div', { class: 'gutter' }, t('Time')), axisView(store, commands),
    faultsLabel, faultStripView(store, commands),
    h('div', { class: 'pictures' }, ...panels.map(({ element }) => element), besideView(comparison, comparer)),
    chart.head, chart.axis, chart.plot,
    h('div', { class: 'lines', 'aria-hidden': 'true' }, failureLine, divergeLine, cursorLine),
  );
  const side = h('div', { class: 'side' }, detailsView(store, commands), planView(store, commands), eventTable(store, commands), bothTable(store, commands, comparison), chart.table);
  const compare = menuOf({
    label: t('Compare with another run'), icon: 'compare-changes', title: t('Compare this run with'), none: t('There is no other run to compare this one with.'), shown: comparison.menuShown,
    items: async () => (await comparer.choices()).map(({ id, label }) => ({ label, choose: () => comparer.compareWith(id) })),
  });
  const share = menuOf({ label: t('Save or share'), icon: 'export', title: t('Save or share'), none: '', shown: signal(false), items: async () => keepItems(store, picture, keeper) });
  const tour = h('button', { class: 'tool', title: t('Take the tour'), 'aria-label': t('Take the tour'), onclick: () => { store.tourStep.value = 0; } }, icon('compass'));
  const announcer = h('div', { class: 'visually-hidden', 'aria-live': 'polite' });
  const waitingTitle = h('h1', {});
  const waitingText = h('p', {});
  const waiting = h('main', { class: 'waiting', 'aria-live': 'polite' }, waitingTitle, waitingText);
  const content = h('main', { class: 'content' }, headerView(store, commands), hintView(store), h('div', { class: 'toolbar-area' }, toolbarView(store, commands, pictureTabs(store), compare.button, share.button, tour), legendView(store), compare.menu, share.menu),
    h('div', { class: 'body' }, picture, side));
  root.replaceChildren(waiting, content, announcer, tourView(store, tourEnded), astrayHatch());

  effect(() => {
    const run = store.run.value;
    waiting.hidden = run !== undefined;
    content.hidden = run === undefined;
    faultsLabel.hidden = (run?.faults.length ?? 0) === 0;
    picture.classList.toggle('without-chart', !store.chartShown.value || run?.charts.length === 0);
  });
  effect(() => {
    picture.classList.toggle('without-lines', !showsTime(store.shown.value));
    picture.classList.toggle('long-names', hasLongNames(store.shown.value));
    for (const panel of panels) panel.element.classList.toggle('covered', store.shown.value.kind !== panel.kind);
  });
  effect(() => {
    waitingTitle.textContent = store.waiting.value.title;
    waitingText.textContent = store.waiting.value.text;
  });
  effect(() => picture.style.setProperty('--plot-width', `${store.plotWidth.value}px`));
  effect(() => {
    const beside = comparison.told.value !== undefined;
    picture.classList.toggle('comparing', beside);
    announcer.textContent = comparison.told.value?.sentence ?? '';
  });
  paint(() => { void store.x.value; void store.cursorUs.value; void store.run.value; void comparison.told.value; }, () => {
    placeLine(divergeLine, store, comparison.told.peek()?.atUs ?? -1);
    placeLine(cursorLine, store, store.cursorUs.peek());
    placeLine(failureLine, store, store.run.peek()?.recording.failures[0]?.timeUs ?? -1);
  });
  effect(() => {
    const run = store.run.value;
    const row = store.selected.value;
    const spokenBySlider = document.activeElement?.matches('[role="slider"], .events, .timeline-lanes, .waterfall');
    if (run && row >= 0 && !spokenBySlider) announcer.textContent = `${formatTime(run.recording.trace.timeUs[row])}: ${actorOf(run, row)} ${describe(run, row)}`;
  });
  watchTheme(store);
}

function placeLine(line: HTMLElement, store: Store, timeUs: number): void {
  const x = store.x.peek()(timeUs);
  line.hidden = timeUs < 0 || x < 0 || x > store.plotWidth.peek();
  line.style.transform = `translateX(${x}px)`;
}
