import type { Header } from 'faultlab';
import type { Hop, Link, Local, Member, Remote } from '../contract';

const SHARE = 0.1;
const MAX_MEMBERS = 32;
const PARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const ZEROS = /^0+$/;
const KEY = /^[a-z0-9][a-z0-9_\-*/@]{0,255}$/;
// printable ASCII without ',' and '=', no space at the end
const VALUE = /^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{0,255}[\x21-\x2b\x2d-\x3c\x3e-\x7e]$/;

const named = (headers: readonly Header[], wanted: string): Header[] =>
  headers.filter(([name]) => name.toLowerCase() === wanted);

/** All entries of all lines; null: the list is not valid. */
function members(lines: readonly Header[]): Member[] | null {
  const found: Member[] = [];
  for (const part of lines.map(([, value]) => value).join(',').split(',')) {
    const entry = part.replace(/^[ \t]+|[ \t]+$/g, '');
    if (entry === '') continue;
    const at = entry.indexOf('=');
    if (at < 0) return null;
    const key = entry.slice(0, at);
    const value = entry.slice(at + 1);
    if (!KEY.test(key) || !VALUE.test(value)) return null;
    found.push([key, value]);
  }
  return found.length > MAX_MEMBERS ? null : found;
}

/** What the headers of a request say about its trace; null: nothing. */
export function extract(headers: readonly Header[]): Remote | null {
  const [parent, second] = named(headers, 'traceparent');
  if (!parent || second) return null;
  const match = PARENT.exec(parent[1]);
  if (!match) return null;
  const [, version, traceId, parentId, flags, more] = match as unknown as [string, string, string, string, string, string?];
  if (version === 'ff' || (version === '00' && more !== undefined)) return null;
  if (ZEROS.test(traceId) || ZEROS.test(parentId)) return null;
  const lines = named(headers, 'tracestate');
  const state = members(lines);
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
  // The front door trusts nobody; a batch has no single parent.
  const parent = hop.kind === 'inner' ? remote : null;
  // With `links` below: there are links exactly if a recorded order is in the batch.
  const sampled = parent ? parent.sampled : hop.links.length > 0 || hop.coin < SHARE;

  if (!hop.record) {
    // Not a node of the tree: our callees' parent is our caller's span, or nothing.
    return {
      traceId: parent?.traceId ?? hop.hex(32),
      spanId: hop.hex(16),
      parentId: parent?.parentId ?? null,
      sampled,
      state: parent?.state ?? [],
      raw: parent?.raw ?? [],
    };
  }

  const spanId = hop.hex(16);
  const own: Member = [hop.vendor, spanId];
  if (!parent) return { traceId: hop.hex(32), spanId, parentId: null, sampled, state: [own] };
  const others = parent.state.filter(([key]) => key !== hop.vendor);
  return {
    traceId: parent.traceId,
    spanId,
    parentId: parent.parentId,
    sampled,
    state: [own, ...others].slice(0, MAX_MEMBERS),
  };
}

/** Headers for what this service calls. */
export function inject(local: Local): Header[] {
  if (local.raw) return [...local.raw];
  const headers: Header[] = [['traceparent', `00-${local.traceId}-${local.spanId}-${local.sampled ? '01' : '00'}`]];
  if (local.state.length > 0) headers.push(['tracestate', local.state.map(([key, value]) => `${key}=${value}`).join(',')]);
  return headers;
}

/** The recorded spans that a batch has to do with: nobody can follow a link to a span that was not reported. */
export function links(batch: readonly (readonly Header[])[]): Link[] {
  const found = new Map<string, Link>();
  for (const headers of batch) {
    const remote = extract(headers);
    if (remote?.sampled) found.set(`${remote.traceId}-${remote.parentId}`, { traceId: remote.traceId, spanId: remote.parentId });
  }
  return [...found.values()];
}
