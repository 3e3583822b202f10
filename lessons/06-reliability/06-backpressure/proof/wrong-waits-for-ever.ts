// scenario: trickle
// message: producer never took it
import type { OfferAnswer } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

export class Producer implements ProducerNode {
  onRequest(): Promise<OfferAnswer> {
    return new Promise(() => {});
  }
}

export class Consumer implements ConsumerNode {}
