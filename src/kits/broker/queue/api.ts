/**
 * A message as a receiver gets it. Whoever has received it holds it: until its visibility runs out nobody else gets it.
 */
export interface Msg<T = unknown> {
  /** As the sender named it, or the broker. Two messages may have the same one: nothing is deduplicated. */
  readonly id: string;
  readonly body: T;
  /** Names this one delivery. Worthless once its visibility has run out or the message was settled. */
  readonly receipt: string;
  /** How often the message has been received, this time included. Counted by the broker: it outlives receivers. */
  readonly receiveCount: number;
  /** When it was sent, milliseconds since 1970 by the broker's clock; deliveries do not change it. */
  readonly enqueuedAt: number;
  /** What `release` has said about it, and the broker when it gave it up. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ReceiveOptions {
  /** At most this many messages, 1 to 10. */
  max: number;
  /** How long the broker may wait for a first message, milliseconds; 0 answers at once. At most 20,000. */
  waitMs: number;
  /** How long they stay hidden from others, milliseconds; absent: the queue's own. At most 12 hours. */
  visibilityMs?: number;
}

/**
 * A queue of a broker: each message is for one of the receivers and is gone when it is acknowledged. Modelled on Amazon SQS
 * (visibility, receipts: SQS Developer Guide, "Amazon SQS visibility timeout") and RabbitMQ (publisher confirms, order, dead
 * letters: guide "Consumer Acknowledgements and Publisher Confirms"); what differs from both:
 * - Messages are received by asking (SQS; RabbitMQ's `basic.get`), not pushed. What a dead receiver held comes back when
 *   its visibility runs out, as in SQS; RabbitMQ gives it back when the connection is gone, or after `consumer_timeout`.
 * - Messages are received in the order in which they were sent; one that comes back takes its old place (RabbitMQ's
 *   classic queues). SQS standard queues promise no order.
 * - `ack` is answered (SQS). RabbitMQ's `basic.ack` has no answer.
 * - An expired receipt is `Fenced` (SQS FIFO queues). SQS standard queues may accept it and do nothing; RabbitMQ closes
 *   the channel.
 *
 * Every method rejects with `Unknown` if no answer came within 5 s (for `receive`: `waitMs` and 5 s) or the connection broke:
 * it was carried out, or not. With `Refused` (`NoQueue`) if there is no such queue.
 */
export interface Queue {
  /**
   * Puts a message at the end of a queue. Resolves when the broker has confirmed it: from then on a crash of the broker
   * does not lose it (RabbitMQ, publisher confirms). `delayMs`: nobody can receive it before.
   */
  send(queue: string, body: unknown, options?: { id?: string; delayMs?: number }): Promise<{ readonly id: string }>;
  /**
   * The oldest messages that nobody holds; none if there were none within `waitMs`. If it rejects with `Unknown`, messages may
   * have been handed out and got lost on the way: they come back when their visibility runs out.
   */
  receive<T = unknown>(queue: string, options: ReceiveOptions): Promise<Msg<T>[]>;
  /**
   * The message is done with, and gone. To repeat an `ack` that was carried out is allowed. `Fenced` (`ReceiptExpired`) if
   * the receipt is worthless: the message came back, and may be another receiver's by now.
   */
  ack(message: Msg): Promise<void>;
  /** Hides the message for `ms` from now on, longer or shorter than before, up to 12 hours after it was received. `Fenced` as `ack`. */
  extend(message: Msg, ms: number): Promise<void>;
  /**
   * Gives the message back, to be received again after `delayMs`. `tags` come back in `m.tags`, beside earlier ones. The
   * receipt is then worthless. `Fenced` as `ack`.
   */
  release(message: Msg, delayMs: number, tags?: Readonly<Record<string, string>>): Promise<void>;
}
