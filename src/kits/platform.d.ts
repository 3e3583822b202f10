/**
 * The platform of a simulated process, as far as it goes beyond the language: the familiar names, on virtual time.
 * The wall clock (`Date`) may be wrong and may jump; `performance.now()` only goes forward.
 */

interface Console {
  debug(...data: unknown[]): void;
  log(...data: unknown[]): void;
  info(...data: unknown[]): void;
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
  dir(item: unknown): void;
  table(data: unknown): void;
  trace(...data: unknown[]): void;
  assert(condition: unknown, ...data: unknown[]): void;
  count(label?: string): void;
  time(label?: string): void;
  timeEnd(label?: string): void;
  group(...data: unknown[]): void;
  groupEnd(): void;
}
declare const console: Console;

interface Performance {
  /** Milliseconds on this node's monotonic clock. */
  now(): number;
  readonly timeOrigin: number;
}
declare const performance: Performance;

interface Crypto {
  /** From the run's seed. */
  randomUUID(): `${string}-${string}-${string}-${string}-${string}`;
  getRandomValues<T extends ArrayBufferView>(array: T): T;
}
declare const crypto: Crypto;

/** Delays below one millisecond are one millisecond. */
declare function setTimeout<A extends unknown[]>(callback: (...args: A) => unknown, delayMs?: number, ...args: A): number;
declare function setTimeout(callback: (value: void) => unknown, delayMs?: number): number;
declare function setInterval<A extends unknown[]>(callback: (...args: A) => unknown, delayMs?: number, ...args: A): number;
declare function setImmediate<A extends unknown[]>(callback: (...args: A) => unknown, ...args: A): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function clearImmediate(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
declare function btoa(text: string): string;
declare function atob(base64: string): string;

interface Event {
  readonly type: string;
  readonly target: unknown;
  readonly defaultPrevented: boolean;
  preventDefault(): void;
  stopImmediatePropagation(): void;
}
declare const Event: { new (type: string, init?: { cancelable?: boolean }): Event; readonly prototype: Event };

interface EventTarget {
  addEventListener(type: string, listener: (event: Event) => unknown, options?: { once?: boolean; signal?: AbortSignal }): void;
  removeEventListener(type: string, listener: (event: Event) => unknown): void;
  dispatchEvent(event: Event): boolean;
}
declare const EventTarget: { new (): EventTarget; readonly prototype: EventTarget };

interface AbortSignal extends EventTarget {
  readonly aborted: boolean;
  readonly reason: unknown;
  onabort: ((event: Event) => unknown) | null;
  throwIfAborted(): void;
}
declare const AbortSignal: {
  readonly prototype: AbortSignal;
  abort(reason?: unknown): AbortSignal;
  /** Aborts after `delayMs` on this node's clock. */
  timeout(delayMs: number): AbortSignal;
  any(signals: Iterable<AbortSignal>): AbortSignal;
};

interface AbortController {
  readonly signal: AbortSignal;
  abort(reason?: unknown): void;
}
declare const AbortController: { new (): AbortController; readonly prototype: AbortController };

interface DOMException extends Error {
  readonly code: number;
}
declare const DOMException: { new (message?: string, name?: string): DOMException; readonly prototype: DOMException };

interface URLSearchParams extends Iterable<[string, string]> {
  append(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): string | null;
  getAll(name: string): string[];
  has(name: string): boolean;
  set(name: string, value: string): void;
  toString(): string;
}
declare const URLSearchParams: { new (init?: string | Record<string, string> | Iterable<[string, string]>): URLSearchParams; readonly prototype: URLSearchParams };

interface URL {
  hash: string;
  host: string;
  hostname: string;
  href: string;
  readonly origin: string;
  pathname: string;
  port: string;
  protocol: string;
  search: string;
  readonly searchParams: URLSearchParams;
  toString(): string;
  toJSON(): string;
}
declare const URL: { new (url: string, base?: string | URL): URL; readonly prototype: URL };

interface TextEncoder {
  encode(text?: string): Uint8Array;
}
declare const TextEncoder: { new (): TextEncoder; readonly prototype: TextEncoder };

interface TextDecoder {
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}
declare const TextDecoder: { new (label?: string): TextDecoder; readonly prototype: TextDecoder };
