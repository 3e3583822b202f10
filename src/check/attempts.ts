import type { Operation, RunRecord } from '../sim/history.ts';
import { atSeconds, capital, duration, type Check, type Finding } from './finding.ts';
import { perRun } from './perrun.ts';

/** One attempt of a process at a server, as the server saw it. */
export interface Attempt {
  /** Number of the request for which it was made: the `key` of the user's operation. */
  readonly request: number;
  /** Number of the attempt within its request, from 0. */
  readonly attempt: number;
  readonly from: string;
  readonly server: string;
  readonly key?: string;
  readonly sentUs: number;
  readonly arrivedUs: number;
  readonly row: number;
  /** Present if the server said no. */
  refusal?: { readonly status: number; readonly retryAfterMs?: number; readonly atUs: number };
}

type Arrived = Pick<Attempt, 'request' | 'attempt' | 'from' | 'sentUs'> & { readonly key?: string };
type Refused = Pick<Attempt, 'request' | 'attempt'> & { readonly status: number; readonly retryAfterMs?: number };

/** Attempts by number of request, in order of arrival. */
export const attemptsByRequest = perRun(({ facts }: Pick<RunRecord, 'facts'>): ReadonlyMap<number, readonly Attempt[]> => {
  const byRequest = new Map<number, Attempt[]>();
  for (const { type, atUs, data, row, node } of facts) {
    if (type === 'arrived') {
      const arrived = data as Arrived;
      const attempts = byRequest.get(arrived.request) ?? [];
      if (attempts.length === 0) byRequest.set(arrived.request, attempts);
      attempts.push({ ...arrived, server: node!, arrivedUs: atUs, row });
    } else if (type === 'refused') {
      const { request, attempt, ...refusal } = data as Refused;
      const refused = byRequest.get(request)?.find(each => each.attempt === attempt && each.server === node);
      if (refused) refused.refusal = { ...refusal, atUs };
    }
  }
  return byRequest;
});

/** What was sent for a user's operation, in order of arrival: what it has cost. */
export const attemptsOf = (run: Pick<RunRecord, 'facts'>, { key }: Pick<Operation, 'key'>): readonly Attempt[] => attemptsByRequest(run).get(Number(key)) ?? [];

/** Statuses that will be the same the next time. */
const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 429;

/** No request is sent again that a server has declined for good. */
export function atMostOnceDeclined(noun: string): Check {
  return run => firstOf(run, (attempt, before) => {
    const declined = before.find(({ refusal }) => refusal && isFinal(refusal.status) && refusal.atUs < attempt.sentUs);
    if (!declined) return undefined;
    const { status, atUs } = declined.refusal!;
    return `${capital(noun)} ${attempt.request} was declined by ${attempt.server} with ${status} at ${atSeconds(atUs)}, and ${attempt.from} sent it again at ${atSeconds(attempt.sentUs)}: `
      + 'the answer is the same each time, and the work is done for nothing';
  });
}

/** No request comes back to a server before the time the server has asked for. */
export function waitsAsAsked(noun: string): Check {
  return run => firstOf(run, (attempt, before) => {
    const asked = before.find(({ refusal }) => refusal?.retryAfterMs !== undefined && attempt.arrivedUs > refusal.atUs && attempt.arrivedUs < refusal.atUs + refusal.retryAfterMs * 1_000);
    if (!asked) return undefined;
    const { status, atUs, retryAfterMs } = asked.refusal!;
    return `${capital(noun)} ${attempt.request} was told by ${attempt.server} with ${status} at ${atSeconds(atUs)} to come back in ${retryAfterMs} ms, and ${attempt.from} was back after `
      + `${duration(attempt.arrivedUs - atUs)}: whoever does not wait is the load that the server asked to be spared`;
  });
}

/** Nothing is sent for a request whose user has left. */
export function silentAfter(noun: string, deadlineMs: number): Check {
  return run => {
    const operations = new Map(run.operations.map(operation => [operation.key, operation]));
    return firstOf(run, attempt => {
      const deadlineUs = invokedUs(operations, attempt) + deadlineMs * 1_000;
      if (attempt.sentUs <= deadlineUs) return undefined;
      return `${capital(noun)} ${attempt.request} had to be answered by ${atSeconds(deadlineUs)}, and ${attempt.from} sent it to ${attempt.server} ${duration(attempt.sentUs - deadlineUs)} later: `
        + 'its customer had left, and what is done now is done for nobody';
    });
  };
}

const invokedUs = (operations: ReadonlyMap<string | undefined, Operation>, { request }: Attempt): number => operations.get(String(request))?.invokedUs ?? Infinity;

/** The earliest attempt about which there is something to say. `before` are those of the same request at the same server that arrived earlier. */
function firstOf(run: RunRecord, say: (attempt: Attempt, before: readonly Attempt[]) => string | undefined): Finding | undefined {
  let first: Finding | undefined;
  for (const attempts of attemptsByRequest(run).values()) {
    for (const [index, attempt] of attempts.entries()) {
      if (first && attempt.arrivedUs >= first.atUs) break;
      const message = say(attempt, attempts.slice(0, index).filter(({ server }) => server === attempt.server));
      if (message !== undefined) first = { message, atUs: attempt.arrivedUs, row: attempt.row, node: attempt.from };
    }
  }
  return first;
}
