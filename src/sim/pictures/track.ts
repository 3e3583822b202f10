import type { GridTrack } from './grid.ts';
import type { MatrixTrack } from './matrix.ts';
import type { PlaneTrack } from './plane.ts';
import type { RingTrack } from './ring.ts';
import type { SpansTrack } from './spans.ts';
import type { TimelineTrack } from './timeline.ts';
import type { TransactionsTrack } from './transactions.ts';

/** What can be drawn of a run besides its events and quantities: a picture of its own, called by its name. */
export type PictureTrack = GridTrack | MatrixTrack | PlaneTrack | RingTrack | SpansTrack | TimelineTrack | TransactionsTrack;
