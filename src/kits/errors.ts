/**
 * For classes of errors: where the language is locked the constructor of `Error` takes thrice as long as those of its
 * kinds. The prototype of a class that extends it has to be told to inherit from that of `Error`.
 */
export const ErrorOfAKind = TypeError as ErrorConstructor;

/** What the kits throw. `code` says what happened; the class says what can be concluded from it. */
export class KitError extends ErrorOfAKind {
  // A field of its own: an assignment alone would go through a setter of the locked language.
  override name = '';
  /** For example `Busy`, `Timeout`, `503`. */
  readonly code: string;
  /** HTTP status, where the kit speaks HTTP. */
  readonly status?: number;
  /** The server's wish, milliseconds: do not come back before. */
  readonly retryAfterMs?: number;
  /** What was asked for was too much: the server takes so many at once. */
  readonly limit?: number;
  readonly reason?: string;

  constructor(code: string, message?: string, details: { status?: number; retryAfterMs?: number; limit?: number; reason?: string } = {}) {
    super(message ?? code);
    this.name = new.target.name;
    this.code = code;
    Object.assign(this, details);
  }
}
Object.setPrototypeOf(KitError.prototype, Error.prototype);

/** It was not done and will not be: safe to try again, to give up or to do something else. */
export class Refused extends KitError {}

/** A refusal for want of room, 503: come back, but not before `retryAfterMs`. Who gets it over the network gets a `Refused` with the code `Busy`. */
export class Busy extends Refused {
  constructor(retryAfterMs: number) {
    super('Busy', `busy; come back in ${retryAfterMs} ms`, { status: 503, retryAfterMs });
  }
}

/** Nobody can say: it was done, will be done later, or never. A timeout, a reset, a 500. */
export class Unknown extends KitError {}

/** Somebody newer has taken over: what this process believes about its role is out of date. */
export class Fenced extends KitError {}

/** An error as data, for the way through the network. */
export interface ErrorData {
  readonly kind: 'Refused' | 'Unknown' | 'Fenced';
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly retryAfterMs?: number;
  readonly limit?: number;
  readonly reason?: string;
}

/** Whether a thrown value is of a class. Safe on any value: a proxy of the learner's may throw at the question. */
export function isA<T>(thrown: unknown, kind: abstract new (...args: never[]) => T): thrown is T {
  try {
    return thrown instanceof kind;
  } catch {
    return false;
  }
}

const EXCEPTION: ErrorData = { kind: 'Unknown', code: '500', status: 500, message: 'the handler threw an exception' };

/** What the other side of a call may know of an exception: kinds of ours are kept, anything else is a 500. */
export function errorData(thrown: unknown): ErrorData {
  if (!isA(thrown, KitError)) return EXCEPTION;
  const kind = isA(thrown, Refused) ? 'Refused' : isA(thrown, Fenced) ? 'Fenced' : 'Unknown';
  try {
    const { code, message, status, retryAfterMs, limit, reason } = thrown;
    return { kind, code, message, ...(status === undefined ? {} : { status }), ...(retryAfterMs === undefined ? {} : { retryAfterMs }), ...(limit === undefined ? {} : { limit }), ...(reason === undefined ? {} : { reason }) };
  } catch {
    return EXCEPTION;
  }
}

/**
 * An error of a kit's own making. Its stack is its title: more would tell of the kit alone, and to take it costs more
 * than all the rest of a call.
 */
export function errorOf(data: ErrorData): KitError {
  return new MADE[data.kind](data);
}

type Made = new (data: ErrorData) => KitError;

/** Makes instances of an error class without its constructor, which would take a stack. */
function stackless(prototype: KitError): Made {
  // Fields are defined where an assignment would go through the locked realm's setters.
  class Instance {
    name: string;
    code: string;
    message: string;
    stack: string;

    constructor({ kind, code, message, status, retryAfterMs, limit, reason }: ErrorData) {
      this.name = kind;
      this.code = code;
      this.message = message;
      this.stack = `${kind}: ${message}`;
      const made = this as unknown as Record<string, unknown>;
      if (status !== undefined) made['status'] = status;
      if (retryAfterMs !== undefined) made['retryAfterMs'] = retryAfterMs;
      if (limit !== undefined) made['limit'] = limit;
      if (reason !== undefined) made['reason'] = reason;
    }
  }
  delete (Instance.prototype as { constructor?: unknown }).constructor;
  Object.freeze(Object.setPrototypeOf(Instance.prototype, prototype));
  return Instance as unknown as Made;
}

// All processes have them in common: what one of them could change would be a way to the others.
for (const shared of [KitError, Refused, Busy, Unknown, Fenced]) {
  Object.freeze(shared);
  Object.freeze(shared.prototype);
}

const MADE: Readonly<Record<ErrorData['kind'], Made>> = { Refused: stackless(Refused.prototype), Unknown: stackless(Unknown.prototype), Fenced: stackless(Fenced.prototype) };
