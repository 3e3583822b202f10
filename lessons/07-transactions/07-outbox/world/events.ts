import type { TimelinePicture } from 'faultlab/author';
import type { Change } from 'faultlab';

/** What an order's status says has happened to it. */
export const TYPES: Readonly<Record<string, string>> = { placed: 'Placed', paid: 'Paid', cancelled: 'Cancelled' };

/** Draws, order by order, when each change was committed and when its event was published. */
export class EventsPicture {
  private readonly timeline: TimelinePicture;
  private readonly seen = new Set<string>();

  constructor(timeline: TimelinePicture) {
    this.timeline = timeline;
  }

  committed(changes: readonly Change[]): void {
    for (const { table, row } of changes) {
      const type = table === 'orders' && row ? TYPES[String(row['status'])] : undefined;
      if (type === undefined) continue;
      const order = String(row!['orderId']);
      const id = changes.find(other => other.table === 'outbox' && other.op === 'insert' && other.row?.['orderId'] === order)?.row?.['id'];
      if (this.seen.has(`${order} ${type}`)) continue;
      this.seen.add(`${order} ${type}`);
      this.timeline.lanes(order, Object.values(TYPES));
      this.timeline.begin(order, type, id === undefined ? 'committed, not published' : `row ${String(id)}: committed, not published`, 'waiting');
    }
  }

  published(value: unknown, row: number): void {
    const { orderId, type } = (value ?? {}) as { orderId?: unknown; type?: unknown };
    const [order, what] = [String(orderId), String(type)];
    const [waiting] = this.timeline.openIn(order, what);
    if (waiting) waiting.end({ text: waiting.bar.text.replace(', not published', ', then published'), tone: 'good' });
    else this.timeline.point(order, what, this.seen.has(`${order} ${what}`) ? 'published again' : 'published, never committed', this.seen.has(`${order} ${what}`) ? 'neutral' : 'bad', row);
  }
}
