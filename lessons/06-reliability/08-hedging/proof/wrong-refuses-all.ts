// scenario: hiccups
// message: was sent to no replica
import { Refused } from 'faultlab';
import type { Replica, Req, Value } from '../contract';

export async function read(_req: Req, _replicas: Replica[]): Promise<Value> {
  throw new Refused('NotToday');
}
