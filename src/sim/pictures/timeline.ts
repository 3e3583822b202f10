/** How something is going: as it should, not as it should, waiting for something, or neither. */
export type Tone = 'good' | 'bad' | 'waiting' | 'neutral';

interface Entry {
  /** Lanes of one group stand below each other. */
  readonly group: string;
  readonly lane: string;
  readonly text: string;
  readonly tone: Tone;
  /** Of the trace, -1 for none. */
  readonly row: number;
}

export interface TimelineBar extends Entry {
  readonly fromUs: number;
  /** Absent: it lasts beyond the end of the run. */
  readonly toUs?: number;
}

export interface TimelinePoint extends Entry {
  readonly timeUs: number;
}

/** A place in a lane. */
export interface LanePlace {
  readonly lane: string;
  readonly timeUs: number;
}

/** Something that goes from one lane of a group to another one: a message, or what passes through stages one by one. */
export interface TimelineLink {
  readonly group: string;
  readonly from: LanePlace;
  readonly to: LanePlace;
  readonly tone: Tone;
}

/** What lasted how long, in lanes below each other, and what happened meanwhile: leases, jobs, transactions, alerts and actions. */
export interface TimelineTrack {
  readonly type: 'timeline';
  readonly name: string;
  /** Lanes that stand in this order; others come in order of their first entry. */
  readonly order: readonly { readonly group: string; readonly lane: string }[];
  readonly bars: readonly TimelineBar[];
  readonly points: readonly TimelinePoint[];
  /** Points tell what they are: these only lead from one to the other. */
  readonly links: readonly TimelineLink[];
}

/** A bar that goes on. */
export class OpenBar {
  readonly bar: TimelineBar;
  private readonly picture: TimelinePicture;

  constructor(picture: TimelinePicture, bar: TimelineBar) {
    this.picture = picture;
    this.bar = bar;
  }

  /** What is given replaces what it began with. A bar that has not lasted is taken back. */
  end(changed: Partial<Pick<TimelineBar, 'text' | 'tone'>> = {}): void {
    this.picture.end(this, changed);
  }

  /** From now on it is another one in the same place. */
  turn(text: string, tone: Tone): OpenBar {
    const { group, lane, row } = this.bar;
    this.end();
    return this.picture.begin(group, lane, text, tone, row);
  }
}

export class TimelinePicture {
  private readonly order: TimelineTrack['order'][number][] = [];
  private readonly bars: TimelineBar[] = [];
  private readonly points: TimelinePoint[] = [];
  private readonly links: TimelineLink[] = [];
  private readonly open = new Set<OpenBar>();
  readonly track: TimelineTrack;
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(name: string, now: () => number, rowNow: () => number) {
    this.track = { type: 'timeline', name, order: this.order, bars: this.bars, points: this.points, links: this.links };
    this.now = now;
    this.rowNow = rowNow;
  }

  /** Says in which order lanes of a group stand, whatever comes first. */
  lanes(group: string, lanes: readonly string[]): void {
    this.order.push(...lanes.map(lane => ({ group, lane })));
  }

  /** `row`, here and below: the row of the trace that shows it; absent: that of the cause. */
  begin(group: string, lane: string, text: string, tone: Tone = 'neutral', row = this.rowNow()): OpenBar {
    const open = new OpenBar(this, { group, lane, text, tone, row, fromUs: this.now() });
    this.bars.push(open.bar);
    this.open.add(open);
    return open;
  }

  /** A bar that is over, drawn as a whole. */
  bar(bar: TimelineBar): void {
    this.bars.push(bar);
  }

  point(group: string, lane: string, text: string, tone: Tone = 'neutral', row = this.rowNow()): void {
    this.points.push({ group, lane, text, tone, row, timeUs: this.now() });
  }

  /** Where a lane is now, to link it with others. */
  place(lane: string): LanePlace {
    return { lane, timeUs: this.now() };
  }

  /** Its tone may turn out to be another one. */
  link(group: string, from: LanePlace, to: LanePlace, tone: Tone = 'neutral'): { tone: Tone } {
    const link = { group, from, to, tone };
    this.links.push(link);
    return link;
  }

  /** Bars of a lane that have begun and not ended. */
  openIn(group: string, lane: string): OpenBar[] {
    return [...this.open].filter(({ bar }) => bar.group === group && bar.lane === lane);
  }

  /** For `OpenBar`. */
  end(open: OpenBar, changed: Partial<Pick<TimelineBar, 'text' | 'tone'>>): void {
    if (!this.open.delete(open)) return;
    const index = this.bars.lastIndexOf(open.bar);
    const toUs = this.now();
    if (open.bar.fromUs === toUs) this.bars.splice(index, 1);
    else this.bars[index] = { ...open.bar, ...changed, toUs };
  }
}
