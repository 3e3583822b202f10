import { KitError, Refused } from '../../errors.ts';
import type { Stage } from '../../stage.ts';
import type { Handlers, NodeContext, NodeId } from '../api.ts';
import type { Cluster } from '../world.ts';
import type { Get, Held, Put, Version, Versioned } from './api.ts';

const NOTHING: Versioned = { version: [0, ''] };

const isHigher = ([number, text]: Version, [otherNumber, otherText]: Version): boolean => number > otherNumber || (number === otherNumber && text > otherText);

const isVersion = (version: unknown): version is Version =>
  Array.isArray(version) && version.length === 2 && Number.isFinite(version[0]) && typeof version[1] === 'string';

/** What a learner's program may have sent. */
type Request = Readonly<Partial<Record<'op' | 'key' | 'version' | 'id', unknown>>> | null | undefined;

const isGet = (request: Request): request is Get => request?.op === 'get' && typeof request.key === 'string';
const isPut = (request: Request): request is Put => request?.op === 'put' && typeof request.key === 'string' && isVersion(request.version);

/** A store that keeps the highest version of each key. */
class Replica implements Handlers {
  /** By key. */
  readonly held: Map<string, Versioned>;
  readonly #ctx: NodeContext;
  readonly #heard: (put: Put) => void;

  constructor(ctx: NodeContext, held: Map<string, Versioned>, heard: (put: Put) => void) {
    this.#ctx = ctx;
    this.held = held;
    this.#heard = heard;
  }

  onRequest(request: Request): Promise<Versioned | Held> {
    return Promise.resolve(this.#answer(request));
  }

  onMessage(from: NodeId, message: Request): void {
    this.#ctx.send(from, { ...this.#answerOrError(message), id: message?.id });
  }

  #answerOrError(message: Request): Versioned | Held | { readonly error: string } {
    try {
      return this.#answer(message);
    } catch (error) {
      return { error: (error as KitError).message };
    }
  }

  #answer(request: Request): Versioned | Held {
    if (isGet(request)) return this.held.get(request.key) ?? NOTHING;
    if (isPut(request)) return this.#put(request);
    throw new Refused('BadRequest', 'a replica understands { op: \'get\', key } and { op: \'put\', key, value, version: [number, text] }');
  }

  #put(put: Put): Held {
    const { key, value, version } = put;
    const { version: before } = this.held.get(key) ?? NOTHING;
    this.#heard(put);
    if (!isHigher(version, before)) return { version: before };
    this.held.set(key, { value, version });
    return { version };
  }
}

/**
 * Adds replicas to a cluster. What a replica has acknowledged survives its crashes; storing takes no time. Each put
 * that a replica handles is a fact `put` with `key`, `value` and `version`, whether it is kept or not.
 */
export function addReplicas({ world }: Stage, cluster: Cluster, ids: readonly NodeId[]): void {
  for (const id of ids) {
    const held = new Map<string, Versioned>();
    cluster.given(id, ctx => new Replica(ctx, held, ({ key, value, version }) => world.history.fact('put', { key, value, version }, id)));
  }
}
