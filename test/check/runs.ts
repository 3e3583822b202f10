import type { Fact, Operation, RunRecord } from '../../src/sim/index.ts';

/** A record made by hand. */
export function runOf({ operations = [], facts = [] }: { readonly operations?: readonly Operation[]; readonly facts?: readonly Fact[] }): RunRecord {
  return { seed: 1, endUs: 100_000_000, operations, facts, strikes: [], series: new Map(), phases: new Map(), readings: new Map(), nodes: [] };
}

/** An order by number, with times in milliseconds. */
export function order(number: number, invokedMs: number, rest: Partial<Operation> = {}): Operation {
  return {
    id: number - 1, client: `order ${number}`, node: 'shop', f: 'pay', key: String(number), input: {}, outcome: 'info', invokedUs: invokedMs * 1_000, completedUs: Infinity, heardUs: Infinity, invokedRow: -1, completedRow: -1, ...rest,
  };
}

export const fact = (type: string, atMs: number, data: Fact['data'], node = 'bank'): Fact => ({ type, atUs: atMs * 1_000, node, data, row: -1 });

/** An attempt for an order that reached the bank 1 ms after it was sent. */
export const arrived = (request: number, attempt: number, atMs: number): Fact => fact('arrived', atMs, { request, attempt, from: 'shop', sentUs: (atMs - 1) * 1_000, key: `k${request}` });
export const refused = (request: number, attempt: number, atMs: number, status: number, retryAfterMs?: number): Fact =>
  fact('refused', atMs, { request, attempt, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
