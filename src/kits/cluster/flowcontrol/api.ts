/**
 * One of the things that flow from the source to the sink. Pass `n` and `body` on in any form: in messages of several,
 * inside other data, as text. They are found wherever they are, and counted in the memory of the node that they reach.
 */
export interface FlowItem {
  /** From 1, without gaps, in the order in which the source offers them. */
  readonly n: number;
  /** Nobody can make it up: the sink takes it from nobody but the source. */
  readonly body: string;
}

/** The source has something for the producer's `onRequest`: one item at a time, the next one after this one was taken. */
export interface SourceRequest {
  readonly op: 'offer';
  readonly item: FlowItem;
}

/** Anything but `taken`, an exception or a second of silence is a no: the source offers the same item again after 20 ms. */
export type OfferAnswer = 'taken' | 'wait';

/**
 * What the sink understands, by `ctx.call('sink', …)`. `store` is answered `{ stored: n }` when the item is stored for good;
 * it stores what it is given, in that order, an item that comes twice twice. It works on one item at a time: others wait
 * for their turn. `last` is answered `{ last: n }` at once: the item that was stored last, 0 for none.
 */
export type SinkRequest = { readonly op: 'store'; readonly item: FlowItem } | { readonly op: 'last' };
