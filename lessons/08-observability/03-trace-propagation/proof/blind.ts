import type { Header } from 'faultlab';
import type { Hop, Link, Local, Member, Remote } from '../contract';

const SHARE = 0.1;
const MAX_ENTRIES = 32;
const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const KEY = /^[a-z0-9][a-z0-9_\-*\/@]{0,255}$/;
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

/** The entries of all lines, which are one list; null: not valid. */
function parseState(lines: readonly string[]): Member[] | null {
  const members: Member[] = [];
  for (const part of lines.join(',').split(',')) {
    const entry = part.replace(/^[ \t]+|[ \t]+$/g, '');
    if (entry === '') continue;
    const at = entry.indexOf('=');
    if (at < 0) return null;
    const key = entry.slice(0, at);
    const value = entry.slice(at + 1);
    if (!KEY.test(key) || !VALUE.test(value)) return null;
    members.push([key, value]);
  }
  return members.length <= MAX_ENTRIES ? members : null;
}

/** What the headers of a request say about its trace; null: nothing. */
export function extract(headers: readonly Header[]): Remote | null {
  const named = (wanted: string): Header[] => headers.filter(([name]) => name.toLowerCase() === wanted);
  const parents = named('traceparent');
  const parent = parents[0];
  if (!parent || parents.length > 1) return null;
  const match = PARENT.exec(parent[1]);
  if (!match) return null;
  const version = match[1]!, traceId = match[2]!, parentId = match[3]!, flags = match[4]!;
  if (version === 'ff' || (version === '00' && match[5] !== undefined)) return null;
  if (/^0+$/.test(traceId) || /^0+$/.test(parentId)) return null;
  const lines = named('tracestate');
  const state = parseState(lines.map(([, value]) => value));
  return {
    traceId,
    parentId,
    sampled: (parseInt(flags, 16) & 1) === 1,
    state: state ?? [],
    raw: state ? [parent, ...lines] : [parent],
  };
}

/** This service's part in the trace. */
export function begin(remote: Remote | null, hop: Hop): Local {
  const spanId = hop.hex(16);
  // only a service that we trust is continued: the internet is not, and a batch has many causes
  const caller = hop.kind === 'inner' ? remote : null;
  if (!hop.record) {
    if (caller) return { traceId: caller.traceId, spanId, parentId: caller.parentId, sampled: caller.sampled, state: caller.state, raw: caller.raw };
    return { traceId: hop.hex(32), spanId, parentId: null, sampled: false, state: [], raw: [] };
  }
  const own: Member = [hop.vendor, spanId];
  if (caller) {
    const others = caller.state.filter(([key]) => key !== hop.vendor);
    return {
      traceId: caller.traceId,
      spanId,
      parentId: caller.parentId,
      sampled: caller.sampled,
      state: [own, ...others].slice(0, MAX_ENTRIES),
    };
  }
  return { traceId: hop.hex(32), spanId, parentId: null, sampled: hop.links.length > 0 || hop.coin < SHARE, state: [own] };
}

/** Headers for what this service calls. */
export function inject(local: Local): Header[] {
  if (local.raw) return local.raw.map(([name, value]): Header => [name, value]);
  const headers: Header[] = [['traceparent', `00-${local.traceId}-${local.spanId}-${local.sampled ? '01' : '00'}`]];
  if (local.state.length > 0) headers.push(['tracestate', local.state.map(([key, value]) => `${key}=${value}`).join(',')]);
  return headers;
}

/** The recorded spans that a batch comes from. */
export function links(batch: readonly (readonly Header[])[]): Link[] {
  const found = new Map<string, Link>();
  for (const headers of batch) {
    const remote = extract(headers);
    if (remote?.sampled) found.set(`${remote.traceId}-${remote.parentId}`, { traceId: remote.traceId, spanId: remote.parentId });
  }
  return [...found.values()];
}
