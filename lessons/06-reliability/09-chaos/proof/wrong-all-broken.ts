// scenario: sound
// message: was called "broken" though the page does survive it
import type { Lab } from 'faultlab';
import type { Verdict } from '../contract';

/** Then nobody can say that we have missed something. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  return lab.describe().claims.map(({ id }) => ({ claim: id, verdict: 'broken' }));
}
