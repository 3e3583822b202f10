import type { Fact } from '../sim/history.ts';

/** From when until when a value was true; `Infinity`: to the end. */
export interface Validity {
  readonly fromUs: number;
  readonly toUs: number;
}

/** What things were over time, to judge what somebody says of them. Values are compared by what they hold. */
export class Truths {
  private readonly spans = new Map<string, { fromUs: number; toUs: number }[]>();

  /** `thingOf`: what a fact says that something changed to; undefined for other facts. In order of time. */
  constructor(facts: readonly Fact[], thingOf: (fact: Fact) => { readonly thing: string; readonly value: unknown } | undefined) {
    const latest = new Map<string, { fromUs: number; toUs: number }>();
    for (const fact of facts) {
      const changed = thingOf(fact);
      if (!changed) continue;
      const before = latest.get(changed.thing);
      if (before) before.toUs = fact.atUs;
      const span = { fromUs: fact.atUs, toUs: Infinity };
      latest.set(changed.thing, span);
      const key = keyOf(changed.thing, changed.value);
      const spans = this.spans.get(key);
      if (spans) spans.push(span);
      else this.spans.set(key, [span]);
    }
  }

  /** When the thing had this value, in order; empty if never. */
  of(thing: string, value: unknown): readonly Validity[] {
    return this.spans.get(keyOf(thing, value)) ?? [];
  }

  /** Whether the thing had this value at some instant between two, both included. */
  wasTrue(thing: string, value: unknown, fromUs: number, toUs: number): boolean {
    return this.of(thing, value).some(span => span.fromUs <= toUs && span.toUs >= fromUs);
  }
}

const keyOf = (thing: string, value: unknown): string => `${thing}\n${JSON.stringify(value)}`;
