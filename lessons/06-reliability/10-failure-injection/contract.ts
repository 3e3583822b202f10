import type { Sut, SutFault, SutRun } from 'faultlab';

/** What a client asks for. No two transfers share an account. */
export interface Transfer {
  readonly id: string;
  /** Account at node a. */
  readonly from: string;
  /** Account at node b. */
  readonly to: string;
  readonly amount: number;
}

/** Balances by account. */
export type Balances = Readonly<Record<string, number>>;

/** What is durable when a run ends. */
export interface Books {
  readonly opening: Balances;
  readonly closing: Balances;
}

/** One run of a build of the transfer service. All operations are `transfer`. */
export type RunRecord = SutRun<Books, Transfer>;

/** One build of the transfer service. */
export type TransferService = Sut<Books, Transfer>;

export interface Finding {
  /** A run with these faults breaks a promise; without any one of them it does not. Empty where none is needed. */
  readonly faults: readonly SutFault[];
  /** What is broken, for the people who must mend it. */
  readonly message: string;
}
