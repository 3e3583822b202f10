/**
 * How the promises of learner code are run between two virtual events. `sync`: `run` empties the microtask queue
 * before it returns (Node). `batch`: the host lets microtasks run between two calls of `Job.turn`, so many worlds
 * are stepped per macrotask (browsers, and Node where the synchronous way is missing).
 */
export type Drain = { readonly kind: 'sync'; readonly run: () => void } | { readonly kind: 'batch'; readonly worlds: number };
