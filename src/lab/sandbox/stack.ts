import type { SourcePosition } from '../../sim/trace.ts';
import type { CompiledFile } from '../compile/program.ts';

/** What V8 tells of one frame. */
interface CallSite {
  getScriptNameOrSourceURL(): string | null;
  getLineNumber(): number | null;
  getColumnNumber(): number | null;
  getFunctionName(): string | null;
}

interface V8Error {
  prepareStackTrace?: unknown;
  stackTraceLimit: number;
  captureStackTrace?(target: object, above?: unknown): void;
}

const v8 = Error as unknown as V8Error;

/** Files of the attempts in use, by their name in stack traces; a later attempt replaces an earlier one. */
const files = new Map<string, CompiledFile>();
let registered: readonly CompiledFile[] | undefined;

/** Positions in learner code at which an error was made, innermost first. */
const positions = new WeakMap<object, readonly SourcePosition[]>();

/** Stacks of errors with all frames, for reports about ourselves. */
const hostStacks = new WeakMap<object, string>();

/** Each costs time whenever an error is made. */
const FRAMES = 12;

export function registerFiles(compiled: readonly CompiledFile[]): void {
  if (registered === compiled) return;
  registered = compiled;
  for (const file of compiled) files.set(file.url, file);
}

/** Learner code sees its own frames only, at the places where it wrote them. */
function prepareStackTrace(error: object, sites: readonly CallSite[]): string {
  const lines: string[] = [];
  const found: SourcePosition[] = [];
  for (const site of sites) {
    const file = files.get(site.getScriptNameOrSourceURL() ?? '');
    if (file === undefined) continue;
    const { line, column } = file.original({ line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 });
    found.push({ file: file.file, line, column });
    const name = site.getFunctionName();
    lines.push(`\n    at ${name === null || name === '' ? '' : `${name} `}(${file.file}:${line}:${column})`);
  }
  positions.set(error, found);
  if (capturing) return '';
  const title = titleOf(error);
  hostStacks.set(error, `${title}${sites.map(site => `\n    at ${String(site)}`).join('')}`);
  return title + lines.join('');
}

/** SES would have V8 take the stack of every new `Error` a second time, at twice the cost of the first. Before SES is set up. */
export function keepFirstStacks(): void {
  const { captureStackTrace } = v8;
  v8.captureStackTrace = (target, above) => {
    if (!(target instanceof Error)) captureStackTrace?.(target, above);
  };
}

let capturing = false;

function titleOf(error: object): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

/** Makes the hook part of the realm, where nobody can replace it. Before hardening. */
export function installStackHook(): void {
  v8.stackTraceLimit = FRAMES;
  Object.defineProperties(Error, {
    prepareStackTrace: { value: prepareStackTrace, writable: false, configurable: false },
    stackTraceLimit: { get: () => FRAMES, set: () => {}, configurable: false },
  });
}

/** Runs `read` with the hook, also in a realm that is not locked. */
function withHook<T>(read: () => T): T {
  if (v8.prepareStackTrace === prepareStackTrace || Object.isFrozen(v8)) return read();
  const { prepareStackTrace: before, stackTraceLimit: limit } = v8;
  v8.prepareStackTrace = prepareStackTrace;
  v8.stackTraceLimit = FRAMES;
  try {
    return read();
  } finally {
    v8.prepareStackTrace = before;
    v8.stackTraceLimit = limit;
  }
}

/** Positions in learner code that are executing now, innermost first. */
export function currentPositions(): readonly SourcePosition[] {
  if (v8.captureStackTrace === undefined) return [];
  const holder: { stack?: string } = {};
  return withHook(() => {
    capturing = true;
    try {
      v8.captureStackTrace!(holder, currentPositions);
      void holder.stack;
    } finally {
      capturing = false;
    }
    return positions.get(holder) ?? [];
  });
}

/** Positions in learner code at which an error was made, innermost first. May run learner code if it is no plain error. */
export function positionsOf(error: object): readonly SourcePosition[] {
  return withHook(() => {
    void (error as { stack?: unknown }).stack;
    return positions.get(error) ?? [];
  });
}

/** All frames of an error, ours too. Never shown to learner code. */
export function hostStackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  void error.stack;
  return hostStacks.get(error) ?? error.stack ?? String(error);
}
