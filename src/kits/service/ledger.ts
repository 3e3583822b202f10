import { jsonOf } from '../../sim/index.ts';

/** What was done under which key: a request that comes again under its key is not carried out a second time. */
export class Ledger {
  /** Requests carried out. */
  executions = 0;
  private readonly done = new Map<string, { readonly request: unknown; readonly answer: unknown }>();

  /** The answer given before; `clash` if the key was used for another request. */
  before(key: string | undefined, request: unknown): { readonly answer: unknown } | 'clash' | undefined {
    const done = key === undefined ? undefined : this.done.get(key);
    if (!done) return undefined;
    return jsonOf(done.request) === jsonOf(request) ? done : 'clash';
  }

  keep(key: string | undefined, request: unknown, answer: unknown): void {
    if (key !== undefined) this.done.set(key, { request, answer });
  }
}

/** The key under which a request is to be done at most once; undefined if it has none that is a text or a number. */
export function keyOf(request: unknown): string | undefined {
  const key = typeof request === 'object' && request !== null ? (request as { key?: unknown }).key : undefined;
  return typeof key === 'string' || typeof key === 'number' ? String(key) : undefined;
}
