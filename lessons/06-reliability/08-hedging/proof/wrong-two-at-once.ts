// scenario: another-service
// message: 100 % more calls than users asked for
import type { Replica, Req, Value } from '../contract';

/** Two copies of everything, at once; the first answer counts. */
export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  const [first, second] = [...replicas].sort(() => Math.random() - 0.5) as [Replica, Replica];
  if (req.kind === 'append') return first.call(req);
  const decided = new AbortController();
  try {
    return await Promise.any([first, second].map(replica => replica.call(req, { signal: decided.signal })));
  } finally {
    decided.abort();
  }
}
