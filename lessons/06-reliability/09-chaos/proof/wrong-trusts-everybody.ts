// scenario: sound
// message: was called "holds": 0 requests met errors
import type { Lab } from 'faultlab';
import type { Verdict } from '../contract';

/** Whoever wrote the claim will know. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  return lab.describe().claims.map(({ id }) => ({ claim: id, verdict: 'holds' }));
}
