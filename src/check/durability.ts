import { atSeconds, capital, type Finding } from './finding.ts';

/** Something that somebody was told is safe. */
export interface Promised {
  readonly id: string;
  readonly atUs: number;
  /** Row of the trace at which it was promised. */
  readonly row: number;
  readonly node?: string;
}

interface Words {
  /** What a thing is called: `row`. */
  readonly noun: string;
  /** What was promised: `acknowledged`. */
  readonly promised: string;
  /** One sentence: why it matters. */
  readonly why: string;
}

/** The first promised thing that did not survive. `excused`: what no surviving copy ever held, where that is allowed to be lost. */
export function durable(promised: readonly Promised[], survivors: ReadonlySet<string>, words: Words, excused: ReadonlySet<string> = new Set()): Finding | undefined {
  const lost = promised.find(({ id }) => !survivors.has(id) && !excused.has(id));
  if (!lost) return undefined;
  const { id, atUs, row, node } = lost;
  const by = node === undefined ? '' : ` by ${node}`;
  return { message: `${capital(words.noun)} ${id} was ${words.promised}${by} at ${atSeconds(atUs)} and is nowhere at the end: ${words.why}`, atUs, row, ...(node === undefined ? {} : { node }) };
}
