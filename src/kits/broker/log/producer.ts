import type { SimNode } from '../../../sim/index.ts';
import { msToUs } from '../../../sim/index.ts';
import type { Calls } from '../../cluster/calls.ts';
import { Fenced, isA, KitError, Refused, Unknown } from '../../errors.ts';
import type { GroupMeta, Offsets } from '../group/api.ts';
import type { Appended, NewRecord, Producer, ProducerOptions } from './api.ts';
import type { Identity, LogOp, LogRequest } from './requests.ts';
import { type LogState, partitionOf } from './state.ts';

/** How a process reaches the broker of the log. */
export interface Connection {
  readonly node: SimNode;
  readonly calls: Calls;
  readonly broker: SimNode;
  /** What clients know of the topics. */
  readonly state: LogState;
}

export const PATIENCE_MS = 5_000;
const DELIVERY_MS = 30_000;
const BACKOFF_MS = 100;

export const ask = <T>({ calls, broker }: Connection, request: LogRequest, patienceMs = PATIENCE_MS): Promise<T> => calls.ask(broker, request, { timeoutMs: patienceMs }) as Promise<T>;

/** Where a record belongs, as a request. */
export function produceRequest({ state }: Connection, topic: string, record: NewRecord, acks: LogOp<'produce'>['acks']): LogOp<'produce'> {
  const count = state.partitionsOf(topic).length;
  if (count === 0) throw new Refused('UnknownTopic', `there is no topic ${topic}`);
  const key = String(record.key);
  return { op: 'produce', topic, partition: record.partition ?? partitionOf(key, count), record: { ...record, key }, acks };
}

/** What is on its way to one partition, in order of sending. */
interface Lane {
  sequence: number;
  inFlight: number;
  readonly waiting: (() => void)[];
}

/** A producer in one process. */
export class LogProducer implements Producer {
  readonly #connection: Connection;
  readonly #options: Required<Pick<ProducerOptions, 'acks' | 'maxInFlight' | 'idempotent'>> & Pick<ProducerOptions, 'transactionalId'>;
  readonly #lanes = new Map<string, Lane>();
  #identity: Promise<Identity> | undefined;
  #transaction = false;

  constructor(connection: Connection, { acks = 'all', maxInFlight = 5, transactionalId, idempotent = transactionalId !== undefined }: ProducerOptions) {
    this.#connection = connection;
    this.#options = { acks, maxInFlight: Math.min(5, Math.max(1, maxInFlight)), idempotent, ...(transactionalId === undefined ? {} : { transactionalId }) };
  }

  async send(topic: string, record: NewRecord): Promise<Appended> {
    const { acks, idempotent, maxInFlight } = this.#options;
    const request = produceRequest(this.#connection, topic, record, idempotent ? 'all' : acks);
    const transactional = this.#transaction;
    const lane = this.#laneOf(`${topic}-${request.partition}`);
    const sequence = lane.sequence++;
    const identity = idempotent ? await this.#identified() : undefined;
    if (request.acks === 0) {
      void ask(this.#connection, request).catch(() => {});
      return { partition: request.partition, offset: -1 };
    }
    if (lane.inFlight >= maxInFlight) await new Promise<void>(resolve => lane.waiting.push(resolve));
    lane.inFlight++;
    try {
      return await this.#deliver(identity ? { ...request, identity, sequence, transactional } : request);
    } finally {
      lane.inFlight--;
      lane.waiting.shift()?.();
    }
  }

  async begin(): Promise<void> {
    if (this.#options.transactionalId === undefined) throw new Refused('NotTransactional', 'this producer has no transactionalId');
    await this.#identified();
    this.#transaction = true;
  }

  async sendOffsets(offsets: Offsets, group: string | GroupMeta): Promise<void> {
    const identity = await this.#begun();
    const claim = typeof group === 'string' ? undefined : group;
    await ask(this.#connection, { op: 'sendOffsets', identity, group: claim?.group ?? String(group), offsets, ...(claim ? { claim } : {}) });
  }

  commit(): Promise<void> {
    return this.#end('commitTransaction');
  }

  abort(): Promise<void> {
    return this.#end('abortTransaction');
  }

  async #end(op: 'commitTransaction' | 'abortTransaction'): Promise<void> {
    await ask(this.#connection, { op, identity: await this.#begun() });
    this.#transaction = false;
  }

  async #begun(): Promise<Identity> {
    if (!this.#transaction) throw new Refused('NoTransaction', 'there is no transaction: begin one');
    return this.#identified();
  }

  #identified(): Promise<Identity> {
    const { transactionalId } = this.#options;
    this.#identity ??= ask<Identity>(this.#connection, { op: 'initProducer', ...(transactionalId === undefined ? {} : { transactionalId }) }).catch((error: unknown) => {
      this.#identity = undefined;
      throw error;
    });
    return this.#identity;
  }

  /** Until it is answered, or for as long as it makes sense. */
  async #deliver(request: LogOp<'produce'>): Promise<Appended> {
    const { node } = this.#connection;
    const giveUpMs = node.monotonicMs + DELIVERY_MS;
    for (let doubt = false; ;) {
      try {
        return await ask<Appended>(this.#connection, request);
      } catch (error) {
        doubt ||= isA(error, Unknown);
        if (isA(error, Fenced) || !isA(error, KitError) || error.code === 'UnknownTopic') throw error;
        if (node.monotonicMs > giveUpMs) throw doubt ? new Unknown('Timeout', 'nobody can say whether the record was appended') : error;
        await new Promise<void>(resolve => node.after(msToUs(BACKOFF_MS), () => resolve()));
      }
    }
  }

  #laneOf(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) this.#lanes.set(name, lane = { sequence: 0, inFlight: 0, waiting: [] });
    return lane;
  }
}
