import { veil } from '../course/veil.ts';

/** The language's own, from before the realm is locked: what it evaluates is ours. */
const evaluate = globalThis.eval;

/** The module of a veiled text: a function of what it imports, `values`, that returns what it exports. */
export function loadVeiled(text: string, values: readonly unknown[]): never {
  return (evaluate(veil(text)) as (...values: readonly unknown[]) => never)(...values);
}
