import type { LaggingCopy, LeadingCopy } from 'faultlab';
import type { ReadAnswer, ReadRequest } from './contract';

export interface Deps {
  /** On this side of the ocean, and some time behind. */
  readonly local: LaggingCopy;
  /** On the other side. */
  readonly leader: LeadingCopy;
  /** The wall clocks here and there differ by no more. */
  readonly epsilonMs: number;
}

/** Reads one key for somebody who says how old the answer may be. */
export async function read(request: ReadRequest, { leader }: Deps): Promise<ReadAnswer> {
  // TODO: who needs the leader, and who only needs to know how old the copy is?
  const { value } = await leader.read(request.key);
  return { value, stale: false };
}
