/** An axis of a plane: what is measured, and in what. */
export interface PlaneAxis {
  readonly label: string;
  readonly unit: string;
  /** Powers of ten are equally far apart; else the axis begins at 0. */
  readonly log?: boolean;
}

/** A line to hold points against, from an instant on until there is another of its name: an optimum, a limit. */
export interface PlaneCurve {
  readonly name: string;
  readonly timeUs: number;
  readonly points: readonly (readonly [across: number, up: number])[];
}

/** Two quantities against each other: load and what comes of it, latency and throughput. */
export interface PlaneTrack {
  readonly type: 'plane';
  readonly name: string;
  readonly across: PlaneAxis;
  readonly up: PlaneAxis;
  /** A path through time, or single things, each at its time. */
  readonly look: 'path' | 'dots';
  /** In order of time. */
  readonly points: readonly { readonly timeUs: number; readonly across: number; readonly up: number }[];
  /** In order of time. */
  readonly curves: readonly PlaneCurve[];
}

export class PlanePicture {
  private readonly points: PlaneTrack['points'][number][] = [];
  private readonly curves: PlaneCurve[] = [];
  readonly track: PlaneTrack;
  private readonly now: () => number;

  constructor(name: string, across: PlaneAxis, up: PlaneAxis, look: PlaneTrack['look'], now: () => number) {
    this.track = { type: 'plane', name, across, up, look, points: this.points, curves: this.curves };
    this.now = now;
  }

  /** `timeUs` may lie in the past, after the points before. */
  point(across: number, up: number, timeUs = this.now()): void {
    this.points.push({ timeUs, across, up });
  }

  /** Takes the place of the curve of that name. */
  curve(name: string, points: PlaneCurve['points']): void {
    this.curves.push({ name, timeUs: this.now(), points });
  }
}
