import { type Distribution, type Fault, hashText, type KeyedDraws, quantileOf } from '../../sim/index.ts';
import type { AttemptTag } from './serving.ts';

/**
 * A share of what a server is asked is answered with an error, without being carried out: with `per: 'request'` all
 * attempts of the same requests, with `per: 'attempt'` some attempts of any.
 */
export type AnswersFault = Fault & {
  readonly node: string;
  readonly rate: number;
  readonly per: 'request' | 'attempt';
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs?: Distribution;
};

/** A certain no. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly retryAfterMs?: number;
  /** So much may be asked for at once. */
  readonly limit?: number;
}

/** What a server answers instead of working, while faults say so. */
export class Answers {
  private readonly active: { readonly fault: AnswersFault; readonly draws: KeyedDraws }[] = [];

  add(fault: AnswersFault, draws: KeyedDraws): void {
    this.active.push({ fault, draws });
  }

  remove(fault: AnswersFault): void {
    this.active.splice(this.active.findIndex(each => each.fault === fault), 1);
  }

  /** What it answers at present; undefined: it does its work. */
  get words(): string | undefined {
    const fault = this.active[0]?.fault;
    return fault && (fault.rate < 1 ? `some ${fault.status}s` : `only ${fault.status}s`);
  }

  /** Undefined: it does its work. */
  insteadOf({ request, attempt }: Pick<AttemptTag, 'request' | 'attempt'>): Refusal | undefined {
    for (const { fault, draws } of this.active) {
      const { per, rate, status, code, retryAfterMs } = fault;
      const tried = per === 'request' ? 0 : attempt + 1;
      if (draws.at(request, tried) >= rate) continue;
      const after = retryAfterMs && Math.round(quantileOf(retryAfterMs, draws.at(request, tried, RETRY_AFTER)));
      return { status, code, ...(after === undefined ? {} : { retryAfterMs: after }) };
    }
    return undefined;
  }
}

const RETRY_AFTER = hashText('retry after');
