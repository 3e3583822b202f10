/** What a reader asks for. */
export interface ReadRequest {
  readonly key: string;
  /**
   * `strong`: nothing that was committed before the request may be missing. `maxStalenessMs`: the value may have been
   * replaced by at most so long before the request. `any`: whatever is near.
   */
  readonly need: 'strong' | 'any' | { readonly maxStalenessMs: number };
  /** What the reader wants if that cannot be had in time: an error, or an older value that says so. */
  readonly onCut: 'fail' | 'stale';
  /** Time left until the reader leaves. */
  readonly deadlineMs: number;
}

export interface ReadAnswer {
  readonly value: unknown;
  /** It may be older than was asked for. */
  readonly stale: boolean;
}
