/** What a node can know about its link to another one. */
export type Verdict =
  /** Messages arrive in both directions. */
  | 'ok'
  /** What the peer sends here does not arrive; but news from it does, by way of others that hear it. */
  | 'inbound-lost'
  /** What is sent to the peer does not arrive; what it sends here does. */
  | 'outbound-lost'
  /** Nothing arrives either way, and there is another node that can talk with both. */
  | 'link-cut'
  /** Nobody whose messages arrive here hears the peer: dead, standing still or cut off, and no way to know which. */
  | 'unreachable';

/** `majority`: this node and those that it can talk with, both ways, are at least three of the five. */
export type Side = 'majority' | 'cut-off';
