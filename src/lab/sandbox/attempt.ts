import type { SourcePosition } from '../../sim/trace.ts';
import type { Attempt, ExportInfo, Library, NodeEnvironment } from '../attempt.ts';
import { RUNTIME_NAMES } from '../compile/compile.ts';
import type { CompiledFile, Program } from '../compile/program.ts';
import type { SourceRange } from '../verdict.ts';
import { newCompartment } from './compartment.ts';
import { Globals, power } from './globals.ts';
import { inspect } from './inspect.ts';
import { Meter } from './meter.ts';
import type { GlobalName } from './names.ts';
import { snapshot } from './snapshot.ts';
import { currentPositions, positionsOf, registerFiles } from './stack.ts';

/** Steps that a module's top level may take. */
const LOAD_STEPS = 1_000_000;

/** What a module is after it ran. */
interface Loaded {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Its variables, read through getters. */
  readonly bindings: Readonly<Record<string, unknown>>;
}

type PrivateReader = (instance: object, found: (name: string, value: unknown) => void) => void;

/** One incarnation of a program. */
interface Started {
  readonly modules: Loaded[];
}

interface CompiledModule {
  readonly file: CompiledFile;
  readonly run: (...args: unknown[]) => Loaded;
  readonly globals: readonly GlobalName[];
}

export interface AttemptOptions {
  /** Two cells or more, possibly shared with a watchdog: [steps left, last function's checkpoint]. */
  readonly cells?: Int32Array;
}

/** Evaluates a compiled program in a compartment of its own. */
export function createAttempt(program: Program, options: AttemptOptions = {}): Attempt {
  return new CompartmentAttempt(program, options.cells ?? new Int32Array(2));
}

class CompartmentAttempt implements Attempt {
  readonly exports: readonly ExportInfo[];
  readonly fuel: Meter;
  private readonly modules: readonly CompiledModule[];
  private readonly globals: Globals;
  private readonly incarnations = new WeakMap<object, Started>();
  private readonly privates = new WeakMap<object, PrivateReader>();
  private lastThrow: { readonly value: unknown; readonly range: SourceRange } | undefined;

  private readonly program: Program;

  constructor(program: Program, cells: Int32Array) {
    this.program = program;
    this.exports = program.exports;
    const begin = { file: program.files.at(-1)!.file, line: 1, column: 1 };
    this.fuel = new Meter(cells, program.checkpoints, position => this.lineFrom(position ?? begin));
    const { evaluate, intrinsics } = newCompartment();
    this.globals = new Globals(intrinsics);
    this.modules = program.files.map(file => ({
      file,
      run: evaluate(file.code) as CompiledModule['run'],
      globals: file.parameters.slice(RUNTIME_NAMES.length) as GlobalName[],
    }));
  }

  start(environment: NodeEnvironment, library: Library): Readonly<Record<string, unknown>> {
    const started: Started = { modules: [] };
    registerFiles(this.program.files);
    const loads = this.fuel.stopped === undefined;
    if (loads) this.fuel.refill(LOAD_STEPS);
    for (const module of this.modules) started.modules.push(this.load(module, started, environment, library));
    const { exports } = started.modules.at(-1)!;
    if (this.program.mode === 'explore') return exports;
    this.incarnations.set(exports, started);
    for (const value of Object.values(exports)) if (typeof value === 'function') this.remember(value, started);
    return exports;
  }

  private load({ file, run, globals }: CompiledModule, started: Started, environment: NodeEnvironment, library: Library): Loaded {
    const imports = file.imports.map(source => ('file' in source ? started.modules[source.file]!.exports : library[source.library]));
    const register = (owner: { readonly prototype: object }, read: PrivateReader): void => {
      this.privates.set(owner.prototype, read);
      this.incarnations.set(owner.prototype, started);
    };
    const { fuel } = this;
    const loaded = run(fuel.cells, fuel.stop, fuel.lease, fuel.caught, fuel.alive, this.thrown, power, register, imports, ...this.globals.build(globals, environment));
    return { exports: Object.freeze(loaded.exports), bindings: loaded.bindings };
  }

  private remember(value: object, started: Started): void {
    this.incarnations.set(value, started);
    const prototype: unknown = Object.getOwnPropertyDescriptor(value, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null) this.incarnations.set(prototype, started);
  }

  private readonly thrown = (id: number, value: unknown): unknown => {
    this.lastThrow = { value, range: this.program.throws[id]! };
    return value;
  };

  here(): readonly SourcePosition[] {
    return currentPositions();
  }

  describeError(thrown: unknown): { readonly message: string; readonly range?: SourceRange } {
    // Whatever looks at the value may run learner code, which may throw again.
    const { lastThrow } = this;
    const message = this.textOfError(thrown);
    const range = this.rangeOf(thrown, lastThrow);
    return range === undefined ? { message } : { message, range };
  }

  textOfError(thrown: unknown): string {
    this.noteOverflow(thrown);
    return messageOf(thrown);
  }

  private noteOverflow(thrown: unknown): void {
    try {
      this.fuel.isOverflow(thrown);
    } catch {
      // A trap of the learner's proxy failed: it is no stack overflow.
    }
  }

  private rangeOf(thrown: unknown, lastThrow: CompartmentAttempt['lastThrow']): SourceRange | undefined {
    try {
      const [position] = typeof thrown === 'object' && thrown !== null ? positionsOf(thrown) : [];
      if (position !== undefined) return this.lineFrom(position);
    } catch {
      // A getter of the learner's object failed: it has no position.
    }
    return lastThrow !== undefined && Object.is(lastThrow.value, thrown) ? lastThrow.range : undefined;
  }

  lineFrom({ file, line, column }: SourcePosition): SourceRange {
    const compiled = this.program.files.find(candidate => candidate.file === file);
    const endColumn = Math.max(column + 1, compiled?.endColumn(line) ?? 0);
    return { file, startLineNumber: line, startColumn: column, endLineNumber: line, endColumn };
  }

  stateOf(instance: object): Readonly<Record<string, unknown>> {
    const state: Record<string, unknown> = {};
    const add = (name: string, value: unknown): void => {
      if (typeof value !== 'function') state[name] = snapshot(value);
    };
    let started = this.incarnations.get(instance);
    if (started === undefined || !started.modules.some(module => module.exports === instance)) addOwnData(instance, add);
    for (let prototype: object | null = Object.getPrototypeOf(instance) as object | null; prototype !== null; prototype = Object.getPrototypeOf(prototype) as object | null) {
      started ??= this.incarnations.get(prototype);
      this.privates.get(prototype)?.(instance, add);
    }
    for (const { bindings } of started?.modules ?? []) for (const name of Object.keys(bindings)) add(name, bindings[name]);
    return state;
  }
}

function addOwnData(instance: object, add: (name: string, value: unknown) => void): void {
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(instance))) {
    if ('value' in descriptor && descriptor.enumerable === true) add(name, descriptor.value);
  }
}

/** The text of a thrown value; its getters are learner code and may fail. */
function messageOf(thrown: unknown): string {
  try {
    if (typeof thrown === 'object' && thrown !== null && thrown instanceof Error) return String(thrown);
    return `threw ${inspect(thrown)}, which is not an Error`;
  } catch {
    return 'threw a value that cannot be shown';
  }
}
