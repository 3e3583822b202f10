// scenario: sunny
// message: was refused
// message: price was well
import { Refused } from 'faultlab';
import type { Asked, Deps, Page } from '../contract';

export async function productPage(_asked: Asked, _deps: Deps): Promise<Page> {
  throw new Refused('Closed', 'closed', { status: 503 });
}
