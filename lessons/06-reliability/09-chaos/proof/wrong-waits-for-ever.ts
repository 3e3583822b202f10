// scenario: sound
// message: claims got no clear verdict
// message: had returned nothing by
import type { Lab } from 'faultlab';
import type { Verdict } from '../contract';

export async function experiment(_lab: Lab): Promise<Verdict[]> {
  return new Promise(() => {});
}
