import type { LanePlace, Stage, TimelinePicture } from 'faultlab/author';
import type { Change } from 'faultlab';

const GROUP = 'outbox';
const [DRAWN, COMMITTED, PUBLISHED, OVERTAKEN] = ['number drawn', 'committed', 'published', 'overtaken'] as const;

/** A row that is committed and not published. */
interface Waiting {
  readonly from: LanePlace | undefined;
  readonly at: LanePlace;
  /** That it has been overtaken. */
  bar?: ReturnType<TimelinePicture['begin']>;
  /** Lines that glow until it is published after all. */
  readonly glowing: ReturnType<TimelinePicture['link']>[];
}

/**
 * Charts the numbers of the rows of the outbox in the order in which they are committed, and in which their events are
 * published. In the picture each row goes down from lane to lane: lines cross where rows are committed in another order than
 * that of their numbers, and one
 * glows that a row with a higher number has overtaken on the way to the log.
 */
export class Numbers {
  private readonly history: Stage['world']['history'];
  private readonly timeline: TimelinePicture | undefined;
  private readonly ids = new Map<unknown, number>();
  private readonly drawnAt = new Map<number, LanePlace>();
  private readonly waiting = new Map<number, Waiting>();
  private highest = 0;
  private highestPublished = 0;

  constructor({ world: { history, pictures } }: Stage) {
    this.history = history;
    this.timeline = pictures?.timeline('Numbers');
    this.timeline?.lanes(GROUP, [DRAWN, COMMITTED, PUBLISHED, OVERTAKEN]);
  }

  drawn(id: number): void {
    if (!this.timeline) return;
    this.timeline.point(GROUP, DRAWN, String(id));
    this.drawnAt.set(id, this.timeline.place(DRAWN));
  }

  committed(changes: readonly Change[]): void {
    for (const { table, op, row } of changes) {
      if (table !== 'outbox' || op !== 'insert') continue;
      const id = row!['id'] as number;
      this.ids.set(row!['eventId'], id);
      this.history.sample('Numbers/committed', 'id', id);
      if (this.timeline) this.drawCommitted(this.timeline, id);
    }
  }

  /** `row`: of the trace. */
  published(event: unknown, row: number): void {
    const id = this.ids.get((event as { eventId?: unknown } | null | undefined)?.eventId);
    if (id === undefined) return;
    this.history.sample('Numbers/published', 'id', id);
    if (this.timeline) this.drawPublished(this.timeline, id, row);
  }

  private drawCommitted(timeline: TimelinePicture, id: number): void {
    const late = id < this.highest;
    this.highest = Math.max(this.highest, id);
    const from = this.drawnAt.get(id);
    const at = timeline.place(COMMITTED);
    timeline.point(GROUP, COMMITTED, late ? `${id}, after ${this.highest}` : String(id), late ? 'waiting' : 'neutral');
    if (from) timeline.link(GROUP, from, at, late ? 'waiting' : 'neutral');
    const waiting: Waiting = { from, at, glowing: [] };
    this.waiting.set(id, waiting);
    if (id < this.highestPublished) this.drawOvertaken(timeline, id, waiting, this.highestPublished);
  }

  private drawPublished(timeline: TimelinePicture, id: number, row: number): void {
    const own = this.waiting.get(id);
    this.waiting.delete(id);
    this.highestPublished = Math.max(this.highestPublished, id);
    timeline.point(GROUP, PUBLISHED, own ? String(id) : `${id} again`, 'neutral', row);
    if (own) timeline.link(GROUP, own.at, timeline.place(PUBLISHED));
    own?.bar?.end({ text: `${id}: published behind higher numbers`, tone: 'waiting' });
    for (const link of own?.glowing ?? []) link.tone = 'waiting';
    for (const [lower, waiting] of this.waiting) {
      if (lower < id && !waiting.bar) this.drawOvertaken(timeline, lower, waiting, id);
    }
  }

  private drawOvertaken(timeline: TimelinePicture, id: number, waiting: Waiting, by: number): void {
    waiting.bar = timeline.begin(GROUP, OVERTAKEN, `${id}: ${by} is published already`, 'bad');
    if (waiting.from) waiting.glowing.push(timeline.link(GROUP, waiting.from, waiting.at, 'bad'));
    waiting.glowing.push(timeline.link(GROUP, waiting.at, timeline.place(OVERTAKEN), 'bad'));
  }
}
