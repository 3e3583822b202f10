/** Something that is believed of a page, and may be wrong. */
export interface Claim {
  readonly id: string;
  /** In words: "the page survives it if reviews fails or is slow". */
  readonly says: string;
  /** The dependency that it is about, as `inject` takes it. */
  readonly edge: string;
  /** Calls of all pages together, per second, as the team's documents have it. */
  readonly callsPerSecond: number;
  /** Days since the code that the claim is about was changed. */
  readonly changedDaysAgo: number;
  /** Days since somebody tried it. Absent: nobody ever has. */
  readonly verifiedDaysAgo?: number;
}

export interface Described {
  readonly claims: readonly Claim[];
  /** Pages that all users together load in a second. */
  readonly pagesPerSecond: number;
  /** From the start of the experiment: after that nobody waits for verdicts any more. */
  readonly windowMs: number;
}

/** Users drawn at random, who stay together until they are released. No user is in two cohorts at a time. */
export interface Cohort {
  readonly percent: number;
  /** The users are free for other cohorts. What was injected for them ends. */
  release(): void;
}

/** What happens to the calls of some users to one dependency. */
export type Injectable =
  /** Each is answered with an error, at once. */
  | { readonly kind: 'errors' }
  /** Each answer comes so much later. */
  | { readonly kind: 'delay'; readonly ms: number };

export interface Injection {
  /** From now on calls are as usual. */
  stop(): void;
}

/** What was measured at the pages of a cohort. */
export interface Metrics {
  readonly pages: number;
  /** Pages that could not be shown. */
  readonly failed: number;
  /** Pages with a call that met an injected fault. */
  readonly hits: number;
  /** Half of the pages were there within this time, to the next 10 ms up to six seconds; 0 if there were none. */
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Experiments on live traffic. Requests are real users: whoever fails, fails. A model of a failure injection service such as
 * Netflix's ChAP, which routes a sliver of the traffic to an experiment and another to a control; here users are marked instead.
 */
export interface Lab {
  describe(): Described;
  /** Users for an experiment, or to compare with. Throws `TypeError` if so many are not free. */
  cohort(percent: number): Cohort;
  /** Begins at once. Throws `TypeError` for a dependency that there is not, or a cohort that was released. */
  inject(edge: string, fault: Injectable, cohort: Cohort): Injection;
  /** Of the last `lastMs`, as known now: what is younger than a second is not in it. Measured in steps of half a second. */
  metrics(cohort: Cohort, lastMs: number): Metrics;
  sleep(ms: number): Promise<void>;
}
