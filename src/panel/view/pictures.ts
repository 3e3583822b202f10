import type { PictureKind } from '../model/pictures.ts';
import type { Commands } from '../state/commands.ts';
import type { Store } from '../state/store.ts';
import { gridView } from './grid.ts';
import { historyView } from './history.ts';
import { matrixView } from './matrix.ts';
import { nodeStateView } from './nodeState.ts';
import { ringView } from './ring.ts';
import { spaceTimeView } from './spaceTime.ts';
import { planeView } from './plane.ts';
import { spansView } from './spans.ts';
import { timelineView } from './timeline.ts';
import { topologyView } from './topology.ts';
import { transactionsView } from './transactions.ts';

/** The view of each kind of picture: one element, shown while a picture of its kind is chosen. */
export const pictureViews: Readonly<Record<PictureKind, (store: Store, commands: Commands) => HTMLElement>> = {
  'space-time': spaceTimeView,
  topology: topologyView,
  state: nodeStateView,
  grid: gridView,
  plane: planeView,
  spans: spansView,
  history: historyView,
  timeline: timelineView,
  transactions: transactionsView,
  matrix: matrixView,
  ring: ringView,
};
