import type { Replica, Req, Value } from './contract';

/** Answers one request of a user. One process runs this module; what stands outside the function is its memory. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  // TODO: decide when a second copy goes out, to whom, and what becomes of the loser.
  const replica = replicas[Math.floor(Math.random() * replicas.length)]!;
  return replica.call(req);
}
