/**
 * One value for each of the last 120 seconds, oldest first. `null`: nobody collected it. Counts are per second. What a host
 * reports is ordered by its own clock, which is up to 2 s wrong.
 */
export type PerSecond<Value = number> = readonly (Value | null)[];

/** What one instance reports of itself; nothing while it is down. */
export interface InstanceEvidence {
  /** `search-3`. */
  readonly id: string;
  readonly service: string;
  readonly zone: string;
  /** Requests that came in. */
  readonly attempts: PerSecond;
  /** Of these, those that are not the repetition of another one. */
  readonly firstAttempts: PerSecond;
  /** Of the attempts, those that it did not answer well before their caller left. */
  readonly errors: PerSecond;
  /** Half of the answers take no longer. */
  readonly p50Ms: PerSecond;
  /** 99 % of the answers take no longer. */
  readonly p99Ms: PerSecond;
  /** Requests that wait. */
  readonly queue: PerSecond;
  /** Percent of the processor that is busy. */
  readonly cpu: PerSecond;
  /** 1 if the health check finds the process, else 0. The check reports it, not the process. */
  readonly up: PerSecond;
}

/** What the callers of one service report of their calls to another one, all together. */
export interface EdgeEvidence {
  /** `api>cart`. */
  readonly id: string;
  /** A service, or `internet`: the users themselves. */
  readonly from: string;
  readonly to: string;
  readonly attempts: PerSecond;
  readonly firstAttempts: PerSecond;
  /** Of the attempts, those that nobody answered in time. */
  readonly timeouts: PerSecond;
}

export type ReplicaRole = 'leader' | 'follower' | 'candidate' | 'fenced';

/** What one replica of the store says of itself. */
export interface ReplicaEvidence {
  /** `store-2`: the instance of that name. */
  readonly id: string;
  readonly zone: string;
  readonly claimedRole: PerSecond<ReplicaRole>;
  /** Each new leader has a higher one. */
  readonly term: PerSecond;
  /** Writes that it has, counted from the beginning. */
  readonly position: PerSecond;
  /** Since it last heard of its leader; of a leader: since it last heard of anybody who follows it. */
  readonly lastHeardMs: PerSecond;
}

/** Small packets from one zone to another one. */
export interface ProbeEvidence {
  /** `east>west`. */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lossPercent: PerSecond;
}

export interface DeployEvidence {
  readonly service: string;
  /** Since its first instance was replaced; the others follow, 15 s apart. Each is away for 4 s and slow for another 8. */
  readonly secondsAgo: number;
}

/** What is known of a fleet of services at one instant. The index of the newest second is 119. */
export interface FleetEvidence {
  readonly instances: readonly InstanceEvidence[];
  readonly edges: readonly EdgeEvidence[];
  readonly replicas: readonly ReplicaEvidence[];
  readonly probes: readonly ProbeEvidence[];
  /** Every second a test user reads what was written last, from one replica after the other; how old is what it gets? */
  readonly canary: { readonly id: 'canary'; readonly ageMs: PerSecond };
  /** Of the last ten minutes. */
  readonly deploys: readonly DeployEvidence[];
}
