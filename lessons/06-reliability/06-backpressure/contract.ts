import type { Handlers, NodeContext, OfferAnswer, SourceRequest } from 'faultlab';

/** What `Producer` has to be. It may have any other handler of a cluster node beside. */
export interface ProducerNode extends Handlers {
  /** The source has an item. `taken`: it is yours from now on, and the source forgets it. */
  onRequest(request: SourceRequest): Promise<OfferAnswer>;
}

/** What `Consumer` has to be: any handlers of a cluster node. */
export type ConsumerNode = Handlers;

export type NewProducer = new (ctx: NodeContext) => ProducerNode;
export type NewConsumer = new (ctx: NodeContext) => ConsumerNode;
