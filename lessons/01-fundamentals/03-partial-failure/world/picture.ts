import type { TimelinePicture } from 'faultlab/author';

const CUSTOMER = 'customer';
const BANK = 'only the bank knows';

/** What customers heard above what truly happened, order by order. */
export class OrdersPicture {
  private readonly timeline: TimelinePicture;
  private readonly waiting = new Map<string, ReturnType<TimelinePicture['begin']>>();
  private readonly answers = new Map<string, unknown>();
  private readonly taken = new Set<string>();

  constructor(timeline: TimelinePicture) {
    this.timeline = timeline;
  }

  asks(order: string, money: string): void {
    this.timeline.lanes(order, [CUSTOMER, BANK]);
    this.waiting.set(order, this.timeline.begin(order, CUSTOMER, money, 'waiting'));
  }

  heard(order: string, answer: unknown): void {
    this.answers.set(order, answer);
    const tone = answer === 'not-paid' && this.taken.has(order) ? 'bad' : answer === 'paid' || answer === 'not-paid' ? 'neutral' : 'waiting';
    this.waiting.get(order)?.end({ text: `heard: ${String(answer ?? 'nothing')}`, tone });
  }

  debited(order: string, row: number): void {
    this.taken.add(order);
    this.timeline.point(order, BANK, 'the money is taken', this.answers.get(order) === 'not-paid' ? 'bad' : 'neutral', row);
  }
}
