// scenario: ordinary-day
// message: api never asked checkout for it
import { Refused } from 'faultlab';

export async function api(): Promise<never> {
  throw new Refused('Busy', 'come back later');
}

export async function checkout(): Promise<never> {
  throw new Refused('Busy', 'come back later');
}
