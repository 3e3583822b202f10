import { computed, effect } from '@preact/signals-core';
import { bottomOf, layOutTimeline, type TimelineBox } from '../layout/timeline.ts';
import { timelineLanesOf, type TimelineLane } from '../model/timeline.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { h } from './dom.ts';
import { lanesView } from './lanes.ts';

const wholeRun = { fromUs: 0, toUs: Infinity };

/** What lasted how long, group by group. */
export function timelineView(store: Store, commands: Commands): HTMLElement {
  const lanes = computed((): readonly TimelineLane[] => {
    void store.shown.value;
    const track = store.drawn('timeline');
    return track && store.run.value ? timelineLanesOf(track, store.run.value.endUs) : [];
  });
  const { element } = lanesView(store, commands, lanes, names);
  effect(() => element.style.setProperty('--all-lanes', `${bottomOf(layOutTimeline(lanes.value, wholeRun))}px`));
  return element;
}

/** Of a lane, and of its group where that begins. */
function names({ lane: { group, name }, first }: TimelineBox): readonly HTMLElement[] {
  return [h('span', { class: 'timeline-group' }, first ? group : ''), h('span', { class: 'timeline-lane' }, name === group ? '' : name)];
}
