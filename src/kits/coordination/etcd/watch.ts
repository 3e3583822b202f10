import { isA, Unknown } from '../../errors.ts';
import type { WatchBatch } from './api.ts';
import type { Endpoints } from './client.ts';
import type { Watched } from './member.ts';

/** Longer than a member lets a watch wait and than late answers take. */
const SILENCE_MS = 3_500;

/** A client's end of a watch: it asks for what comes next, again and again. */
export class Watch {
  readonly iterable: AsyncIterable<WatchBatch>;
  private readonly endpoints: Endpoints;
  private readonly prefix: string;
  private nextRevision: number | undefined;
  private readonly batches: WatchBatch[] = [];
  private failure: { readonly error: unknown } | undefined;
  private ended = false;
  private wake: () => void = () => {};

  constructor(endpoints: Endpoints, prefix: string, fromRevision: number | undefined, signal: AbortSignal) {
    this.endpoints = endpoints;
    this.prefix = prefix;
    this.nextRevision = fromRevision;
    const iterator = Object.freeze({ next: this.next.bind(this), return: this.return.bind(this), [Symbol.asyncIterator]: () => iterator });
    this.iterable = iterator;
    signal.addEventListener('abort', () => void this.return(), { once: true });
    if (signal.aborted) this.ended = true;
    else void this.follow();
  }

  private async follow(): Promise<void> {
    while (!this.ended && !this.failure) {
      try {
        const { batches, nextRevision } = await this.endpoints.ask<Watched>({ op: 'watch', key: this.prefix, ...(this.nextRevision === undefined ? {} : { fromRevision: this.nextRevision }) }, SILENCE_MS);
        this.nextRevision = nextRevision;
        this.batches.push(...batches);
      } catch (error) {
        if (!isA(error, Unknown)) this.failure = { error };
      }
      this.wake();
    }
  }

  private async next(): Promise<IteratorResult<WatchBatch, undefined>> {
    for (;;) {
      if (this.ended) return { done: true, value: undefined };
      const value = this.batches.shift();
      if (value) return { done: false, value };
      if (this.failure) {
        this.ended = true;
        throw this.failure.error;
      }
      await new Promise<void>(resolve => { this.wake = resolve; });
    }
  }

  private async return(): Promise<IteratorResult<WatchBatch, undefined>> {
    this.ended = true;
    this.wake();
    return { done: true, value: undefined };
  }
}
