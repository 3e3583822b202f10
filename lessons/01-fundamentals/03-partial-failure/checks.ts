import { atSeconds, useful, type Check, type Fact, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';
import { BANK, money, PATIENCE_MS } from './world.ts';

const payments = ({ operations }: RunRecord): Operation[] => operations.filter(({ f }) => f === 'pay');
const debits = ({ facts }: RunRecord): Fact[] => facts.filter(({ type }) => type === 'debited');
const amount = ({ data }: Fact): string => money(data['cents'] as number);
/** What was said, if anything was. */
const answerOf = ({ outcome, output }: Operation): unknown => (outcome === 'ok' ? output : undefined);
const at = (operation: Operation, message: string, atUs = operation.completedUs): Finding => ({ message, atUs, row: operation.completedRow, node: operation.node!, method: 'onRequest' });

export const debitedOnce: Check = run => {
  const first = new Map<unknown, Fact>();
  for (const debit of debits(run)) {
    const order = debit.data['request'] as string;
    if (order === '') return { message: `The bank took ${amount(debit)} at ${atSeconds(debit.atUs)} under the id ${String(debit.data['id'])}, and no order is of that amount: a customer pays for what nobody ordered`, atUs: debit.atUs, row: debit.row, node: BANK };
    const before = first.get(order);
    if (before) return { message: `The bank took ${amount(debit)} for order ${order} at ${atSeconds(before.atUs)} (id ${String(before.data['id'])}) and again at ${atSeconds(debit.atUs)} (id ${String(debit.data['id'])}): the customer pays twice`, atUs: debit.atUs, row: debit.row, node: BANK };
    first.set(order, debit);
  }
  return undefined;
};

export const wordsAreTrue: Check = run => {
  const byOrder = new Map(debits(run).map(debit => [debit.data['request'], debit]));
  for (const operation of run.operations) {
    const { key, completedUs, f } = operation;
    const answer = answerOf(operation);
    const debit = byOrder.get(key);
    const who = f === 'pay' ? `The customer of order ${key}` : `The shop, asking about order ${key},`;
    if (answer === 'paid' && !(debit && debit.atUs <= completedUs)) {
      return at(operation, `${who} heard "paid" at ${atSeconds(completedUs)}; ${debit ? `the bank took the money only at ${atSeconds(debit.atUs)}` : 'the bank never took the money'}: goods leave the house unpaid`);
    }
    if (answer === 'not-paid' && debit) return at(operation, `${who} heard "not-paid" at ${atSeconds(completedUs)}. The bank ${takes(debit, operation, run)}: the money is gone, and there will be no goods`);
  }
  return undefined;
};

/** How the money was taken after all. */
function takes(debit: Fact, { completedUs }: Operation, { facts }: RunRecord): string {
  const taken = `${amount(debit)} at ${atSeconds(debit.atUs)}`;
  if (debit.atUs <= completedUs) return `had taken ${taken}`;
  const id = debit.data['id'];
  const said = facts.filter(({ type, data, atUs }) => type === 'said' && data['id'] === id && data['op'] === 'status' && atUs <= completedUs).at(-1);
  return `took ${taken}, when the debit came in${said ? `; asked about it at ${atSeconds(said.atUs)}, it had said "${String(said.data['answer'])}"` : ''}`;
}

/** When all has settled and the bank can be reached, the shop learns what became of each order. */
export const decidedInTheEnd: Check = run => {
  const open = run.operations.find(operation => operation.f === 'outcome' && !isDecided(operation));
  if (!open) return undefined;
  const { key, invokedUs, heardUs } = open;
  return at(open, `The shop asked at ${atSeconds(invokedUs)} what became of order ${key} and ${saidTo(open)}, long after everything else; the bank was there to be asked: somebody's money stays in the air`, Math.min(heardUs, run.endUs));
};

const isDecided = (operation: Operation): boolean => answerOf(operation) === 'paid' || answerOf(operation) === 'not-paid';
const saidTo = (operation: Operation): string => (answerOf(operation) === undefined ? 'had no answer within 10 s' : `heard "${String(answerOf(operation))}"`);

/** Share of some payments that ended well; `lack`: what is told of the others. */
const share = (run: RunRecord, asked: readonly Operation[], isWell: (operation: Operation) => boolean, lack: (missed: Operation, count: number) => string): ReturnType<Measure> =>
  useful(asked, (first, count) => at(first, lack(first, count), Math.min(first.heardUs, run.endUs)), isWell);

const healthy = ({ strikes }: RunRecord): string => (strikes.length === 0 ? '; the bank was healthy and every message arrived' : '');

export const decided: Measure = run => {
  const asked = payments(run);
  return share(run, asked, isDecided, (first, count) => `${count} of ${asked.length} orders stayed undecided, first ${first.key}, whose customer ${saidTo(first)} at ${atSeconds(first.heardUs)}${healthy(run)}: a shop that never knows sells nothing`);
};

const isPaid = (operation: Operation): boolean => answerOf(operation) === 'paid';

export const paid: Measure = run => {
  const asked = payments(run);
  return share(run, asked, isPaid, (first, count) => `${count} of ${asked.length} customers who wanted to pay did not hear "paid" within 10 s, first that of order ${first.key}, who ${saidTo(first)} at ${atSeconds(first.heardUs)}${healthy(run)}: they leave with empty hands`);
};

/** Of the orders that come while the bank is down: those that have this much time left when it is back. */
export const paidAfterwards = (leftMs: number): Measure => run => {
  const strike = run.strikes.find(({ fault }) => fault.kind === 'crash');
  if (!strike) return undefined;
  const { fromUs, toUs } = strike;
  const asked = payments(run).filter(({ invokedUs }) => invokedUs >= fromUs && invokedUs < toUs && invokedUs + PATIENCE_MS * 1_000 >= toUs + leftMs * 1_000);
  return share(run, asked, isPaid, (first, count) => `The bank was back at ${atSeconds(toUs)}, when the customer of order ${first.key} still had ${atSeconds(first.invokedUs + PATIENCE_MS * 1_000 - toUs)}, and ${saidTo(first)} at ${atSeconds(first.heardUs)}; so did ${count} of ${asked.length} who waited for it: they could have paid`);
};

/** Of the orders that come while the bank cannot be reached: those that hear something. */
export const answered: Measure = run => {
  const strike = run.strikes.find(({ fault }) => fault.kind === 'cut');
  if (!strike) return undefined;
  const asked = payments(run).filter(({ invokedUs }) => invokedUs >= strike.fromUs);
  return share(run, asked, operation => answerOf(operation) !== undefined, (first, count) => `The bank could not be reached from ${atSeconds(strike.fromUs)} on; ${count} of ${asked.length} customers had no answer within 10 s, first that of order ${first.key}: nobody told them that nobody knows`);
};
