import type { Distribution, Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

interface Lasting {
  /** Absent: until the end of the run. */
  readonly lastsMs?: number;
}

/** A server is left with a share of its workers. */
export const lessCapacity = (f: FaultAuthor, node: string, factor: number, start: number | When, lasting: Lasting = {}): Fault =>
  f.fault('capacity', start, { node, factor, ...lasting });

/** A server takes `factor` times as long for everything: an old machine, a sick one. */
export const slower = (f: FaultAuthor, node: string, factor: number, start: number | When, lasting: Lasting = {}): Fault =>
  f.fault('slowdown', start, { node, factor, ...lasting });

/** Servers take `factor` times as long for a share of what they are asked, whatever that is. */
export const hiccups = (f: FaultAuthor, nodes: readonly string[], rate: number, factor: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('hiccups', start, { nodes, rate, factor, ...lasting });

/**
 * A server answers a share of what it is asked with an error, at once and without doing it. `per: 'request'`: the same
 * requests each time they come; `per: 'attempt'`: some attempts of any request.
 */
export const answersWith = (
  f: FaultAuthor, node: string, error: { readonly status: number; readonly code: string; readonly retryAfterMs?: Distribution },
  rate: number, per: 'request' | 'attempt', start: number | When = 0, lasting: Lasting = {},
): Fault => f.fault('answers', start, { node, rate, per, ...error, ...lasting });

/** Processes and a server cannot reach each other for a while; then all calls that are open between them are reset at once. */
export const disconnect = (f: FaultAuthor, processes: readonly string[], server: string, start: number | When, lastsMs: number): Fault =>
  f.fault('disconnect', start, { from: processes, to: [server], lastsMs });

/** A copy falls up to `toMs` behind its leader, and catches up afterwards; without `toMs` it applies nothing for as long. */
export const fallsBehind = (f: FaultAuthor, copy: string, start: number | When, { toMs, lastsMs }: Lasting & { readonly toMs?: number } = {}): Fault =>
  f.fault('lag', start, { node: copy, ...(toMs === undefined ? {} : { toMs }), ...(lastsMs === undefined ? {} : { lastsMs }) });

/** An instance of a service moves to another address. `takenBy`: a server that gets the old one. */
export const moves = (f: FaultAuthor, node: string, to: string, start: number | When, { takenBy }: { readonly takenBy?: string } = {}): Fault =>
  f.fault('move', start, { node, to, ...(takenBy === undefined ? {} : { takenBy }) });

/** Every batch that the disk of a machine begins takes `fixedMs`, beside what its rows take. */
export const slowBatches = (f: FaultAuthor, node: string, fixedMs: number, start: number | When, lasting: Lasting = {}): Fault =>
  f.fault('slowBatches', start, { node, fixedMs, ...lasting });

/** The disk of a machine cannot write a share of the batches. */
export const failedBatches = (f: FaultAuthor, node: string, rate: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('failedBatches', start, { node, rate, ...lasting });

/** A server refuses requests for more than `most` things at once with 413. */
export const caps = (f: FaultAuthor, node: string, most: number, start: number | When, lasting: Lasting = {}): Fault =>
  f.fault('cap', start, { node, most, ...lasting });

/** A share of a server's answers is changed on the way. */
export const tampers = (f: FaultAuthor, node: string, rate: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('tamper', start, { node, rate, ...lasting });

/** A server with bulkheads gives the places of a share of the requests back twice. */
export const releasesTwice = (f: FaultAuthor, node: string, rate: number, start: number | When = 0, lasting: Lasting = {}): Fault =>
  f.fault('releasedTwice', start, { node, rate, ...lasting });
