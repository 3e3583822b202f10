// scenario: six-hops
// message: which called it, in trace
import type { Header } from 'faultlab';
import type { Hop, Link, Local, Remote } from '../contract';

export function extract(_headers: readonly Header[]): Remote | null {
  return null;
}

export function begin(_remote: Remote | null, hop: Hop): Local {
  return { traceId: hop.hex(32), spanId: hop.hex(16), parentId: null, sampled: hop.coin < 0.1, state: [] };
}

export function inject(_local: Local): Header[] {
  return [];
}

export function links(_batch: readonly (readonly Header[])[]): Link[] {
  return [];
}
