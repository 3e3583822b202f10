import type { ExportInfo } from '../attempt.ts';
import type { AttemptProblem, SourceRange } from '../verdict.ts';
import type { Position } from './source.ts';

/**
 * `explore`: with the step meter; `record`: also with accessors for private fields and module bindings;
 * `debug`: neither, so that a debugger shows what the learner wrote.
 */
export type CompileMode = 'explore' | 'record' | 'debug';

/** A place where the step meter counts. Its index in `Program.checkpoints` is its id. */
export interface Checkpoint {
  readonly range: SourceRange;
  readonly what: 'loop' | 'function';
}

/** Where a file's import comes from: an earlier file of the program, or a module of ours. */
export type ImportSource = { readonly file: number } | { readonly library: string };

export interface CompiledFile {
  /** Where the learner sees it. */
  readonly file: string;
  /** The name in stack traces and for debuggers. */
  readonly url: string;
  /** An expression: a function of `parameters` that runs the module and returns `{ exports, bindings }`. */
  readonly code: string;
  /** Names of the runtime's own functions, then of the globals that the file mentions. */
  readonly parameters: readonly string[];
  readonly imports: readonly ImportSource[];
  /** Position in the learner's text of a position in `code`. */
  original(position: Position): Position;
  /** Column after the last visible character of a line of the learner's text. */
  endColumn(line: number): number;
}

/** A learner's program, ready to be evaluated in a compartment. */
export interface Program {
  readonly mode: CompileMode;
  /** Dependencies first; the entry is the last. */
  readonly files: readonly CompiledFile[];
  readonly exports: readonly ExportInfo[];
  readonly checkpoints: readonly Checkpoint[];
  /** Positions of `throw` statements, by number. */
  readonly throws: readonly SourceRange[];
}

export type CompileResult =
  | { readonly ok: true; readonly program: Program }
  | { readonly ok: false; readonly problems: readonly AttemptProblem[] };
