import { ErrorOfAKind } from '../../kits/errors.ts';
import type { NodeEnvironment } from '../attempt.ts';

type Listener = ((event: VirtualEvent) => unknown) | { handleEvent(event: VirtualEvent): unknown };

interface Registration {
  readonly listener: Listener;
  readonly once: boolean;
}

/** As the DOM's, without bubbling. */
export class VirtualEvent {
  readonly type: string;
  readonly cancelable: boolean;
  defaultPrevented = false;
  target: unknown = null;
  #stopped = false;

  constructor(type: string, init: { cancelable?: boolean } = {}) {
    this.type = String(type);
    this.cancelable = init.cancelable === true;
  }

  preventDefault(): void {
    if (this.cancelable) this.defaultPrevented = true;
  }

  stopImmediatePropagation(): void {
    this.#stopped = true;
  }

  static stopped(event: VirtualEvent): boolean {
    return event.#stopped;
  }
}

const wasStopped = VirtualEvent.stopped;
delete (VirtualEvent as { stopped?: unknown }).stopped;

export class VirtualEventTarget {
  /** By type; absent before the first. */
  #listeners: Map<string, Registration[]> | undefined;

  addEventListener(type: string, listener: Listener | null, options: boolean | { once?: boolean; signal?: VirtualAbortSignal } = {}): void {
    if (listener === null) return;
    const { once = false, signal } = typeof options === 'boolean' ? {} : options;
    if (signal?.aborted === true) return;
    const listeners = this.#listeners ??= new Map<string, Registration[]>();
    const registered = listeners.get(type) ?? [];
    if (registered.some(registration => registration.listener === listener)) return;
    listeners.set(type, [...registered, { listener, once }]);
    signal?.addEventListener('abort', () => this.removeEventListener(type, listener), { once: true });
  }

  removeEventListener(type: string, listener: Listener | null): void {
    const registered = this.#listeners?.get(type);
    if (registered !== undefined) this.#listeners!.set(type, registered.filter(registration => registration.listener !== listener));
  }

  dispatchEvent(event: VirtualEvent): boolean {
    event.target = this;
    const handler = (this as unknown as Record<string, unknown>)[`on${event.type}`];
    if (typeof handler === 'function') handler.call(this, event);
    for (const { listener, once } of this.#listeners?.get(event.type) ?? []) {
      if (wasStopped(event)) break;
      if (once) this.removeEventListener(event.type, listener);
      if (typeof listener === 'function') listener.call(this, event);
      else listener.handleEvent(event);
    }
    return !event.defaultPrevented;
  }
}

/** Errors of the platform: `AbortError`, `TimeoutError`, `DataCloneError`. */
export class VirtualDOMException extends ErrorOfAKind {
  constructor(message = '', name = 'Error') {
    super(message);
    Object.defineProperty(this, 'name', { value: name, configurable: true });
  }
}
Object.setPrototypeOf(VirtualDOMException.prototype, Error.prototype);

/** Only this module makes signals. */
const MAKE = Symbol('make');

export class VirtualAbortSignal extends VirtualEventTarget {
  #aborted = false;
  /** Makes the reason when somebody asks for it first: most timeouts fire when nobody listens any more, and an error takes its stack. */
  #makeReason: (() => unknown) | undefined;
  #reason: unknown;
  onabort: ((event: VirtualEvent) => unknown) | null = null;

  constructor(key?: unknown) {
    super();
    if (key !== MAKE) throw new TypeError('Illegal constructor');
  }

  get aborted(): boolean {
    return this.#aborted;
  }

  get reason(): unknown {
    if (this.#makeReason) {
      this.#reason = this.#makeReason();
      this.#makeReason = undefined;
    }
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.reason;
  }

  static abortSignal(signal: VirtualAbortSignal, makeReason: () => unknown): void {
    if (signal.#aborted) return;
    signal.#aborted = true;
    signal.#makeReason = makeReason;
    signal.dispatchEvent(new VirtualEvent('abort'));
  }
}

const abortSignal = VirtualAbortSignal.abortSignal;
delete (VirtualAbortSignal as { abortSignal?: unknown }).abortSignal;

const reasonOf = (given: unknown): unknown => (given === undefined ? new VirtualDOMException('This operation was aborted', 'AbortError') : given);
const timedOut = (): unknown => new VirtualDOMException('The operation was aborted due to timeout', 'TimeoutError');

export class VirtualAbortController {
  readonly signal = new VirtualAbortSignal(MAKE);

  abort(reason?: unknown): void {
    abortSignal(this.signal, () => reasonOf(reason));
  }
}

/** The `AbortSignal` of one node: `timeout` runs on its clock. */
export function virtualAbortSignal(environment: NodeEnvironment): unknown {
  const own = function AbortSignal(): never {
    throw new TypeError('Illegal constructor');
  };
  const aborted = (makeReason: () => unknown): VirtualAbortSignal => {
    const signal = new VirtualAbortSignal(MAKE);
    abortSignal(signal, makeReason);
    return signal;
  };
  Object.defineProperties(own, {
    prototype: { value: VirtualAbortSignal.prototype, writable: false },
    abort: { value: (reason?: unknown) => aborted(() => reasonOf(reason)) },
    timeout: {
      value: (delayMs: unknown) => {
        const signal = new VirtualAbortSignal(MAKE);
        environment.startTimer(Number(delayMs) || 0, false, () => abortSignal(signal, timedOut));
        return signal;
      },
    },
    any: {
      value: (signals: Iterable<VirtualAbortSignal>) => {
        const sources = [...signals];
        const already = sources.find(source => source.aborted);
        if (already !== undefined) return aborted(() => already.reason);
        const signal = new VirtualAbortSignal(MAKE);
        for (const source of sources) source.addEventListener('abort', () => abortSignal(signal, () => source.reason), { once: true });
        return signal;
      },
    },
  });
  return own;
}

const SHOWN_NAMES: readonly (readonly [object, string])[] = [
  [VirtualEvent, 'Event'], [VirtualEventTarget, 'EventTarget'], [VirtualDOMException, 'DOMException'],
  [VirtualAbortSignal, 'AbortSignal'], [VirtualAbortController, 'AbortController'],
];
for (const [shown, name] of SHOWN_NAMES) Object.defineProperty(shown, 'name', { value: name });
