// scenario: fast-source
// message: the sink stored 0 items a second
import type { OfferAnswer } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

export class Producer implements ProducerNode {
  async onRequest(): Promise<OfferAnswer> {
    return 'wait';
  }
}

export class Consumer implements ConsumerNode {}
