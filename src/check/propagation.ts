import { atSeconds, type Check, type Finding } from './finding.ts';
import { begins, hopsOf, type Hop } from './hops.ts';
import { faultOf, MOST_MEMBERS, parentOf, stateOf, valuesOf, type HeaderLine, type Member } from './tracecontext.ts';
import { about, earliest, nameOf, type TreeWords } from './tree.ts';

/** Every trace header that the learner's services send is valid. */
export function validHeaders({ noun, method }: TreeWords): Check {
  return run => firstSent(run, method, (hop, headers, to) => {
    const fault = faultOf(headers, hop.headers);
    return fault && `${hop.service} called ${to} for ${nameOf(hop, noun)} with ${fault}: whoever follows the standard ignores it, and there the trace ends`;
  });
}

/**
 * The entries of others in `tracestate` go on as they came, in their order, behind the service's own, which is there
 * once. A trace that begins has no entry but the service's own; a service that records nothing changes nothing.
 * A list that was not valid may be dropped.
 */
export function stateIntact({ noun, method, key }: TreeWords & { readonly key: string }): Check {
  return run => firstSent(run, method, (hop, headers, to) => {
    const wrong = hop.records ? entriesWrong(hop, headers, key) : changed(hop, headers);
    return wrong && `${hop.service} called ${to} for ${nameOf(hop, noun)} ${wrong}`;
  });
}

function firstSent(run: Parameters<typeof hopsOf>[0], method: string, say: (hop: Hop, headers: readonly HeaderLine[], to: string) => string | undefined): Finding | undefined {
  const found = [...hopsOf(run).values()].filter(({ by }) => by === 'learner').flatMap(hop => hop.sent.map(({ to, headers, atUs, row }) => {
    const message = say(hop, headers, to);
    return message === undefined ? undefined : { ...about(hop, `At ${atSeconds(atUs)} ${message}`), atUs, row };
  }));
  return earliest(found, method);
}

const textOf = (members: readonly Member[]): string => members.map(member => member.join('=')).join(',');

function entriesWrong(hop: Hop, headers: readonly HeaderLine[], key: string): string | undefined {
  const sent = stateOf(headers);
  if (!sent) return undefined;
  const others = sent.filter(([each]) => each !== key);
  const arrived = parentOf(hop.headers) && !begins(hop) ? stateOf(hop.headers) : [];
  const expected = arrived?.filter(([each]) => each !== key);
  if (sent[0]?.[0] !== key) {
    return sent.length === others.length ? `without an entry ${key} in tracestate: who wrote traceparent last cannot be told`
      : `with ${sent.map(([each]) => each).join(', ')} in tracestate: ${key} wrote traceparent, and the first entry is that of ${sent[0]![0]}`;
  }
  if (!expected || textOf(others) === textOf(expected)) return undefined;
  if (expected.length >= MOST_MEMBERS && textOf(others) === textOf(expected.slice(0, MOST_MEMBERS - 1))) return undefined;
  const stale = others.find(([each]) => !expected.some(([arrivedKey]) => arrivedKey === each));
  if (stale && expected.length === 0) return `in a trace that begins there, with the entry ${stale.join('=')} of another trace: its owner finds a place there that it never was at`;
  const lost = expected.find(member => !others.some(other => other.join('=') === member.join('=')));
  if (!lost) return `with the entries of others in another order: the order says who came when`;
  const now = others.find(([each]) => each === lost[0]);
  return `${now ? `with ${now.join('=')} where ${lost.join('=')} had arrived` : `without the entry ${lost.join('=')} that had arrived`}: its owner cannot go on from there`;
}

/** What a service that records nothing has done to headers all the same. */
function changed(hop: Hop, headers: readonly HeaderLine[]): string | undefined {
  const before = parentOf(hop.headers);
  const after = parentOf(headers);
  if (!before) return undefined;
  if (!after) return 'without the trace context that had arrived: what comes behind it is lost to the trace';
  if (after.parentId !== before.parentId) return `under parent ${after.parentId}, and it records nothing: what hangs under that id hangs in the air`;
  if (after.traceId !== before.traceId || after.sampled !== before.sampled) return `with ${valuesOf(headers, 'traceparent')[0]}; ${valuesOf(hop.headers, 'traceparent')[0]} had arrived, and it records nothing`;
  const [was, is] = [stateOf(hop.headers), stateOf(headers)];
  return !was || !is || textOf(was) === textOf(is) ? undefined : `with tracestate ${textOf(is) || 'empty'} where ${textOf(was)} had arrived: the first entry no longer tells who wrote traceparent`;
}
