interface Statement {
  readonly timeUs: number;
  readonly subject: string;
  /** '' for nothing. */
  readonly text: string;
  /** Row of the trace that shows why, -1 for none. */
  readonly event: number;
}

export interface Belief extends Statement {
  readonly observer: string;
}

export interface Truth extends Statement {
  /** Absent: it is the same for everybody. */
  readonly observer?: string;
}

/** What observers believe of subjects, and what is true; each holds until the next. Both lists are in order of time. */
export interface MatrixTrack {
  readonly type: 'matrix';
  readonly name: string;
  readonly beliefs: readonly Belief[];
  readonly truths: readonly Truth[];
}

export class MatrixPicture {
  readonly track: MatrixTrack;
  private readonly beliefs: Belief[] = [];
  private readonly truths: Truth[] = [];
  /** What is drawn at present, so that the same is not drawn again. */
  private readonly said = new Map<string, string>();
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(name: string, now: () => number, rowNow: () => number) {
    this.track = { type: 'matrix', name, beliefs: this.beliefs, truths: this.truths };
    this.now = now;
    this.rowNow = rowNow;
  }

  /** From now on; '' is no opinion. It is right as long as it is, word for word, what is true. */
  believes(observer: string, subject: string, text: string): void {
    if (this.isNew(`${observer}\n${subject}`, text)) this.beliefs.push({ observer, ...this.statement(subject, text) });
  }

  /** From now on. `observer`: it is true between this one and the subject, whatever is true of the subject otherwise. */
  isTrue(subject: string, text: string, observer?: string): void {
    if (this.isNew(`truth\n${observer ?? ''}\n${subject}`, text)) this.truths.push({ ...this.statement(subject, text), ...(observer === undefined ? {} : { observer }) });
  }

  /** What is true for everybody at present. */
  truth(subject: string): string | undefined {
    return this.said.get(`truth\n\n${subject}`);
  }

  private isNew(key: string, text: string): boolean {
    if (this.said.get(key) === text) return false;
    this.said.set(key, text);
    return true;
  }

  private statement(subject: string, text: string): Statement {
    return { timeUs: this.now(), subject, text, event: this.rowNow() };
  }
}
