export type HeaderLine = readonly [name: string, value: string];

/** One service at work on one request or one batch, as it truly was. */
export interface TrueWork {
  /** Unique in the picture. */
  readonly id: number;
  /** Work that caused it: none for what begins outside, several for a batch. */
  readonly callers: readonly number[];
  /** What it is all about, as in `order 7`. */
  readonly about: string;
  readonly where: string;
  readonly name: string;
  /** Whether its service ever reports spans. */
  readonly records: boolean;
  /** Headers that arrived with it. */
  readonly received: readonly HeaderLine[];
  /** They arrived spoilt: its program cannot know what it belongs to. */
  readonly spoilt: boolean;
  readonly fromUs: number;
  /** Absent: it goes on beyond the end of the run. */
  readonly toUs?: number;
  /** Of the trace, as everywhere: -1 for none. */
  readonly row: number;
}

/** A call or message that work makes, with its headers. */
export interface SentHeaders {
  readonly by: number;
  readonly to: string;
  readonly headers: readonly HeaderLine[];
  readonly timeUs: number;
  readonly row: number;
}

/** What a program says of its work. */
export interface ReportedSpan {
  readonly work: number;
  readonly traceId: string;
  readonly spanId: string;
  /** `null`: it names none. */
  readonly parentId: string | null;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** What became of it; absent: it never arrived anywhere. */
  readonly fate?: SpanFate;
  readonly row: number;
}

export type SpanFate = 'stored' | 'refused';

/** Work that calls other work, beside what programs reported of it: traces as they are and as they are told. */
export interface SpansTrack {
  readonly type: 'spans';
  readonly name: string;
  /** In order of their beginnings. */
  readonly work: readonly TrueWork[];
  /** In order of time. */
  readonly sent: readonly SentHeaders[];
  readonly reported: readonly ReportedSpan[];
}

export class SpansPicture {
  private readonly work: TrueWork[] = [];
  private readonly sentHeaders: SentHeaders[] = [];
  private readonly reportedSpans: ReportedSpan[] = [];
  private readonly indexOfWork = new Map<number, number>();
  /** By span: where it stands among those reported. */
  private readonly indexOfSpan = new Map<string, number>();
  readonly track: SpansTrack;
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(name: string, now: () => number, rowNow: () => number) {
    this.track = { type: 'spans', name, work: this.work, sent: this.sentHeaders, reported: this.reportedSpans };
    this.now = now;
    this.rowNow = rowNow;
  }

  /** `row`, here and below: the row of the trace that shows it; absent: that of the cause. */
  begins(work: Omit<TrueWork, 'fromUs' | 'toUs' | 'row'>, row = this.rowNow()): void {
    this.indexOfWork.set(work.id, this.work.length);
    this.work.push({ ...work, fromUs: this.now(), row });
  }

  ends(id: number): void {
    const index = this.indexOfWork.get(id);
    if (index !== undefined) this.work[index] = { ...this.work[index]!, toUs: this.now() };
  }

  sends(by: number, to: string, headers: readonly HeaderLine[], row = this.rowNow()): void {
    this.sentHeaders.push({ by, to, headers, timeUs: this.now(), row });
  }

  reports(span: Omit<ReportedSpan, 'fate' | 'row'>, row = this.rowNow()): void {
    this.indexOfSpan.set(keyOf(span), this.reportedSpans.length);
    this.reportedSpans.push({ ...span, row });
  }

  /** A store has got a span. Does nothing if it is another one's. */
  arrived(span: Pick<ReportedSpan, 'traceId' | 'spanId'>, fate: SpanFate): void {
    const index = this.indexOfSpan.get(keyOf(span));
    if (index !== undefined) this.reportedSpans[index] = { ...this.reportedSpans[index]!, fate };
  }
}

const keyOf = ({ traceId, spanId }: Pick<ReportedSpan, 'traceId' | 'spanId'>): string => `${traceId} ${spanId}`;
