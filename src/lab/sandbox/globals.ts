import type { NodeEnvironment } from '../attempt.ts';
import { Copier, NotCopyable } from '../../sim/copy.ts';
import * as maths from '../../sim/maths.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { virtualConsole } from './console.ts';
import { virtualCrypto } from './crypto.ts';
import { virtualDate } from './date.ts';
import { VirtualAbortController, VirtualAbortSignal, VirtualDOMException, VirtualEvent, VirtualEventTarget, virtualAbortSignal } from './events.ts';
import { boundedClass } from './limits.ts';
import { GLOBAL_NAMES, type GlobalName } from './names.ts';
import { isLocked } from './lockdown.ts';

type Builder = (environment: NodeEnvironment) => unknown;

/** Builds the globals of one node's process: those that are the same for all nodes once, the others on demand. */
export class Globals {
  private readonly shared: ReadonlyMap<string, unknown>;
  private readonly builders: Readonly<Partial<Record<GlobalName, Builder>>>;

  /** `intrinsics`: where the language's own globals are taken from. */
  constructor(intrinsics: Readonly<Record<string, unknown>>) {
    this.shared = sharedGlobals(intrinsics);
    this.builders = builders(this.shared);
  }

  build(names: readonly GlobalName[], environment: NodeEnvironment): unknown[] {
    const built: unknown[] = new Array(names.length);
    for (let i = 0; i < names.length; i++) {
      const name = names[i]!;
      built[i] = name === 'globalThis' ? this.globalObject(environment) : this.one(name, environment);
    }
    return built;
  }

  private one(name: GlobalName, environment: NodeEnvironment): unknown {
    const builder = this.builders[name];
    return builder === undefined ? this.shared.get(name) : builder(environment);
  }

  private globalObject(environment: NodeEnvironment): object {
    const globalObject: Record<string, unknown> = {};
    for (const name of GLOBAL_NAMES) {
      const value = name === 'globalThis' ? globalObject : this.one(name, environment);
      Object.defineProperty(globalObject, name, { value, writable: true, configurable: true, enumerable: false });
    }
    return globalObject;
  }
}

const TYPED_ARRAYS = [
  ['Int8Array', 1], ['Uint8Array', 1], ['Uint8ClampedArray', 1], ['Int16Array', 2], ['Uint16Array', 2], ['Int32Array', 4], ['Uint32Array', 4],
  ['Float32Array', 4], ['Float64Array', 8], ['BigInt64Array', 8], ['BigUint64Array', 8], ['ArrayBuffer', 1],
] as const;

function sharedGlobals(intrinsics: Readonly<Record<string, unknown>>): Map<string, unknown> {
  const host = globalThis as unknown as Readonly<Record<string, unknown>>;
  const shared = new Map<string, unknown>();
  for (const name of GLOBAL_NAMES) shared.set(name, name in intrinsics ? intrinsics[name] : undefined);
  for (const [name, bytes] of TYPED_ARRAYS) shared.set(name, boundedClass(host[name] as new (...args: never[]) => object, bytes));
  for (const name of ['URL', 'URLSearchParams', 'TextEncoder', 'TextDecoder']) shared.set(name, host[name]);
  const own = { AbortController: VirtualAbortController, DOMException: VirtualDOMException, Event: VirtualEvent, EventTarget: VirtualEventTarget, btoa: encodeBase64, atob: decodeBase64, structuredClone: cloneData, queueMicrotask };
  for (const [name, value] of Object.entries(own)) shared.set(name, value);
  shared.set('Math', deterministicMath());
  if (isLocked()) for (const value of [...shared.values(), VirtualAbortSignal]) harden(value);
  return shared;
}

function builders(shared: ReadonlyMap<string, unknown>): Partial<Record<GlobalName, Builder>> {
  const math = shared.get('Math') as object;
  const stop = (environment: NodeEnvironment) => (id: unknown) => {
    if (typeof id === 'number') environment.stopTimer(id);
  };
  return {
    Math: environment => Object.create(math, { random: { value: () => environment.random(), writable: true, configurable: true } }) as object,
    Date: virtualDate,
    performance: environment => ({ now: () => environment.monotonicMs(), timeOrigin: environment.wallMs() - environment.monotonicMs() }),
    console: virtualConsole,
    crypto: virtualCrypto,
    AbortSignal: virtualAbortSignal,
    setTimeout: environment => (run: unknown, delayMs?: unknown, ...args: unknown[]) => startTimer(environment, run, delayMs, args, false),
    setInterval: environment => (run: unknown, delayMs?: unknown, ...args: unknown[]) => startTimer(environment, run, delayMs, args, true),
    setImmediate: environment => (run: unknown, ...args: unknown[]) => startTimer(environment, run, 0, args, false),
    clearTimeout: stop,
    clearInterval: stop,
    clearImmediate: stop,
  };
}

function startTimer(environment: NodeEnvironment, run: unknown, delayMs: unknown, args: unknown[], repeat: boolean): number {
  if (typeof run !== 'function') throw new TypeError(`a timer needs a function, not ${run === null ? 'null' : typeof run}`);
  const callback = run as (...args: unknown[]) => unknown;
  return environment.startTimer(timerDelay(delayMs), repeat, args.length === 0 ? () => void callback() : () => void callback(...args));
}

/** As on the platform, a delay that does not fit into 31 bits is none. */
function timerDelay(delayMs: unknown): number {
  const delay = Number(delayMs) || 0;
  return delay <= 0x7fffffff ? delay : 1;
}

/** A failing microtask is an unhandled rejection: the host can tell whose it is. */
function queueMicrotask(run: unknown): void {
  if (typeof run !== 'function') throw new TypeError('queueMicrotask needs a function');
  void Promise.resolve().then(() => {
    (run as () => void)();
  });
}

/** The copy that also messages get. */
function cloneData(value: unknown): unknown {
  try {
    return new Copier().copy(value);
  } catch (error) {
    throw error instanceof NotCopyable ? new VirtualDOMException(error.message, 'DataCloneError') : error;
  }
}

/** The platform's functions that are exact, and ours for those that are not. */
function deterministicMath(): object {
  const result: Record<string, unknown> = {};
  for (const key of Object.getOwnPropertyNames(Math)) {
    if (key !== 'random') Object.defineProperty(result, key, { value: (maths as Record<string, unknown>)[key] ?? Math[key as keyof typeof Math], enumerable: false });
  }
  Object.defineProperty(result, Symbol.toStringTag, { value: 'Math' });
  return result;
}

/** `base ** exponent`, the same everywhere. */
export function power(base: unknown, exponent: unknown): unknown {
  if (typeof base === 'number' && typeof exponent === 'number') return maths.pow(base, exponent);
  const left = numeric(base);
  const right = numeric(exponent);
  if (typeof left === 'bigint' || typeof right === 'bigint') return (left as bigint) ** (right as bigint);
  return maths.pow(left, right);
}

function numeric(value: unknown): number | bigint {
  return typeof value === 'bigint' ? value : typeof value === 'object' && value !== null ? numeric(value.valueOf() === value ? String(value) : value.valueOf()) : Number(value);
}
