// scenario: six-hops
// message: was not answered
import { Refused, type Header } from 'faultlab';
import type { Hop, Link, Local, Remote } from '../contract';

export function extract(_headers: readonly Header[]): Remote | null {
  throw new Refused('NoTrace');
}

export function begin(_remote: Remote | null, _hop: Hop): Local {
  throw new Refused('NoTrace');
}

export function inject(_local: Local): Header[] {
  return [];
}

export function links(_batch: readonly (readonly Header[])[]): Link[] {
  return [];
}
