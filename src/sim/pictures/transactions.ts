/** `intended`: it is written down that it will be done; `unknown`: nobody can say whether it was done; `undone`: what it did has been taken back, or it was given up. */
export type StepState = 'intended' | 'running' | 'waiting' | 'done' | 'refused' | 'unknown' | 'undone';

/** `unchanged`: it ended well and has changed nothing; `unknown`: whoever began it cannot say how it ended. */
export type TransactionState = 'open' | 'committed' | 'unchanged' | 'rolled back' | 'compensated' | 'unknown';

/** A step is in this state from then on. */
export interface StepChange {
  readonly timeUs: number;
  readonly state: StepState;
  /** Why, in words; '' where there is nothing to say. */
  readonly why: string;
  /** What it waits for: the position of a transaction in the track. */
  readonly on?: number;
}

/** A statement, a call of another service, a commit. */
export interface TransactionStep {
  readonly name: string;
  /** From this step on it goes through to the end: nothing is taken back. */
  readonly pivot?: true;
  /** In order of time; the first is its beginning. */
  readonly changes: readonly StepChange[];
  /** Of the trace, as everywhere: -1 for none. */
  readonly row: number;
}

/** A transaction of a database, a saga, an order: steps that belong together. */
export interface DrawnTransaction {
  /** As in `transaction 12`, `order 7`; '' if it has none so far. */
  readonly name: string;
  /** Who began it. */
  readonly by: string;
  readonly fromUs: number;
  /** Absent: it goes on beyond the end of the run. */
  readonly toUs?: number;
  readonly state: TransactionState;
  /** Why it ended so; '' where there is nothing to say. */
  readonly why: string;
  /** In order of their beginnings. */
  readonly steps: readonly TransactionStep[];
  /** What began it. */
  readonly row: number;
  /** What ended it, -1 for none. */
  readonly endRow: number;
}

/** What belongs together step by step and ends as one. In order of their beginnings. */
export interface TransactionsTrack {
  readonly type: 'transactions';
  readonly name: string;
  readonly transactions: readonly DrawnTransaction[];
}

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A step of a transaction, to say how it goes on. */
export class OpenStep {
  private readonly changes: StepChange[];
  private readonly now: () => number;

  constructor(changes: StepChange[], now: () => number) {
    this.changes = changes;
    this.now = now;
  }

  /** `on`: the transaction that it waits for. Does nothing if it is so already. */
  turn(state: StepState, why = '', on?: OpenTransaction): void {
    const last = this.changes.at(-1);
    if (last?.state === state && last.on === on?.position) return;
    this.changes.push({ timeUs: this.now(), state, why, ...(on ? { on: on.position } : {}) });
  }

  get state(): StepState {
    return this.changes.at(-1)!.state;
  }
}

/** A transaction that goes on. */
export class OpenTransaction {
  /** In the track. */
  readonly position: number;
  private readonly drawn: Draft<DrawnTransaction>;
  private readonly drawnSteps: TransactionStep[];
  private readonly steps: OpenStep[] = [];
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(position: number, drawn: Draft<DrawnTransaction>, steps: TransactionStep[], now: () => number, rowNow: () => number) {
    this.position = position;
    this.drawn = drawn;
    this.drawnSteps = steps;
    this.now = now;
    this.rowNow = rowNow;
  }

  get name(): string {
    return this.drawn.name;
  }

  /** It has got a name. */
  named(name: string): void {
    this.drawn.name = name;
  }

  /** `pivot`: from this step on nothing is taken back. */
  step(name: string, { state = 'running', why = '', pivot = false, row = this.rowNow() }: { readonly state?: StepState; readonly why?: string; readonly pivot?: boolean; readonly row?: number } = {}): OpenStep {
    const changes: StepChange[] = [{ timeUs: this.now(), state, why }];
    this.drawnSteps.push({ name, changes, row, ...(pivot ? { pivot } : {}) });
    const step = new OpenStep(changes, this.now);
    this.steps.push(step);
    return step;
  }

  /** It ends, with all steps that go on; a second time: it has turned out otherwise. */
  end(state: Exclude<TransactionState, 'open'>, why = '', row = this.rowNow()): void {
    const rest = state === 'unknown' ? 'unknown' : state === 'rolled back' || state === 'compensated' ? 'undone' : 'done';
    for (const step of this.steps) if (GOING.has(step.state)) step.turn(rest);
    Object.assign(this.drawn, { state, why, endRow: row, toUs: this.drawn.toUs ?? this.now() });
  }
}

const GOING: ReadonlySet<StepState> = new Set<StepState>(['intended', 'running', 'waiting']);

export class TransactionsPicture {
  private readonly transactions: DrawnTransaction[] = [];
  readonly track: TransactionsTrack;
  private readonly now: () => number;
  private readonly rowNow: () => number;

  constructor(name: string, now: () => number, rowNow: () => number) {
    this.track = { type: 'transactions', name, transactions: this.transactions };
    this.now = now;
    this.rowNow = rowNow;
  }

  /** `by`: who begins it; `row`: the row of the trace that shows it; absent: that of the cause. */
  begin(by: string, name = '', row = this.rowNow()): OpenTransaction {
    const steps: TransactionStep[] = [];
    const drawn: Draft<DrawnTransaction> = { name, by, fromUs: this.now(), state: 'open', why: '', steps, row, endRow: -1 };
    this.transactions.push(drawn);
    return new OpenTransaction(this.transactions.length - 1, drawn, steps, this.now, this.rowNow);
  }
}
