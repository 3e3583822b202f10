// scenario: trickle
// message: producer took it at
// message: it was never stored
import type { OfferAnswer } from 'faultlab';
import type { ConsumerNode, ProducerNode } from '../contract';

export class Producer implements ProducerNode {
  async onRequest(): Promise<OfferAnswer> {
    return 'taken';
  }
}

export class Consumer implements ConsumerNode {}
