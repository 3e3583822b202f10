import type { Calls } from '../../cluster/calls.ts';
import { Refused } from '../../errors.ts';
import type { SimNode } from '../../../sim/index.ts';
import type { Msg, Queue, ReceiveOptions } from './api.ts';
import { LONGEST_VISIBILITY_MS, type QueueRequest } from './requests.ts';

/** How long a client waits for an answer, beyond what the broker may wait itself. */
const PATIENCE_MS = 5_000;
const MOST_MESSAGES = 10;
const LONGEST_WAIT_MS = 20_000;

/** The queues of a broker, as one process reaches them. */
export function queueClient(calls: Calls, broker: SimNode): Queue {
  const ask = (request: QueueRequest, patienceMs = PATIENCE_MS): Promise<unknown> => calls.ask(broker, request, { timeoutMs: patienceMs });
  return Object.freeze<Queue>({
    send: (async (queue: string, body: unknown, { id, delayMs = 0 }: { id?: string; delayMs?: number } = {}) =>
      ask({ op: 'send', queue, body, ...(id === undefined ? {} : { id: String(id) }), delayMs: duration('delayMs', delayMs) })).bind(undefined) as Queue['send'],
    receive: (async (queue: string, { max, waitMs, visibilityMs }: ReceiveOptions) => {
      const wait = within('waitMs', duration('waitMs', waitMs), LONGEST_WAIT_MS);
      const visibility = visibilityMs === undefined ? {} : { visibilityMs: within('visibilityMs', duration('visibilityMs', visibilityMs), LONGEST_VISIBILITY_MS) };
      if (!Number.isInteger(max) || max < 1) throw new Refused('BadRequest', `max is a whole number from 1 to ${MOST_MESSAGES}, not ${String(max)}`);
      return ask({ op: 'receive', queue, max: within('max', max, MOST_MESSAGES), waitMs: wait, ...visibility }, wait + PATIENCE_MS);
    }).bind(undefined) as Queue['receive'],
    ack: (async (message: Msg) => ask({ op: 'ack', ...delivery(message) })).bind(undefined) as Queue['ack'],
    extend: (async (message: Msg, ms: number) => ask({ op: 'extend', ...delivery(message), ms: duration('ms', ms) })).bind(undefined) as Queue['extend'],
    release: (async (message: Msg, delayMs: number, tags?: Readonly<Record<string, string>>) =>
      ask({ op: 'release', ...delivery(message), delayMs: duration('delayMs', delayMs), ...(tags === undefined ? {} : { tags }) })).bind(undefined) as Queue['release'],
  });
}

function delivery(message: Msg | undefined): { readonly queue: string; readonly receipt: string } {
  const receipt = message?.receipt;
  if (typeof receipt !== 'string') throw new Refused('BadRequest', 'this is no message that was received: it has no receipt');
  return { queue: receipt.slice(0, Math.max(0, receipt.indexOf('/'))), receipt };
}

function duration(name: string, ms: unknown): number {
  if (typeof ms === 'number' && ms >= 0 && Number.isFinite(ms)) return ms;
  throw new Refused('BadRequest', `${name} is a number of milliseconds, 0 or more, not ${String(ms)}`);
}

function within(name: string, value: number, most: number): number {
  if (value <= most) return value;
  throw new Refused('BadRequest', `${name} is at most ${most}, not ${value}`);
}
