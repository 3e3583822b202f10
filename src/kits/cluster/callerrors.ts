import { type Fault, type FaultKind, hashText, type KeyedDraws, type Message, type World } from '../../sim/index.ts';
import type { ErrorData } from '../errors.ts';
import type { NodeId } from './api.ts';

/**
 * A share of what a given actor is asked fails. `Refused`: nothing is carried out. `Unknown`: the connection breaks, and
 * half of what was asked has been carried out. `where`: only requests with these fields, for example of one queue. Each
 * is a fact `failed` with `from`, `method`, `code` and `carriedOut`.
 */
export type ErrorsFault = Fault & {
  readonly node: NodeId;
  readonly method?: string;
  readonly where?: Readonly<Record<string, string>>;
  readonly rate: number;
  readonly error: Pick<ErrorData, 'code' | 'status' | 'retryAfterMs'> & { readonly kind: 'Refused' | 'Unknown' };
};

/** What a caller is told instead of the answer. */
export interface Failure {
  readonly carriedOut: boolean;
  readonly error: ErrorData;
}

const CARRIED_OUT = hashText('carried out');

const known = new WeakMap<World, CallErrors>();

/** The one of a world; several clusters may share it. */
export function callErrorsOf(world: World): CallErrors {
  let errors = known.get(world);
  if (!errors) known.set(world, errors = new CallErrors(world));
  return errors;
}

/** The errors that faults put into the answers of given actors. */
export class CallErrors {
  private readonly active: { readonly fault: ErrorsFault; readonly draws: KeyedDraws }[] = [];
  private readonly asked = new Map<string, number>();

  constructor(world: World) {
    const errors: FaultKind<ErrorsFault> = {
      start: (_world, fault) => void this.active.push({ fault, draws: world.keyed(`errors of ${fault.id}`) }),
      end: (_world, fault) => void this.active.splice(this.active.findIndex(each => each.fault === fault), 1),
      sentence: ({ node, method, where, rate, error }) => {
        const target = where === undefined ? '' : ` for ${Object.values(where).join(', ')}`;
        return `${Math.round(rate * 1000) / 10} % of the ${method === undefined ? 'requests' : `${method} requests`} to ${node}${target} ${error.kind === 'Refused' ? `are refused (${error.code})` : 'end without a clear answer'}`;
      },
    };
    world.faults.define('errors', errors as unknown as FaultKind);
  }

  /** Undefined: it is answered as it should be. A draw depends on who asked and how often it has asked for this. */
  insteadOf({ from, to, tag, body }: Message): Failure | undefined {
    if (this.active.length === 0) return undefined;
    const asked = `${from.id} ${to.id} ${tag.method}`;
    const number = this.asked.get(asked) ?? 0;
    this.asked.set(asked, number + 1);
    for (const { fault, draws } of this.active) {
      const { node, method, where, rate, error } = fault;
      if (node !== to.id || (method !== undefined && method !== tag.method) || (where && !matches(body, where))) continue;
      const key = hashText(asked);
      if (draws.at(key, number) >= rate) continue;
      return { carriedOut: error.kind === 'Unknown' && draws.at(key, number, CARRIED_OUT) < 0.5, error: { ...error, message: messageOf(error, to.id) } };
    }
    return undefined;
  }
}

const matches = (body: unknown, where: Readonly<Record<string, string>>): boolean =>
  Object.entries(where).every(([field, value]) => (body as Readonly<Record<string, unknown>> | null | undefined)?.[field] === value);

const messageOf = ({ kind, code, status }: ErrorsFault['error'], node: NodeId): string =>
  (kind === 'Refused' ? `${node} refused (${status === undefined ? code : `${status} ${code}`})` : `the connection to ${node} broke before an answer came`);
