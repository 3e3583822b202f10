/**
 * Trace Context by the letter: W3C Recommendation "Trace Context" (2021), sections 3.2 and 3.3; where Level 2 (2024)
 * allows more – the flag for random ids, keys that begin with a digit – that is allowed as well.
 */

/** One header line. */
export type HeaderLine = readonly [name: string, value: string];

/** An entry of `tracestate`. */
export type Member = readonly [key: string, value: string];

/** What a `traceparent` says. */
export interface Parent {
  readonly traceId: string;
  readonly parentId: string;
  readonly sampled: boolean;
}

/** Entries that a `tracestate` may hold. */
export const MOST_MEMBERS = 32;

const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;
const ZEROS = /^0+$/;

/** Values of a header, whatever the case of its name, in order. */
export function valuesOf(headers: readonly HeaderLine[], name: string): string[] {
  return headers.filter(([each]) => each.toLowerCase() === name).map(([, value]) => value);
}

/** What headers say, of each list once: several checks ask for the same, and nobody changes what was sent. */
function remembered<Said>(read: (headers: readonly HeaderLine[]) => Said): (headers: readonly HeaderLine[]) => Said {
  const known = new WeakMap<readonly HeaderLine[], { readonly said: Said }>();
  return headers => {
    let found = known.get(headers);
    if (!found) known.set(headers, found = { said: read(headers) });
    return found.said;
  };
}

/** Undefined: there is none, or it has to be ignored. A higher version is read as far as version 00 goes. */
export const parentOf = remembered(readParent);

function readParent(headers: readonly HeaderLine[]): Parent | undefined {
  const values = valuesOf(headers, 'traceparent');
  const match = values.length === 1 ? PARENT.exec(trimmed(values[0]!)) : null;
  if (!match) return undefined;
  const [, version, traceId, parentId, flags, tail] = match as unknown as [string, string, string, string, string, string | undefined];
  if (version === 'ff' || (version === '00' && tail !== undefined) || ZEROS.test(traceId) || ZEROS.test(parentId)) return undefined;
  return { traceId, parentId, sampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** The entries of all `tracestate` lines together; undefined: not valid, to be dropped as a whole. */
export const stateOf = remembered(readState);

function readState(headers: readonly HeaderLine[]): readonly Member[] | undefined {
  const members = new Map<string, Member>();
  for (const text of valuesOf(headers, 'tracestate').join(',').split(',')) {
    const member = trimmed(text);
    if (member === '') continue;
    const at = member.indexOf('=');
    const key = member.slice(0, Math.max(0, at));
    const value = member.slice(at + 1);
    if (!KEY.test(key) || !VALUE.test(value) || members.has(key)) return undefined;
    members.set(key, [key, value]);
  }
  return members.size > MOST_MEMBERS ? undefined : [...members.values()];
}

/** Why headers may not be sent; undefined: nothing is wrong with them. What was passed on as it came is not the sender's. */
export function faultOf(headers: readonly HeaderLine[], received: readonly HeaderLine[]): string | undefined {
  const parents = valuesOf(headers, 'traceparent');
  const states = valuesOf(headers, 'tracestate');
  if (parents.length === 0) return states.length === 0 ? undefined : 'tracestate without traceparent';
  if (parents.length > 1) return `${parents.length} traceparent headers`;
  const [parent] = parents as [string];
  if (!valuesOf(received, 'traceparent').includes(parent)) {
    const flaw = flawOf(parent);
    if (flaw !== undefined) return `traceparent ${parent} (${flaw})`;
  }
  if (stateOf(headers) !== undefined || states.join() === valuesOf(received, 'tracestate').join()) return undefined;
  return `tracestate ${shortened(states.join(','))} (${stateFlaw(states)})`;
}

function flawOf(value: string): string | undefined {
  if (value.length !== 55) return `${value.length} characters, 55 are right`;
  const match = PARENT.exec(value);
  if (!match) return 'not four fields of lower-case hex digits';
  const [, version, traceId, parentId, flags] = match as unknown as [string, string, string, string, string];
  if (version !== '00') return 'the version of somebody else';
  if (ZEROS.test(traceId) || ZEROS.test(parentId)) return 'an id of zeros';
  return Number.parseInt(flags, 16) > 3 ? 'flags that version 00 does not know' : undefined;
}

function stateFlaw(states: readonly string[]): string {
  const members = states.flatMap(line => line.split(',')).map(trimmed).filter(member => member !== '');
  const keys = members.map(member => member.slice(0, Math.max(0, member.indexOf('='))));
  const twice = keys.find((key, index) => keys.indexOf(key) < index);
  if (members.length > MOST_MEMBERS) return `${members.length} entries, ${MOST_MEMBERS} are allowed`;
  return twice === undefined ? 'an entry that is none' : `two entries of ${twice}`;
}

const trimmed = (text: string): string => (/^[ \t]|[ \t]$/.test(text) ? text.replace(/^[ \t]+|[ \t]+$/g, '') : text);
const shortened = (text: string): string => (text.length <= 60 ? text : `${text.slice(0, 59)}…`);
