/** What stands between a page and the service that it asks for its reviews. */
export interface CircuitBreaker {
  /**
   * Runs `fn` and settles as it does; or, while it is open, rejects with `BreakerOpen` at once and does not run `fn`.
   * Several calls may be under way at a time.
   */
  call<T>(fn: () => Promise<T>): Promise<T>;
  /** For people and dashboards: `half-open` while it finds out whether the service is back. */
  readonly state: 'closed' | 'open' | 'half-open';
}
