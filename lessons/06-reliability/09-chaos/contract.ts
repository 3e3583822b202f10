/** What the experiments say of a claim. `inconclusive`: they do not say enough. */
export interface Verdict {
  /** Id of the claim. */
  readonly claim: string;
  readonly verdict: 'holds' | 'broken' | 'inconclusive';
}
