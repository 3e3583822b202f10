import { GridPicture, type GridWords } from './grid.ts';
import { MatrixPicture } from './matrix.ts';
import { PlanePicture, type PlaneAxis, type PlaneTrack } from './plane.ts';
import { RingPicture } from './ring.ts';
import { SpansPicture } from './spans.ts';
import { TimelinePicture } from './timeline.ts';
import type { PictureTrack } from './track.ts';
import { TransactionsPicture } from './transactions.ts';

/** Takes down what kits and worlds draw while a run is recorded. Nothing of it is part of the run: hashes and verdicts do not know it. */
export class PictureRecorder {
  private readonly begun = new Map<string, { readonly track: PictureTrack }>();
  private readonly now: () => number;
  private readonly rowNow: () => number;

  /** `rowNow`: the row of the trace that shows why something is drawn now, -1 for none. */
  constructor(now: () => number, rowNow: () => number) {
    this.now = now;
    this.rowNow = rowNow;
  }

  /** `words` are those of its first call. */
  grid(name: string, words: GridWords = {}): GridPicture {
    return this.picture(`grid ${name}`, () => new GridPicture(name, words, this.now, this.rowNow));
  }

  matrix(name: string): MatrixPicture {
    return this.picture(`matrix ${name}`, () => new MatrixPicture(name, this.now, this.rowNow));
  }

  /** `across`, `up` and `look` are those of its first call. */
  plane(name: string, across: PlaneAxis, up: PlaneAxis, look: PlaneTrack['look'] = 'path'): PlanePicture {
    return this.picture(`plane ${name}`, () => new PlanePicture(name, across, up, look, this.now));
  }

  ring(name: string): RingPicture {
    return this.picture(`ring ${name}`, () => new RingPicture(name, this.now));
  }

  spans(name: string): SpansPicture {
    return this.picture(`spans ${name}`, () => new SpansPicture(name, this.now, this.rowNow));
  }

  timeline(name: string): TimelinePicture {
    return this.picture(`timeline ${name}`, () => new TimelinePicture(name, this.now, this.rowNow));
  }

  transactions(name: string): TransactionsPicture {
    return this.picture(`transactions ${name}`, () => new TransactionsPicture(name, this.now, this.rowNow));
  }

  tracks(): readonly PictureTrack[] {
    return [...this.begun.values()].map(({ track }) => track);
  }

  /** The picture of this kind and name, begun when it is drawn on first. */
  private picture<P extends { readonly track: PictureTrack }>(key: string, begin: () => P): P {
    const before = this.begun.get(key);
    if (before) return before as P;
    const picture = begin();
    this.begun.set(key, picture);
    return picture;
  }
}
