// scenario: hiccups
// message: had no answer (Unknown
import type { Replica, Req, Value } from '../contract';

/** Gives up on the slow ones: then nobody waits for long. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  return replicas[Math.floor(Math.random() * replicas.length)]!.call(req, { timeoutMs: 40 });
}
