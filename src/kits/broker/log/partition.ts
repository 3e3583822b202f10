import type { Rec } from './api.ts';

/** Who appended a record, and as its how-manieth to this partition. */
export interface Origin {
  readonly producer: number;
  /** Numbers begin anew with each. */
  readonly epoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
}

/** A record as the broker keeps it. Control records mark where a transaction ended; nobody reads them. */
interface Entry {
  readonly rec: Rec;
  readonly origin?: Origin;
  readonly control: boolean;
  readonly atUs: number;
  aborted: boolean;
}

/** What became of a sequence number: appended now or before, or it is not its turn. */
export type Sequenced = { readonly offset: number } | 'gap' | undefined;

/** The log of one partition. */
export class Partition {
  readonly topic: string;
  readonly number: number;
  /** Offset of the first record that is still there. */
  startOffset = 0;
  /** Everything below is on all replicas; nobody reads beyond. */
  highWatermark = 0;
  /** A leader is being elected. */
  leaderless = false;
  /** First offsets of transactions that have not ended, by producer. */
  private readonly open = new Map<number, number>();
  private entries: Entry[] = [];
  /** Offsets by sequence number, by producer and epoch. */
  private readonly sequences = new Map<string, Map<number, number>>();

  constructor(topic: string, number: number) {
    this.topic = topic;
    this.number = number;
  }

  get endOffset(): number {
    return this.startOffset + this.entries.length;
  }

  /** Everything below belongs to transactions that have ended, or to none. */
  get lastStableOffset(): number {
    return Math.min(this.highWatermark, ...this.open.values());
  }

  append({ key, value, headers, at, atUs, origin }: Pick<Rec, 'key' | 'value' | 'headers' | 'at'> & { readonly atUs: number; readonly origin?: Origin | undefined }): number {
    const offset = this.endOffset;
    if (origin) this.remember(origin, offset);
    if (origin?.transactional && !this.open.has(origin.producer)) this.open.set(origin.producer, offset);
    this.entries.push({ rec: { topic: this.topic, partition: this.number, offset, key, value, headers, at }, ...(origin ? { origin } : {}), control: false, atUs, aborted: false });
    return offset;
  }

  /** What to do with a producer's record: undefined: append it. */
  sequenced(origin: Origin): Sequenced {
    const { sequence } = origin;
    const own = this.sequences.get(numbering(origin));
    const offset = own?.get(sequence);
    if (offset !== undefined) return { offset };
    return sequence > (own?.size ?? 0) ? 'gap' : undefined;
  }

  private remember(origin: Origin, offset: number): void {
    let own = this.sequences.get(numbering(origin));
    if (!own) this.sequences.set(numbering(origin), own = new Map());
    own.set(origin.sequence, offset);
  }

  /** A transaction begins here without a record. */
  hang(producer: number): void {
    this.open.set(producer, this.endOffset);
  }

  /** A transaction ends: its records are there for everybody, or never were. */
  end(producer: number, committed: boolean, atUs: number): void {
    const first = this.open.get(producer);
    if (first === undefined) return;
    this.open.delete(producer);
    if (!committed) for (const entry of this.entries) if (entry.rec.offset >= first && entry.origin?.producer === producer) entry.aborted = true;
    const offset = this.endOffset;
    this.entries.push({ rec: { topic: this.topic, partition: this.number, offset, key: '', value: null, headers: {}, at: 0 }, control: true, atUs, aborted: false });
    if (this.highWatermark === offset) this.highWatermark++;
  }

  /** A record in a word. */
  textAt(offset: number): string {
    const { rec: { key, value }, control } = this.entries[offset - this.startOffset]!;
    if (control) return 'end';
    return typeof value === 'number' || typeof value === 'string' ? String(value) : key;
  }

  /** Records from an offset on, and where to read next. */
  read(from: number, max: number, committedOnly: boolean): { readonly records: Rec[]; readonly next: number } {
    const limit = committedOnly ? this.lastStableOffset : this.highWatermark;
    const records: Rec[] = [];
    let next = from;
    for (; next < limit && records.length < max; next++) {
      const { rec, control, aborted } = this.entries[next - this.startOffset]!;
      if (!control && !(committedOnly && aborted)) records.push(rec);
    }
    return { records, next };
  }

  /** The new leader has nothing beyond the high watermark. Returns how many records are gone. */
  truncate(): number {
    const gone = this.endOffset - this.highWatermark;
    for (const { origin } of this.entries.splice(this.entries.length - gone)) if (origin) this.sequences.get(numbering(origin))!.delete(origin.sequence);
    for (const [producer, first] of this.open) if (first >= this.endOffset) this.open.delete(producer);
    return gone;
  }

  /** Drops what was appended before an instant. */
  dropBefore(atUs: number): void {
    const kept = this.entries.findIndex(entry => entry.atUs >= atUs || entry.rec.offset >= this.highWatermark);
    const gone = kept < 0 ? this.entries.length : kept;
    this.entries.splice(0, gone);
    this.startOffset += gone;
  }

  /** What was appended since an instant, control records and aborted ones left out. */
  since(atUs: number): Rec[] {
    return this.entries.filter(entry => entry.atUs >= atUs && !entry.control && !entry.aborted).map(({ rec }) => rec);
  }
}

const numbering = ({ producer, epoch }: Origin): string => `${producer} ${epoch}`;
