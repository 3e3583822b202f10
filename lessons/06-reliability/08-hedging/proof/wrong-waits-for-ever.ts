// scenario: hiccups
// message: was sent to no replica
import type { Replica, Req, Value } from '../contract';

export async function read(_req: Req, _replicas: Replica[]): Promise<Value> {
  return new Promise(() => {});
}
