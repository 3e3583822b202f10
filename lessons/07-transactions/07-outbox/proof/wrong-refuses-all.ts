// scenario: crash-after-commit
// message: nothing was wrong with it
import { Refused } from 'faultlab';

/** What is never placed can never be forgotten. */
export async function place(): Promise<{ orderId: string }> {
  throw new Refused('Closed');
}

export async function relay(): Promise<void> {}
