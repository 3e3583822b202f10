import { atSeconds, capital, type Check, type Finding } from './finding.ts';
import { begins, hopsOf, segmentsOf, type Hop, type SentSpan } from './hops.ts';
import { parentOf, valuesOf } from './tracecontext.ts';

export interface TreeWords {
  /** What users ask for: `order`. */
  readonly noun: string;
  /** The learner's method or function that decides. */
  readonly method: string;
}

type Segments = ReadonlyMap<number, readonly Hop[]>;

/**
 * What belongs together is one trace, and nothing else is in it: each span's parent is the span of the service that
 * called, the first has none, no two spans share an id.
 */
export function tree({ noun, method }: TreeWords): Check {
  return run => {
    const hops = hopsOf(run);
    const segments = segmentsOf(hops);
    const found = [brokenOnTheWay(hops, noun), shared(segments, noun), ...[...segments.values()].map(segment => misplaced(segment, hops, noun))];
    return earliest(found, method);
  };
}

/** Whoever records a trace at all records all of it. */
export function sampledAlike({ noun, method }: TreeWords): Check {
  return run => {
    const recorded = [...segmentsOf(hopsOf(run)).values()].filter(segment => segment.some(isSent));
    const torn = recorded.filter(segment => segment.some(isMissing));
    const whole = recorded.length - torn.length;
    return earliest(torn.map(segment => {
      const missing = segment.find(isMissing)!;
      const present = segment.find(isSent)!;
      return about(missing, `${capital(nameOf(present, noun))} was recorded by ${present.service} and not by ${missing.service} (${atSeconds(missing.atUs)}). `
        + (whole === 0
          ? 'No trace of this run is whole: whoever opens one sees a piece and cannot know what is missing'
          : `Of ${recorded.length} traces ${whole} ${whole === 1 ? 'is' : 'are'} whole: whoever opens one of the others sees a piece and cannot know what is missing`));
    }), method);
  };
}

const isSent = ({ spans }: Hop): boolean => spans.length > 0;
const isMissing = ({ records, spans }: Hop): boolean => records && spans.length === 0;

/** The first hop that goes on in another trace than it was handed, or in one that it should have left. */
function brokenOnTheWay(hops: ReadonlyMap<number, Hop>, noun: string): Finding | undefined {
  const broken = [...hops.values()].flatMap(hop => {
    const received = parentOf(hop.headers);
    if (hop.by === 'given' || begins(hop) || !received) return [];
    const headers = hop.sent.map(({ headers }) => headers).find(each => valuesOf(each, 'traceparent').length === 0 || (parentOf(each) ?? received).traceId !== received.traceId);
    return headers ? [{ hop, received, sent: parentOf(headers) }] : [];
  });
  const [first] = broken;
  if (!first) return undefined;
  const { hop, received, sent } = first;
  const from = hops.get(hop.caller!)!.service;
  const alike = broken.filter(({ hop: { service, caller } }) => service === hop.service && hops.get(caller!)!.service === from).length;
  const how = sent ? `went on in trace ${short(sent.traceId)}` : 'went on without any';
  return about(hop, `${hop.service} got ${nameOf(hop, noun)} from ${from} in trace ${short(received.traceId)} at ${atSeconds(hop.atUs)} and ${how}. `
    + `So did ${alike} of ${countOf(hops, hop.service, from)} requests from ${from}: each trace breaks there, and no half knows of the other`);
}

/** The first trace that holds what does not belong together. */
function shared(segments: Segments, noun: string): Finding | undefined {
  const owner = new Map<string, number>();
  const contested = new Set<string>();
  const each = (look: (id: string, root: number, hop: Hop) => void): void => {
    for (const [root, segment] of segments) for (const hop of segment) for (const id of tracesOf(hop)) look(id, root, hop);
  };
  each((id, root) => {
    if ((owner.get(id) ?? root) === root) owner.set(id, root);
    else contested.add(id);
  });
  if (contested.size === 0) return undefined;
  const holders = new Map<string, Map<number, Hop>>();
  each((id, root, hop) => {
    const held = holders.get(id) ?? new Map<number, Hop>();
    if (contested.has(id) && !held.has(root)) holders.set(id, held.set(root, hop));
  });
  const found = [...holders].map(([id, held]) => {
    const [one, other] = [...held.values()] as [Hop, Hop];
    return about(other, one.operation === other.operation && one.operation !== undefined
      ? `${other.service} put ${nameOf(other, noun)} into trace ${short(id)} at ${atSeconds(other.atUs)}, to which nothing that arrived entitles it: what hangs there hangs in the wrong place`
      : `Trace ${short(id)} holds ${nameOf(one, noun)} (at ${one.service}) and ${nameOf(other, noun)} (at ${other.service}, ${atSeconds(other.atUs)}): ${held.size} requests became one waterfall, and it tells of none of them`);
  });
  return earliest(found);
}

/** Ids of the traces into which a hop puts itself, by its headers or its spans. */
function tracesOf({ sent, spans }: Hop): string[] {
  return [...sent.flatMap(({ headers }) => parentOf(headers)?.traceId ?? []), ...spans.map(({ traceId }) => traceId)];
}

/** The first span of a trace that hangs in the wrong place. */
function misplaced(segment: readonly Hop[], hops: ReadonlyMap<number, Hop>, noun: string): Finding | undefined {
  const ids = new Map<string, Hop>();
  for (const hop of segment) {
    for (const span of hop.spans) {
      const other = ids.get(span.spanId);
      if (other) return about(hop, `${other.service} and ${hop.service} recorded ${nameOf(hop, noun)} under one span id, ${short(span.spanId)} (${atSeconds(hop.atUs)}): one of the two cannot be told from the other`);
      ids.set(span.spanId, hop);
    }
  }
  for (const hop of segment) for (const span of hop.spans) {
    const wrong = wrongParent(hop, span, ids, hops);
    if (wrong !== undefined) return about(hop, `${hop.service} recorded ${nameOf(hop, noun)} ${wrong} (${atSeconds(hop.atUs)}): the tree falls apart there`);
  }
  return undefined;
}

function wrongParent(hop: Hop, { traceId, parentId }: SentSpan, ids: ReadonlyMap<string, Hop>, hops: ReadonlyMap<number, Hop>): string | undefined {
  const above = aboveOf(hop, hops);
  const trace = above?.spans[0]?.traceId;
  if (trace !== undefined && trace !== traceId) return `in trace ${short(traceId)}; ${above!.service}, which called it, in trace ${short(trace)}`;
  if (!above) return parentId === null ? undefined : `under parent ${short(parentId)}, and no service ever recorded a span of that id`;
  // A caller that recorded nothing is told of by `sampledAlike`.
  if (above.spans.length === 0 || above.spans.some(({ spanId }) => spanId === parentId)) return undefined;
  if (parentId === null) return `as if nobody had called it; ${above.service} had`;
  const under = ids.get(parentId);
  return under ? `under ${under.service}; it was ${above.service} that had called it` : `under parent ${short(parentId)}, and no service ever recorded a span of that id`;
}

/** The nearest caller that records, within the trace. */
function aboveOf(hop: Hop, hops: ReadonlyMap<number, Hop>): Hop | undefined {
  if (begins(hop)) return undefined;
  const caller = hops.get(hop.caller!)!;
  return caller.records ? caller : aboveOf(caller, hops);
}

function countOf(hops: ReadonlyMap<number, Hop>, service: string, from: string): number {
  return [...hops.values()].filter(hop => hop.service === service && hop.caller !== undefined && hops.get(hop.caller)!.service === from).length;
}

/** The finding about a hop. */
export function about({ atUs, row, service }: Hop, message: string): Finding {
  return { message, atUs, row, node: service };
}

/** `order 12`, or `a batch of 31 orders`. */
export function nameOf({ operation, messages }: Hop, noun: string): string {
  return operation === undefined ? `a batch of ${messages.length} ${noun}s` : `${noun} ${operation}`;
}

/** The earliest of the findings, told of a method. */
export function earliest(findings: readonly (Finding | undefined)[], method?: string): Finding | undefined {
  let first: Finding | undefined;
  for (const finding of findings) if (finding && (!first || finding.atUs < first.atUs)) first = finding;
  return first && (method === undefined ? first : { ...first, method });
}

/** `4bf92f35…`. */
const short = (id: unknown): string => (typeof id === 'string' && id.length > 8 ? `${id.slice(0, 8)}…` : String(id));
