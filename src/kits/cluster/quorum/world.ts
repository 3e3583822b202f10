import { KitError, Refused } from '../../errors.ts';
import type { Stage } from '../../stage.ts';
import type { Handlers, NodeContext, NodeId } from '../api.ts';
import type { Cluster } from '../world.ts';
import type { Get, Held, KeyVersion, NotYet, Put, PutAfter, Version, Versioned } from './api.ts';

const NOTHING: Versioned = { version: [0, ''] };

const isHigher = ([number, text]: Version, [otherNumber, otherText]: Version): boolean => number > otherNumber || (number === otherNumber && text > otherText);

const isVersion = (version: unknown): version is Version =>
  Array.isArray(version) && version.length === 2 && Number.isFinite(version[0]) && typeof version[1] === 'string';

/** What a learner's program may have sent. */
type Request = Readonly<Partial<Record<'op' | 'key' | 'version' | 'after' | 'id', unknown>>> | null | undefined;

const isGet = (request: Request): request is Get => request?.op === 'get' && typeof request.key === 'string';
const isPut = (request: Request): request is Put | PutAfter =>
  request?.op === 'put' && typeof request.key === 'string' && isVersion(request.version) && (request.after === undefined || areKeyVersions(request.after));

const areKeyVersions = (after: unknown): after is readonly KeyVersion[] =>
  Array.isArray(after) && after.every(each => Array.isArray(each) && each.length === 2 && typeof each[0] === 'string' && isVersion(each[1]));

type Answer = Versioned | Held | NotYet;

/** A put that is hidden until others are there. */
interface Hidden {
  readonly put: PutAfter;
  readonly timer: string;
  readonly answer: (answer: Held | NotYet) => void;
}

const GIVES_UP_MS = 1_000;

/** A store that keeps the highest version of each key. */
class Replica implements Handlers {
  /** By key. */
  readonly held: Map<string, Versioned>;
  readonly #ctx: NodeContext;
  readonly #heard: (put: Put) => void;
  readonly #hidden: Hidden[] = [];
  #timers = 0;

  constructor(ctx: NodeContext, held: Map<string, Versioned>, heard: (put: Put) => void) {
    this.#ctx = ctx;
    this.held = held;
    this.#heard = heard;
  }

  onRequest(request: Request): Promise<Answer> {
    return new Promise(resolve => this.#answer(request, resolve));
  }

  onMessage(from: NodeId, message: Request): void {
    const reply = (answer: Answer | { readonly error: string }): void => this.#ctx.send(from, { ...answer, id: message?.id });
    try {
      this.#answer(message, reply);
    } catch (error) {
      reply({ error: (error as KitError).message });
    }
  }

  /** Its time is over. */
  onTimer(name: string): void {
    const index = this.#hidden.findIndex(({ timer }) => timer === name);
    const [{ put, answer }] = this.#hidden.splice(index, 1) as [Hidden];
    answer({ notYet: this.#missing(put.after) });
  }

  #answer(request: Request, answer: (answer: Answer) => void): void {
    if (isGet(request)) return answer(this.held.get(request.key) ?? NOTHING);
    if (!isPut(request)) throw new Refused('BadRequest', 'a replica understands { op: \'get\', key } and { op: \'put\', key, value, version: [number, text], after?: [key, version][] }');
    if ('after' in request && this.#missing(request.after ?? []).length > 0) return this.#hide(request, answer);
    answer(this.#put(request));
    this.#show();
  }

  #put(put: Put): Held {
    const { key, value, version } = put;
    const before = this.#versionOf(key);
    this.#heard(put);
    if (!isHigher(version, before)) return { version: before };
    this.held.set(key, { value, version });
    return { version };
  }

  #hide(put: PutAfter, answer: Hidden['answer']): void {
    const timer = `hidden ${this.#timers++}`;
    this.#hidden.push({ put, timer, answer });
    this.#ctx.setTimer(timer, GIVES_UP_MS);
  }

  /** What waited only for what is there now, and what waited for that. */
  #show(): void {
    for (;;) {
      const index = this.#hidden.findIndex(({ put }) => this.#missing(put.after).length === 0);
      if (index < 0) return;
      const [{ put, timer, answer }] = this.#hidden.splice(index, 1) as [Hidden];
      this.#ctx.cancelTimer(timer);
      answer(this.#put(put));
    }
  }

  #missing(after: readonly KeyVersion[]): KeyVersion[] {
    return after.filter(([key, version]) => isHigher(version, this.#versionOf(key)));
  }

  #versionOf(key: string): Version {
    return (this.held.get(key) ?? NOTHING).version;
  }
}

/**
 * Adds replicas to a cluster. What a replica has acknowledged survives its crashes; storing takes no time. Each put
 * that a replica handles is a fact `put` with `key`, `value` and `version`, whether it is kept or not; one that is hidden
 * when it is seen, and none if it is given up.
 */
export function addReplicas({ world }: Stage, cluster: Cluster, ids: readonly NodeId[]): void {
  for (const id of ids) {
    const held = new Map<string, Versioned>();
    cluster.given(id, ctx => new Replica(ctx, held, ({ key, value, version }) => world.history.fact('put', { key, value, version }, id)));
    world.node(id).disk.whenDestroyed.push(() => held.clear());
  }
}
