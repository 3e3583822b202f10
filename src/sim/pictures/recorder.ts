import { GridPicture } from './grid.ts';
import type { PictureTrack } from './track.ts';

/** Takes down what kits and worlds draw while a run is recorded. Nothing of it is part of the run: hashes and verdicts do not know it. */
export class PictureRecorder {
  private readonly begun = new Map<string, { readonly track: PictureTrack }>();
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  grid(name: string): GridPicture {
    return this.picture(`grid ${name}`, () => new GridPicture(name, this.now));
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
