import { msToUs, type Timer } from '../../../sim/index.ts';
import { ask, type Connection } from '../log/producer.ts';
import type { Claim } from '../log/requests.ts';
import type { ConsumerOptions } from './api.ts';

/** What a heartbeat was answered. */
export interface Heard {
  /** A round has begun: join. */
  rebalance(): void;
  /** False: the member is out, and there is no use in going on. */
  failed(error: unknown): boolean;
}

/** A member's sign of life, again and again, in the background; while the process is paused there is none. */
export class Heartbeats {
  readonly #connection: Connection;
  readonly #options: Pick<Required<ConsumerOptions>, 'group' | 'heartbeatMs' | 'sessionTimeoutMs'>;
  readonly #heard: Heard;
  #timer: Timer | undefined;
  /** Answers to heartbeats of an earlier round say nothing about this one. */
  #round = 0;

  constructor(connection: Connection, options: Pick<Required<ConsumerOptions>, 'group' | 'heartbeatMs' | 'sessionTimeoutMs'>, heard: Heard) {
    this.#connection = connection;
    this.#options = options;
    this.#heard = heard;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#round++;
  }

  start(claim: Claim): void {
    this.stop();
    const round = this.#round;
    const { group, heartbeatMs, sessionTimeoutMs } = this.#options;
    this.#timer = this.#connection.node.after(msToUs(heartbeatMs), () => {
      ask<boolean>(this.#connection, { op: 'heartbeat', group, claim }, sessionTimeoutMs).then(rebalance => {
        if (round !== this.#round) return;
        if (rebalance) this.#heard.rebalance();
        this.start(claim);
      }, error => {
        if (round === this.#round && this.#heard.failed(error)) this.start(claim);
      });
    });
  }
}
