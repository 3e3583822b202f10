import type { Consumer, ConsumerOptions } from '../group/api.ts';
import { GroupConsumer } from '../group/consumer.ts';
import type { Appended, Log, NewRecord, Producer, ProducerOptions } from './api.ts';
import { ask, type Connection, LogProducer, produceRequest } from './producer.ts';

/** The log as one process reaches it. */
export function logClient(connection: Connection): Log {
  return Object.freeze<Log>({
    produce: (async (topic: string, record: NewRecord, { acks = 'all' }: Parameters<Log['produce']>[2] = {}) => {
      const request = produceRequest(connection, topic, record, acks);
      const appended = ask<Appended>(connection, request);
      if (acks !== 0) return appended;
      appended.catch(() => {});
      return { partition: request.partition, offset: -1 };
    }).bind(undefined),
    producer: ((options: ProducerOptions = {}) => bound<Producer>(new LogProducer(connection, options), ['send', 'begin', 'sendOffsets', 'commit', 'abort'])).bind(undefined),
    consumer: (<T>(options: ConsumerOptions) => bound<Consumer<T>>(new GroupConsumer<T>(connection, options), CONSUMER)).bind(undefined) as Log['consumer'],
  });
}

const CONSUMER = ['poll', 'commit', 'seek', 'position', 'pause', 'resume', 'assignment', 'groupMeta', 'on', 'close'] as const;

/** What learner code gets of an object: its methods, whose source cannot be read. */
function bound<T extends object>(object: T, methods: readonly (keyof T & string)[]): T {
  return Object.freeze(Object.fromEntries(methods.map(name => [name, (object[name] as (...args: unknown[]) => unknown).bind(object)]))) as T;
}
