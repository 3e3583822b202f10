import type { Finding } from './finding.ts';

/** Something that happened. */
export interface Happened {
  /** What it is about; unique among the causes. */
  readonly id: string;
  readonly atUs: number;
  readonly row: number;
  readonly node?: string;
}

interface Words<Cause, Effect> {
  /** An effect without its cause; `late`: that came later. */
  unfounded(effect: Effect, late: Cause | undefined): string;
  /** A cause whose effect never came. */
  missing(cause: Cause): string;
}

/**
 * Every effect had its cause when it happened, and every cause has its effect at the end. Tells what is wrong first; an
 * effect whose cause never came before one whose cause came too late. A missing effect counts from its cause on.
 * `excused`: ids whose effect may be missing.
 */
export function iff<Cause extends Happened, Effect extends Happened>(causes: readonly Cause[], effects: readonly Effect[], words: Words<Cause, Effect>, excused: ReadonlySet<string> = new Set()): Finding | undefined {
  const causeOf = new Map(causes.map(cause => [cause.id, cause]));
  const seen = new Set(effects.map(({ id }) => id));
  const unfounded = earliest(effects.filter(({ id }) => !causeOf.has(id))) ?? earliest(effects.filter(({ id, atUs }) => (causeOf.get(id)?.atUs ?? -Infinity) > atUs));
  const missing = earliest(causes.filter(({ id }) => !seen.has(id) && !excused.has(id)));
  if (unfounded && !(missing && missing.atUs < unfounded.atUs)) return found(unfounded, words.unfounded(unfounded, causeOf.get(unfounded.id)));
  return missing && found(missing, words.missing(missing));
}

const earliest = <T extends Happened>(events: readonly T[]): T | undefined => events.reduce<T | undefined>((first, each) => (first && first.atUs <= each.atUs ? first : each), undefined);

const found = ({ atUs, row, node }: Happened, message: string): Finding => ({ message, atUs, row, ...(node === undefined ? {} : { node }) });
