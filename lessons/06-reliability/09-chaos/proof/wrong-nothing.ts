// scenario: sound
// message: claims got no clear verdict
import type { Lab } from 'faultlab';
import type { Verdict } from '../contract';

/** Never touch a running system. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  return lab.describe().claims.map(({ id }) => ({ claim: id, verdict: 'inconclusive' }));
}
