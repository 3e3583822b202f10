import {
  atSeconds, attemptsOf, duration, p50, repeated, slices, truthful, waste, worksOf, type Attempt, type Check, type Finding, type Measure, type Operation, type Pooled, type RunRecord,
} from 'faultlab/author';
import type { Req } from './contract';
import { judgedFromMs, patienceMs, type Shape } from './world.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;

const judged = ({ operations }: RunRecord, shape: Shape): Operation[] => operations.filter(({ invokedUs }) => invokedUs >= judgedFromMs(shape) * 1_000);
const extraOf = (run: RunRecord, request: Operation): number => Math.max(0, attemptsOf(run, request).length - 1);

/** How long each user waited, milliseconds; who has no answer waited for as long as anybody does. */
export const waits = (shape: Shape) => (run: RunRecord): Pooled => {
  const waitedMs = ({ outcome, invokedUs, completedUs }: Operation): number => (outcome === 'ok' ? (completedUs - invokedUs) / 1_000 : patienceMs(shape));
  const requests = judged(run, shape);
  const values = requests.map(waitedMs);
  const usualMs = p50(values);
  const bySlowness = [...requests].sort((a, b) => waitedMs(b) - waitedMs(a));
  // What is beyond the hundredth does not count.
  const told = bySlowness[Math.floor(bySlowness.length / 100)] ?? bySlowness[0];
  return { values, ...(told ? { worst: storyOf(told, waitedMs(told), usualMs, run) } : {}) };
};

/** What a slow request waited for. */
function storyOf(request: Operation, ms: number, usualMs: number, run: RunRecord): Finding {
  const [first, second] = attemptsOf(run, request);
  const { key, node, invokedUs, outcome } = request;
  const what = `Request ${key} of ${atSeconds(invokedUs)}`;
  const where = { atUs: invokedUs, row: first?.row ?? request.invokedRow, node: node! };
  if (!first) return { message: `${what} was sent to no replica: its user waited ${duration(ms * 1_000)} for nothing`, ...where };
  const waited = outcome === 'ok' ? `had its answer after ${duration(ms * 1_000)}, half of the users within ${duration(usualMs * 1_000)}` : `had no answer (${String(request.output)})`;
  const copy = second
    ? `a second copy reached ${second.server} ${duration(second.arrivedUs - first.arrivedUs)} after the first had reached ${first.server}`
    : `it was with ${first.server} all the time, and nobody else was asked`;
  return { message: `${what} ${waited}: ${copy}. One user in a hundred fares as badly${unreadWork(run)}`, ...where };
}

/** Time that workers spent on requests whose users had their answer already. */
function unreadWork(run: RunRecord): string {
  const heardUs = new Map(run.operations.map(({ key, heardUs }) => [key, heardUs]));
  const [worst] = [...waste(worksOf(run), request => heardUs.get(request)!)].map(([replica, { allUs, wastedUs }]) => ({ replica, share: wastedUs / Math.max(1, allUs) })).sort((a, b) => b.share - a.share);
  return worst && worst.share > 0.03 ? `. Meanwhile ${worst.replica} spent ${percent(worst.share)} of its work on answers that nobody read` : '';
}

/** What is sent beyond one copy of each request. */
export const extras = (shape: Shape) => (run: RunRecord): Pooled => {
  const requests = judged(run, shape);
  const values = requests.map(request => extraOf(run, request));
  const more = requests.filter(request => extraOf(run, request) > 0);
  const example = more[Math.floor(more.length / 2)];
  if (!example) return { values };
  const [first, second] = attemptsOf(run, example) as [Attempt, Attempt];
  const usualMs = p50(requests.filter(({ outcome }) => outcome === 'ok').map(({ invokedUs, completedUs }) => (completedUs - invokedUs) / 1_000));
  const total = values.reduce((sum, value) => sum + value, 0);
  return {
    values,
    worst: {
      message: `Of ${requests.length} requests ${more.length} were sent more than once, ${percent(total / requests.length)} more calls than users asked for. Request ${example.key} went to ${first.server} at ${atSeconds(first.sentUs)} and to `
        + `${second.server} ${duration(second.sentUs - first.sentUs)} later; half of the answers take up to ${duration(usualMs * 1_000)}. Somebody pays for the replicas that this takes`,
      atUs: second.sentUs, row: second.row, node: example.node!,
    },
  };
};

const SLICES = 10;

/** The largest share of extra calls in a tenth of the run. */
export const worstSlice = (shape: Shape): Measure => run => {
  const sliceUs = (shape.lasts * shape.medianMs * 1_000) / SLICES;
  const requests = judged(run, shape);
  const askedIn = slices(requests.map(({ invokedUs }) => invokedUs), 0, sliceUs, SLICES);
  const extraIn = slices(requests.flatMap(request => attemptsOf(run, request).slice(1).map(({ sentUs }) => sentUs)), 0, sliceUs, SLICES);
  const shares = askedIn.map((asked, index) => (asked === 0 ? 0 : extraIn[index]! / asked));
  const value = Math.max(...shares);
  const index = shares.indexOf(value);
  const [asked, extra] = [askedIn[index]!, extraIn[index]!];
  const slow = run.strikes.filter(({ fault, fromUs, toUs }) => fault.kind === 'slowdown' && fromUs < (index + 1) * sliceUs && toUs > index * sliceUs).length;
  const one = run.facts.find(({ type, atUs, data }) => type === 'arrived' && atUs >= index * sliceUs && Number(data['attempt']) >= 0);
  return {
    value,
    worst: {
      message: `From ${atSeconds(index * sliceUs)} to ${atSeconds((index + 1) * sliceUs)} ${asked} users asked and ${extra} extra copies were sent, ${percent(value)}`
        + `${slow > 0 ? `, while ${slow} replicas took 2.2 times as long for everything` : ''}: the load grows when there is least to spare`,
      atUs: index * sliceUs, row: one?.row ?? -1, node: 'front',
    },
  };
};

const isAppend = ({ input }: Operation): boolean => (input as Req).kind === 'append';

/** An append is carried out once. */
export const appendedOnce: Check = run => {
  const appends = new Map(run.operations.filter(isAppend).map(operation => [operation.key, operation]));
  const twice = repeated(run.facts.filter(({ type, data }) => type === 'executed' && appends.has(String(data['request']))), ({ data }) => data['request']);
  if (!twice) return undefined;
  const { first, again } = twice;
  const append = appends.get(String(again.data['request']))!;
  return {
    message: `${(append.input as Req).key} grew twice for request ${append.key}: at ${atSeconds(first.atUs)} on ${first.node} and at ${atSeconds(again.atUs)} on ${again.node}. The user appended one entry and will find two`,
    atUs: again.atUs, row: again.row, node: append.node!,
  };
};

export const answersReal: Check = truthful({ type: 'executed', noun: 'request', why: 'the user is shown what no replica has said' });
