import {
  atSeconds, attemptsByRequest, attemptsOf, duration, goodput, largestBurst, recoveredUs, usefulEach,
  type Attempt, type Finding, type Goodput, type Measure, type Operation, type Pooled, type RunRecord,
} from 'faultlab/author';
import { DEADLINE_MS, WARM_UP_MS } from './world.ts';

const US_PER_S = 1_000_000;
/** Seconds that a shop may take to recover. */
export const RECOVERY_S = 25;

/** One value an order that comes after `fromMs`: 1 if its customer has a receipt in time. */
export const successes = (fromMs = WARM_UP_MS) => (run: RunRecord): Pooled => {
  const orders = run.operations.filter(({ invokedUs }) => invokedUs >= fromMs * 1_000);
  return usefulEach(orders, lost => storyOf(lost, run));
};

/** How an order came to nothing. */
function storyOf(order: Operation, run: RunRecord): Finding {
  const attempts = attemptsOf(run, order);
  const last = attempts.at(-1);
  const atUs = Math.min(order.heardUs, order.invokedUs + DEADLINE_MS * 1_000);
  return { message: `Order ${order.key} ${whatHappened(order, attempts, run)}: its customer leaves without a receipt`, atUs, row: last?.row ?? order.invokedRow, node: order.node! };
}

function whatHappened({ key, invokedUs, completedUs, heardUs, output }: Operation, attempts: readonly Attempt[], run: RunRecord): string {
  const last = attempts.at(-1);
  if (!last) return `of ${atSeconds(invokedUs)} was never sent to payments`;
  const { refusal } = last;
  if (refusal && completedUs < Infinity) {
    const leftUs = invokedUs + DEADLINE_MS * 1_000 - completedUs;
    return `failed on ${attempts.length === 1 ? 'one' : `the last of ${attempts.length} answers:`} ${refusal.status} at ${atSeconds(completedUs)}, with ${duration(leftUs)} left`;
  }
  const charged = run.facts.find(({ type, data }) => type === 'charged' && String(data['request']) === key);
  if (charged && charged.atUs < invokedUs + DEADLINE_MS * 1_000 && output === 'no answer') {
    return `waited ${duration(invokedUs + DEADLINE_MS * 1_000 - last.sentUs)} for a lost reply: payments had charged it at ${atSeconds(charged.atUs)}`;
  }
  return `of ${atSeconds(invokedUs)} had failed by ${atSeconds(heardUs)}, after ${attempts.length === 1 ? 'one attempt' : `${attempts.length} attempts`} (${String(output)})`;
}

/** Seconds from the end of the brown-out until nearly every order is answered again, second for second. */
export const recovery: Measure = run => {
  const [strike, next] = run.strikes;
  if (!strike) return undefined;
  const windows = goodput(run.operations, strike.toUs, next?.fromUs ?? run.endUs - DEADLINE_MS * 1_000, US_PER_S);
  const sinceUs = recoveredUs(windows, 0.95);
  const value = (sinceUs - strike.toUs) / US_PER_S;
  if (value <= RECOVERY_S) return { value };
  const shown = sinceUs === Infinity ? windows.at(-3)! : windows.filter(({ fromUs, asked, ok }) => fromUs < sinceUs && ok < 0.95 * asked).at(-1)!;
  return { value, worst: stateAt(shown, strike.toUs, run) };
};

function stateAt({ fromUs, asked, ok }: Goodput, endedUs: number, run: RunRecord): Finding {
  const attempts = [...attemptsByRequest(run).values()].flat().filter(({ arrivedUs }) => arrivedUs >= fromUs && arrivedUs < fromUs + US_PER_S);
  const rate = Math.round((attempts.length / Math.max(1, asked)) * 10) / 10;
  const answered = ok === 0 ? 'none' : `${Math.round((100 * ok) / asked)} % of the orders`;
  return {
    message: `The fault ended at ${atSeconds(endedUs)}; at ${atSeconds(fromUs)} payments still gets ${rate} attempts per new order and answers ${answered} in time: `
      + 'the cause is gone and the outage stays',
    atUs: fromUs, row: attempts[0]?.row ?? -1, ...(attempts[0] ? { node: attempts[0].from } : {}),
  };
}

/** First attempt of each process after the network is back. */
function returns(run: RunRecord): { readonly backUs: number; readonly first: readonly Attempt[]; readonly processes: number } | undefined {
  const backUs = run.strikes[0]?.toUs;
  if (backUs === undefined) return undefined;
  const first = [...attemptsByRequest(run).values()].flatMap(attempts => attempts.find(({ arrivedUs }) => arrivedUs > backUs) ?? []);
  return { backUs, first, processes: run.operations.length };
}

export const cameBack: Measure = run => {
  const returned = returns(run);
  if (!returned) return undefined;
  const { backUs, first, processes } = returned;
  const lost = run.operations.find(({ key }) => !first.some(({ request }) => String(request) === key));
  return {
    value: first.length / processes,
    ...(lost ? {
      worst: {
        message: `The network was back at ${atSeconds(backUs)}, and ${processes - first.length} of ${processes} processes never came back with their order, ${lost.node} among them: one broken connection, and nobody tried again`,
        atUs: backUs, row: lost.invokedRow, node: lost.node!,
      },
    } : {}),
  };
};

export const largestReturn: Measure = run => {
  const returned = returns(run);
  if (!returned || returned.first.length === 0) return undefined;
  const { first, processes } = returned;
  const { count, fromUs } = largestBurst(first.map(({ arrivedUs }) => arrivedUs), 20_000);
  const one = first.find(({ arrivedUs }) => arrivedUs === fromUs)!;
  return {
    value: count / processes,
    worst: { message: `${count} of ${processes} processes came back within 20 ms, from ${atSeconds(fromUs)} on: payments meets a whole crowd at once, each time the network blinks`, atUs: fromUs, row: one.row, node: one.from },
  };
};

/** Of the orders that were first told to wait for up to 1.5 s, one value each: 1 if it was paid in time. */
export function payable(run: RunRecord): Pooled {
  const asked = run.operations.filter(order => (attemptsOf(run, order)[0]?.refusal?.retryAfterMs ?? Infinity) <= 1_500);
  return usefulEach(asked, lost => storyOf(lost, run));
}
