/** Somebody at the door with a ticket. The same visitor may ask again, with the same ticket, after an answer that never came. */
export interface Request {
  readonly ticket: string;
  readonly visitor: string;
}

/** `enter`: the ticket is this visitor's, for good. `used`: somebody else has entered with it. */
export type Answer = 'enter' | 'used';
