import { RUNTIME_NAMES } from '../compile/compile.ts';
import type { Program } from '../compile/program.ts';
import type { Library, NodeEnvironment } from '../attempt.ts';
import { newCompartment } from '../sandbox/compartment.ts';
import { Globals, power } from '../sandbox/globals.ts';
import type { GlobalName } from '../sandbox/names.ts';

const EPOCH_MS = 0;

function refused(what: string, instead: string): never {
  throw new Error(`${what} is not available in a lesson pack: ${instead}`);
}

/** A pack's lesson is outside of the simulated world: it has neither a clock nor chance of its own. */
const OUTSIDE: NodeEnvironment = {
  wallMs: () => EPOCH_MS,
  monotonicMs: () => 0,
  random: () => refused('Math.random()', 'draw from stage.random, so that a seed gives the same run everywhere'),
  startTimer: () => refused('a timer', 'use stage.world and times(), whose time is virtual'),
  stopTimer: () => {},
  log: () => {},
};

/** What the compiler's guards call: they guard learner programs, and here there are none. */
const RUNTIME: Readonly<Record<(typeof RUNTIME_NAMES)[number], unknown>> = {
  $flFuel: new Int32Array(2), $flStop: () => {}, $flLease: () => Infinity, $flCaught: () => {}, $flAlive: () => true, $flThrown: (_id: number, value: unknown) => value, $flPow: power, $flClass: () => {}, $flImports: [],
};

/**
 * Runs a program of somebody else's that builds worlds, in a compartment of its own, and returns what its entry exports. It
 * has the language, deterministic mathematics and what `library` gives; no process, no network, no file. Throws what it throws.
 */
export function evaluateForeign({ files }: Program, library: Library): Readonly<Record<string, unknown>> {
  const { evaluate, intrinsics } = newCompartment();
  const globals = new Globals(intrinsics);
  const modules: Readonly<Record<string, unknown>>[] = [];
  for (const { code, parameters, imports } of files) {
    const run = evaluate(code) as (...values: unknown[]) => { readonly exports: Readonly<Record<string, unknown>> };
    const imported = imports.map(source => ('file' in source ? modules[source.file] : library[source.library]));
    const runtime = RUNTIME_NAMES.map(name => (name === '$flImports' ? imported : RUNTIME[name]));
    modules.push(run(...runtime, ...globals.build(parameters.slice(RUNTIME_NAMES.length) as GlobalName[], OUTSIDE)).exports);
  }
  return modules.at(-1)!;
}
