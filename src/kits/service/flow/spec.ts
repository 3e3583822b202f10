/** How a caller calls: how long it waits for an answer, and how often it tries again. */
export interface Policy {
  readonly timeoutMs: number;
  /** Attempts after the first. */
  readonly retries: number;
  /** Retries it allows itself for each first attempt, on average; absent: as many as `retries` says. */
  readonly budget?: number;
}

export interface FlowCall extends Policy {
  readonly to: string;
  /** Calls for each request served; absent: 1. */
  readonly perRequest?: number;
  /** What the caller does without an answer is good enough for its own callers. */
  readonly fallback?: boolean;
}

export interface FlowService {
  readonly id: string;
  readonly instances: number;
  /** As many as can be had; absent: `instances`. */
  readonly maxInstances?: number;
  /** Requests that an instance works on at a time; a worker is held until its calls are answered. */
  readonly workers: number;
  /** Own work on a request, with a warm cache. */
  readonly serviceMs: number;
  /** Requests that may wait at each instance; what comes beyond is refused at once. */
  readonly queue: number;
  readonly calls?: readonly FlowCall[];
  /** Its work takes `coldFactor` times as long with an empty cache, which is warm (to 1 − 1/e) after `requests` that were served in time. */
  readonly cache?: { readonly coldFactor: number; readonly requests: number };
}

/** Users of one kind, who ask whatever happens. */
export interface FlowClient extends Policy {
  readonly id: string;
  readonly to: string;
  /** Operations that they begin in a second, as a rule. */
  readonly perSecond: number;
}

/** Services that call one another, and their users, as quantities that flow. */
export interface FlowSpec {
  /** Length of a step: 100 for minutes, 1,000 for days. */
  readonly stepMs: number;
  /** Callers before those whom they call. */
  readonly services: readonly FlowService[];
  readonly clients: readonly FlowClient[];
}
