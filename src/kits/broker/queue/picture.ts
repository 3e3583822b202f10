import type { OpenBar, TimelinePicture } from '../../../sim/index.ts';
import type { Kept } from './store.ts';

/** Draws what becomes of each message: when it waits, and who holds it until when. */
export class MessagesPicture {
  private readonly timeline: TimelinePicture;
  private readonly nameOf: (message: Kept) => string;
  private readonly bars = new Map<Kept, OpenBar>();

  /** `nameOf`: what a message is called. */
  constructor(timeline: TimelinePicture, nameOf: (message: Kept) => string) {
    this.timeline = timeline;
    this.nameOf = nameOf;
  }

  waits(queue: string, kept: Kept, text = 'waiting'): void {
    this.bars.set(kept, this.timeline.begin(this.nameOf(kept), queue, text, 'waiting'));
  }

  held(queue: string, kept: Kept, row: number): void {
    this.bars.get(kept)?.end();
    this.bars.set(kept, this.timeline.begin(this.nameOf(kept), queue, `hidden for ${kept.holder}`, 'neutral', row));
  }

  extended(queue: string, kept: Kept, ms: number): void {
    this.timeline.point(this.nameOf(kept), queue, `${Math.round(ms / 100) / 10} s more`);
  }

  acknowledged(kept: Kept): void {
    this.bars.get(kept)?.end({ text: `hidden for ${kept.holder}, acked`, tone: 'good' });
  }

  released(kept: Kept): void {
    this.bars.get(kept)?.end({ text: `hidden for ${kept.holder}, given back` });
  }

  expired(queue: string, kept: Kept, row: number): void {
    this.bars.get(kept)?.end({ text: `hidden for ${kept.holder}, ran out` });
    this.timeline.point(this.nameOf(kept), queue, 'ran out', 'bad', row);
  }

  deadLettered(queue: string, kept: Kept): void {
    this.timeline.point(this.nameOf(kept), queue, 'moved to the dead letters', 'bad');
  }
}
