import type { Hop, TraceTree } from '../model/traces.ts';

/** A stretch of work that whoever asked had to wait for. */
export interface CriticalPart {
  readonly hop: Hop;
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * What makes a trace as long as it is: backwards from its end, always the call that ended last; the rest is the caller's
 * own time. Calls that go on after their caller's end did not hold it up.
 */
export function criticalPath({ hops }: TraceTree): readonly CriticalPart[] {
  const parts: CriticalPart[] = [];
  const walk = (hop: Hop, untilUs: number): void => {
    let atUs = untilUs;
    const calls = hops.filter(({ caller, toUs }) => caller === hop && toUs <= untilUs).sort((a, b) => b.toUs - a.toUs);
    for (const call of calls) {
      if (call.toUs > atUs) continue;
      if (call.toUs < atUs) parts.push({ hop, fromUs: call.toUs, toUs: atUs });
      walk(call, call.toUs);
      atUs = call.work.fromUs;
    }
    if (hop.work.fromUs < atUs) parts.push({ hop, fromUs: hop.work.fromUs, toUs: atUs });
  };
  const root = hops.find(({ caller }) => !caller);
  if (root) walk(root, root.toUs);
  return parts.reverse();
}
