/** An axis of a plane: what is measured, and in what. */
export interface PlaneAxis {
  readonly label: string;
  readonly unit: string;
}

/** Two quantities against each other, as a path through time: load and what comes of it, latency and throughput. */
export interface PlaneTrack {
  readonly type: 'plane';
  readonly name: string;
  readonly across: PlaneAxis;
  readonly up: PlaneAxis;
  /** In order of time. */
  readonly points: readonly { readonly timeUs: number; readonly across: number; readonly up: number }[];
}

export class PlanePicture {
  private readonly points: PlaneTrack['points'][number][] = [];
  readonly track: PlaneTrack;
  private readonly now: () => number;

  constructor(name: string, across: PlaneAxis, up: PlaneAxis, now: () => number) {
    this.track = { type: 'plane', name, across, up, points: this.points };
    this.now = now;
  }

  /** `timeUs` may lie in the past, after the points before. */
  point(across: number, up: number, timeUs = this.now()): void {
    this.points.push({ timeUs, across, up });
  }
}
