import { atSeconds, Connectivity, duration, type Check, type Finding, type Measure, type Operation, type RunRecord, type Strike } from 'faultlab/author';
import type { Answer, Request } from './contract';
import { OPENING } from './world.ts';

const SOON_US = 500_000;
const DECIDED_US = 1_000_000;
/** A leader may be missing for so long after the start and after any change. */
const CHANGE_US = 4_000_000;
/** By then a deposit has reached the others, if its node could reach them. */
const CLEARED_US = 2_000_000;

const euros = (cents: number): string => `€${(cents / 100).toFixed(2)}`;
const opId = ({ input }: Operation): string => (input as Request).opId;
const centsOf = ({ input }: Operation): number => (input as { cents?: number }).cents ?? 0;
const isAudit = ({ client }: Operation): boolean => client.startsWith('auditor');
const said = ({ output }: Operation): { balance?: unknown; fresh?: unknown } => output as { balance?: unknown; fresh?: unknown };
const about = (operation: Operation): Pick<Finding, 'row' | 'node'> => ({ row: operation.completedRow < 0 ? operation.invokedRow : operation.completedRow, node: operation.node! });

/** What was asked about one account, by what it was. */
interface Account {
  readonly deposits: Operation[];
  readonly withdrawals: Operation[];
}

const known = new WeakMap<RunRecord, ReadonlyMap<string, Account>>();

function accountsOf(run: RunRecord): ReadonlyMap<string, Account> {
  let accounts = known.get(run);
  if (accounts) return accounts;
  accounts = new Map(Object.keys(OPENING).map(id => [id, { deposits: [], withdrawals: [] }]));
  for (const operation of run.operations) {
    const account = accounts.get(operation.key!)!;
    if (operation.f === 'deposit') account.deposits.push(operation);
    else if (operation.f === 'withdraw') account.withdrawals.push(operation);
  }
  known.set(run, accounts);
  return accounts;
}

const sum = (operations: readonly Operation[]): number => operations.reduce((total, operation) => total + centsOf(operation), 0);
const isDone = ({ outcome }: Operation): boolean => outcome === 'ok';
const mayBeDone = ({ outcome }: Operation): boolean => outcome !== 'fail';

export const neverOverdrawn: Check = run => {
  for (const [account, { deposits, withdrawals }] of accountsOf(run)) {
    const paid = withdrawals.filter(isDone).sort((a, b) => a.completedUs - b.completedUs);
    let out = 0;
    for (const [index, withdrawal] of paid.entries()) {
      out += centsOf(withdrawal);
      const most = OPENING[account]! + sum(deposits.filter(({ invokedUs }) => invokedUs < withdrawal.completedUs));
      if (out <= most) continue;
      const before = paid[index - 1];
      const earlier = before ? `${before.node} paid ${euros(centsOf(before))} at ${atSeconds(before.completedUs)}, ` : '';
      return {
        message: `${account} held ${euros(OPENING[account]!)}${most > OPENING[account]! ? ` and got ${euros(most - OPENING[account]!)}` : ''}. ${earlier}${withdrawal.node} paid ${euros(centsOf(withdrawal))} at ${atSeconds(withdrawal.completedUs)}: ${euros(out)} in all, and the bank will not see the difference again`,
        atUs: withdrawal.completedUs, ...about(withdrawal),
      };
    }
  }
  return undefined;
};

/** Deposits that no fresh balance asked for at this instant may miss. */
function cleared(deposits: readonly Operation[], atUs: number, net: Net): Operation[] {
  return deposits.filter(deposit => isDone(deposit) && deposit.completedUs <= atUs - net.clearsInUs(deposit.completedUs, atUs) && net.hadMajority(deposit.node!, deposit.completedUs, atUs));
}

/** The balances that are possible for somebody who has asked between two instants and must not miss anything. */
function possible({ deposits, withdrawals }: Account, opening: number, { invokedUs, completedUs }: Operation, net: Net): { readonly least: number; readonly most: number } {
  return {
    least: opening + sum(cleared(deposits, invokedUs, net)) - sum(withdrawals.filter(other => mayBeDone(other) && other.invokedUs < completedUs)),
    most: opening + sum(deposits.filter(other => other.invokedUs < completedUs)) - sum(withdrawals.filter(other => isDone(other) && other.completedUs < invokedUs)),
  };
}

export const freshIsTrue: Check = run => {
  const net = netOf(run);
  for (const read of balances(run)) {
    const { balance, fresh } = said(read);
    if (fresh !== true || typeof balance !== 'number') continue;
    const account = accountsOf(run).get(read.key!)!;
    const { least, most } = possible(account, OPENING[read.key!]!, read, net);
    if (balance >= least && balance <= most) continue;
    const missed = (balance > most
      ? account.withdrawals.filter(other => isDone(other) && other.completedUs < read.invokedUs)
      : cleared(account.deposits, read.invokedUs, net)).at(-1);
    const since = missed ? ` since ${missed.node} had ${missed.f === 'deposit' ? 'taken' : 'paid'} ${euros(centsOf(missed))} at ${atSeconds(missed.completedUs)}` : '';
    return {
      message: `${read.node} said that ${read.key} holds ${euros(balance)}, fresh, at ${atSeconds(read.completedUs)}; ${balance > most ? `no more than ${euros(most)}` : `at least ${euros(least)}`} was true${since}: somebody will rely on the number because it says that it is fresh`,
      atUs: read.completedUs, ...about(read),
    };
  }
  return undefined;
};

const balances = ({ operations }: RunRecord): Operation[] => operations.filter(operation => operation.f === 'balance' && isDone(operation));

/** Any balance is one that the account can have had. */
export const notFromNowhere: Check = run => {
  for (const read of balances(run)) {
    const { balance } = said(read);
    const { deposits, withdrawals } = accountsOf(run).get(read.key!)!;
    const least = Math.max(0, OPENING[read.key!]! - sum(withdrawals.filter(other => mayBeDone(other) && other.invokedUs < read.completedUs)));
    const most = OPENING[read.key!]! + sum(deposits.filter(other => other.invokedUs < read.completedUs));
    if (typeof balance === 'number' && balance >= least && balance <= most) continue;
    const told = typeof balance === 'number' ? euros(balance) : String(balance);
    return {
      message: `${read.node} said that ${read.key} holds ${told} at ${atSeconds(read.completedUs)}; whatever had arrived there by then, it was between ${euros(least)} and ${euros(most)}: a balance from nowhere`,
      atUs: read.completedUs, ...about(read),
    };
  }
  return undefined;
};

export const insufficientIsTrue: Check = run => {
  const net = netOf(run);
  for (const [id, account] of accountsOf(run)) {
    for (const refused of account.withdrawals.filter(({ outcome }) => outcome === 'fail')) {
      const { least } = possible(account, OPENING[id]!, refused, net);
      if (least < centsOf(refused)) continue;
      return {
        message: `${refused.node} refused to pay ${euros(centsOf(refused))} from ${id} at ${atSeconds(refused.completedUs)} as "insufficient"; at least ${euros(least)} was there, and nobody else asked for it: a client was told that the money is gone`,
        atUs: refused.completedUs, ...about(refused),
      };
    }
  }
  return undefined;
};

/** At the end some node says what accounts hold, if anything was done to them. */
export const toldAtTheEnd: Check = run => (balances(run).some(isAudit) || !run.operations.some(isDone)
  ? undefined
  : { message: 'When all was over no node said what any account holds: nobody knows where the money is', atUs: run.endUs, row: -1 });

/** At the end each node knows of all that was confirmed, once. */
export const moneyAddsUp: Check = run => {
  const audits = balances(run).filter(isAudit);
  let wrong: Finding | undefined;
  for (const read of audits) {
    const { deposits, withdrawals } = accountsOf(run).get(read.key!)!;
    const expected = OPENING[read.key!]! + sum(deposits.filter(isDone)) - sum(withdrawals.filter(isDone));
    const open = [...deposits.filter(({ outcome }) => outcome === 'info').map(centsOf), ...withdrawals.filter(({ outcome }) => outcome === 'info').map(operation => -centsOf(operation))];
    const difference = (said(read).balance as number) - expected;
    if (sumsOf(open).has(difference)) continue;
    const begin = `When all was over ${read.node} said that ${read.key} holds ${euros(said(read).balance as number)}; all that was confirmed comes to ${euros(expected)}`;
    const culprits = addingUpTo(Math.abs(difference), (difference > 0 ? deposits : [...deposits, ...withdrawals]).filter(isDone));
    if (culprits.length > 0) return toldMissing(begin, culprits, difference);
    wrong ??= { message: `${begin}: money was ${difference > 0 ? 'made' : 'lost'}`, atUs: read.completedUs, ...about(read) };
  }
  return wrong;
};

function toldMissing(begin: string, [first, ...others]: readonly Operation[], difference: number): Finding {
  const operation = first!;
  const what = operation.f === 'deposit' && difference < 0 ? 'is nowhere' : 'counts twice';
  const more = others.length > 0 ? `, as ${others.map(opId).join(' and ')}` : '';
  return {
    message: `${begin}. The ${operation.f === 'deposit' ? 'deposit' : 'withdrawal'} ${opId(operation)} of ${euros(centsOf(operation))}, confirmed by ${operation.node} at ${atSeconds(operation.completedUs)}, ${what}${more}: `
      + (difference > 0 ? 'the bank pays it a second time' : 'a client was told that it is done'),
    atUs: operation.completedUs, ...about(operation),
  };
}

/** Up to three operations whose amounts come to a sum, as few as possible; amounts are drawn so that hardly any others do. */
function addingUpTo(cents: number, operations: readonly Operation[]): Operation[] {
  const some = (left: number, from: number, count: number): Operation[] | undefined => {
    for (let index = from; index < operations.length; index++) {
      const rest = left - centsOf(operations[index]!);
      const more = count > 1 ? some(rest, index + 1, count - 1) : rest === 0 ? [] : undefined;
      if (more) return [operations[index]!, ...more];
    }
    return undefined;
  };
  return some(cents, 0, 1) ?? some(cents, 0, 2) ?? some(cents, 0, 3) ?? [];
}

const MOST_SUMS = 20_000;

/** What any choice of some amounts adds up to; of too many, only of the first. */
function sumsOf(amounts: readonly number[]): Set<number> {
  const sums = new Set([0]);
  for (const amount of amounts) {
    if (sums.size > MOST_SUMS) break;
    for (const each of [...sums]) sums.add(each + amount);
  }
  return sums;
}

/** Who can reach whom, and since when. */
class Net {
  private readonly links: Connectivity;
  private readonly changesUs: readonly number[];
  private readonly strikes: readonly Strike[];

  constructor({ nodes, strikes }: RunRecord) {
    this.links = new Connectivity(nodes, strikes);
    this.changesUs = this.links.changesUs();
    this.strikes = strikes;
  }

  /** The process runs all the time between two instants. */
  isUp(node: string, fromUs: number, toUs: number): boolean {
    return !this.strikes.some(({ fault, fromUs: downUs, toUs: upUs }) => fault.kind === 'crash' && fault['node'] === node && downUs <= toUs && upUs >= fromUs);
  }

  hasMajority(node: string, atUs: number): boolean {
    return this.links.hasMajority(node, atUs);
  }

  hadMajority(node: string, fromUs: number, toUs: number): boolean {
    const instants = [fromUs, toUs, ...this.changesUs.filter(us => us > fromUs && us < toUs)];
    return this.isUp(node, fromUs, toUs) && instants.every(us => this.links.hasMajority(node, us));
  }

  /** How long a deposit may take to reach the others: longer where a new leader may have had to be found meanwhile. */
  clearsInUs(fromUs: number, toUs: number): number {
    return CLEARED_US + ([0, ...this.changesUs].some(us => us > fromUs - CHANGE_US && us < toUs) ? CHANGE_US : 0);
  }

  /** Nothing has changed for long enough, nor does while somebody waits. */
  isSettled(atUs: number): boolean {
    return atUs >= CHANGE_US && !this.changesUs.some(us => us > atUs - CHANGE_US && us < atUs + DECIDED_US);
  }
}

const nets = new WeakMap<RunRecord, Net>();

function netOf(run: RunRecord): Net {
  let net = nets.get(run);
  if (!net) nets.set(run, net = new Net(run));
  return net;
}

const clients = ({ operations }: RunRecord): Operation[] => operations.filter(operation => !isAudit(operation));
const answeredWithin = (operation: Operation, us: number): boolean => operation.heardUs - operation.invokedUs <= us && operation.output !== 'no answer';
const cutOffSince = (run: RunRecord, node: string, atUs: number): string => {
  const strike = run.strikes.find(({ fault, fromUs, toUs }) => fault.kind === 'cut' && fromUs <= atUs && toUs > atUs && (fault['from'] as string[]).includes(node));
  return strike ? `, cut off since ${atSeconds(strike.fromUs)},` : '';
};
const heard = ({ outcome, output, heardUs, invokedUs }: Operation): string => {
  if (output === 'no answer') return 'had no answer when its client left';
  const answer = output as Answer | null | undefined;
  const what = outcome === 'ok' ? '"ok"' : typeof answer === 'object' && answer?.ok === false ? `"${answer.why}"` : `"${String(output)}"`;
  return `heard ${what} after ${duration(heardUs - invokedUs)}`;
};

/** Share of the deposits and balances that were answered soon, at the node where it is least. */
export const alwaysAnswered: Measure = run => {
  const net = netOf(run);
  const asked = clients(run).filter(({ f, node, invokedUs }) => f !== 'withdraw' && net.isUp(node!, invokedUs, invokedUs + SOON_US));
  const isGood = (operation: Operation): boolean => isDone(operation) && answeredWithin(operation, SOON_US);
  const shares = run.nodes.flatMap(node => {
    const own = asked.filter(operation => operation.node === node);
    return own.length === 0 ? [] : [{ node, share: own.filter(isGood).length / own.length, bad: own.filter(operation => !isGood(operation)) }];
  });
  if (shares.length === 0) return undefined;
  const { node, share, bad } = shares.reduce((worst, each) => (each.share < worst.share ? each : worst));
  const [first] = bad;
  if (!first) return { value: share };
  const deposits = bad.filter(({ f }) => f === 'deposit');
  return {
    value: share,
    worst: {
      message: `The ${first.f} ${opId(first)} at ${node}${cutOffSince(run, node, first.invokedUs)} ${heard(first)}, at ${atSeconds(first.heardUs === Infinity ? first.invokedUs : first.heardUs)}. ${node} did so with ${deposits.length} deposits (${euros(sum(deposits))}) and ${bad.length - deposits.length} balances; none of them would have harmed anybody`,
      atUs: first.invokedUs, ...about(first),
    },
  };
};

/** What a node that is cut off has paid out alone cannot be in any balance elsewhere. */
function paidAlone(run: RunRecord, atUs: number): boolean {
  const net = netOf(run);
  return clients(run).some(other => other.f === 'withdraw' && isDone(other) && other.completedUs < atUs && !net.hasMajority(other.node!, other.completedUs) && !net.hasMajority(other.node!, atUs));
}

/** With a majority, and nothing has changed for a while: share of withdrawals decided and balances fresh, in time. */
export const decidedTogether: Measure = run => {
  const net = netOf(run);
  const asked = clients(run).filter(({ f, node, invokedUs }) => f !== 'deposit' && net.isSettled(invokedUs) && net.isUp(node!, invokedUs, invokedUs + DECIDED_US) && net.hasMajority(node!, invokedUs) && (f === 'withdraw' || !paidAlone(run, invokedUs)));
  if (asked.length === 0) return undefined;
  const bad = asked.filter(operation => !(answeredWithin(operation, DECIDED_US) && (operation.f === 'withdraw' ? operation.outcome !== 'info' : isDone(operation) && said(operation).fresh === true)));
  const [first] = bad;
  return {
    value: 1 - bad.length / asked.length,
    ...(first ? {
      worst: {
        message: `The ${first.f === 'withdraw' ? 'withdrawal' : 'balance'} ${opId(first)} at ${first.node}, which could reach a majority, ${heard(first)}${first.f === 'balance' && isDone(first) ? ' and was not fresh' : ''}, at ${atSeconds(first.invokedUs)}, as ${bad.length} of ${asked.length} did: nothing was in the way of the right answer`,
        atUs: first.invokedUs, ...about(first),
      },
    } : {}),
  };
};

/** Without a majority: share of withdrawals that were answered soon, whatever the answer. */
export const refusedSoon: Measure = run => {
  const net = netOf(run);
  const asked = clients(run).filter(({ f, node, invokedUs }) => f === 'withdraw' && net.isUp(node!, invokedUs, invokedUs + SOON_US) && !net.hasMajority(node!, invokedUs) && !net.hasMajority(node!, invokedUs + SOON_US));
  if (asked.length === 0) return undefined;
  const bad = asked.filter(operation => !answeredWithin(operation, SOON_US));
  const [first] = bad;
  return {
    value: 1 - bad.length / asked.length,
    ...(first ? {
      worst: {
        message: `The withdrawal ${opId(first)} at ${first.node}${cutOffSince(run, first.node!, first.invokedUs)} ${heard(first)}, from ${atSeconds(first.invokedUs)} on, as ${bad.length} of ${asked.length} did: its client stands at a counter that says neither yes nor no`,
        atUs: first.invokedUs, ...about(first),
      },
    } : {}),
  };
};
