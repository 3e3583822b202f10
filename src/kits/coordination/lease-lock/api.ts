/**
 * Locks that end by themselves: whoever holds one holds it for a time, a *lease*. This is what people build from a
 * Redis key with an expiry, a Consul session, an etcd lease or a row with a deadline: one service that everybody asks,
 * whose table survives its crashes. Time is the service's own monotonic clock; yours may run up to 1 % faster or slower.
 *
 * All three reject with `Unknown` (`Timeout`) after a second without an answer (a lesson may say otherwise): it may
 * have been done, may be done later, or never.
 *
 * Unlike some real services it grants a free lock at once, also right after a lease has run out: there is no
 * lock-delay (Chubby, OSDI 2006, §2.4) to give a late holder time.
 */
export interface LeaseLock {
  /**
   * Asks once; it does not wait for its turn. `ok`: `owner` holds `name` until `ttlMs` after the service granted it,
   * which was before you heard of it. `token` is higher than that of every earlier grant of this name. An owner that
   * holds the lock already extends its lease and gets its token again. Not `ok`: `token` is 0, and `ttlMs` is how long
   * the present lease lasts if nobody renews it.
   */
  acquire(name: string, owner: string, ttlMs: number): Promise<{ ok: boolean; token: number; ttlMs: number }>;
  /** Extends the lease to `ttlMs` from when the service hears of it. False: `owner` does not hold the lock. */
  renew(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Ends a lease. False: `owner` does not hold the lock. Without `owner` it ends the lease of whoever holds it. */
  release(name: string, owner?: string): Promise<boolean>;
}
