// scenario: mixed-fleet
// message: was recorded by
// message: whole: whoever opens one
import type { Header } from 'faultlab';
import type { Hop, Link, Local, Member, Remote } from '../contract';

/** Share of the orders that are recorded. */
const SHARE = 0.1;
const MOST_MEMBERS = 32;

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

const isNamed = (name: string) => ([each]: Header): boolean => each.toLowerCase() === name;
const isChosen = (traceId: string): boolean => parseInt(traceId.slice(-8), 16) < SHARE * 2 ** 32;
const isZero = (id: string): boolean => /^0+$/.test(id);

export function extract(headers: readonly Header[]): Remote | null {
  const parents = headers.filter(isNamed('traceparent'));
  const states = headers.filter(isNamed('tracestate'));
  const match = parents.length === 1 ? PARENT.exec(parents[0][1].trim()) : null;
  if (!match) return null;
  const [, version, traceId, parentId, flags, tail] = match;
  if (version === 'ff' || (version === '00' && tail !== undefined) || isZero(traceId) || isZero(parentId)) return null;
  return { traceId, parentId, sampled: (parseInt(flags, 16) & 1) === 1, state: membersOf(states.map(([, value]) => value)), raw: [...parents, ...states] };
}

/** The entries of all lines; none if the list is not valid: it may be dropped, and the trace goes on without it. */
function membersOf(lines: readonly string[]): Member[] {
  const members = lines.join(',').split(',').map(text => text.replace(/^[ \t]+|[ \t]+$/g, '')).filter(text => text !== '')
    .map((text): Member => [text.slice(0, Math.max(0, text.indexOf('='))), text.slice(text.indexOf('=') + 1)]);
  const keys = new Set(members.map(([key]) => key));
  const isValid = members.length <= MOST_MEMBERS && keys.size === members.length && members.every(([key, value]) => KEY.test(key) && VALUE.test(value));
  return isValid ? members : [];
}

export function begin(remote: Remote | null, hop: Hop): Local {
  const spanId = hop.hex(16);
  const own: Member = [hop.vendor, spanId];
  // What the internet says of traces says nothing to us.
  if (remote && hop.kind !== 'edge') {
    const { traceId, parentId, state, raw } = remote;
    const sampled = isChosen(traceId);
    if (!hop.record) return { traceId, spanId, parentId, sampled, state, raw };
    return { traceId, spanId, parentId, sampled, state: [own, ...state.filter(([key]) => key !== hop.vendor)].slice(0, MOST_MEMBERS) };
  }
  const traceId = hop.hex(32);
  return { traceId, spanId, parentId: null, sampled: hop.links.length > 0 || isChosen(traceId), state: [own] };
}

export function inject({ traceId, spanId, sampled, state, raw }: Local): Header[] {
  if (raw) return [...raw];
  return [['traceparent', `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`], ['tracestate', state.map(member => member.join('=')).join(',')]];
}

/** A batch belongs to no order: it points to those of which something was recorded. */
export function links(batch: readonly (readonly Header[])[]): Link[] {
  return batch.map(extract).filter(remote => remote?.sampled === true).map(remote => ({ traceId: remote!.traceId, spanId: remote!.parentId }));
}
