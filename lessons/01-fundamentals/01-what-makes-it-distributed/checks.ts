import { atSeconds, duration, repeated, type Check, type Measure, type Operation, type RunRecord, type Strike } from 'faultlab/author';
import { PATIENCE_MS } from './world';

const sales = (run: RunRecord): Operation[] => run.operations.filter(({ outcome }) => outcome === 'ok');

export const noSeatTwice: Check = run => {
  const twice = repeated(sales(run).sort((a, b) => a.completedUs - b.completedUs), ({ output }) => output);
  if (!twice) return undefined;
  const { first: other, again: sale } = twice;
  return {
    message: `Seat ${sale.output} was sold by ${other.node} to ${other.client} at ${atSeconds(other.completedUs)} and by ${sale.node} to ${sale.client} at ${atSeconds(sale.completedUs)}: two people hold tickets for one chair`,
    atUs: sale.completedUs, row: sale.completedRow, node: sale.node!,
  };
};

export const soldOutIsTrue: Check = run => {
  const lie = run.facts.find(({ type, data }) => type === 'refused' && (data['unsold'] as number) > 0);
  if (!lie) return undefined;
  const completed = run.operations.find(({ client }) => client === lie.data['saleId'])!;
  return {
    message: `Buyer ${completed.client} heard "sold-out" from ${lie.node} at ${atSeconds(lie.atUs)} while ${lie.data['unsold']} seats were free: a customer was sent away from chairs that stay empty`,
    atUs: lie.atUs, row: completed.completedRow, node: lie.node!,
  };
};

/** Share of the seats that were sold. */
export const allSold = (seats: number): Measure => run => {
  const sold = run.facts.filter(({ type }) => type === 'sold').length;
  const away = run.operations.find(({ outcome }) => outcome === 'fail') ?? run.operations.find(({ outcome }) => outcome === 'info');
  const heard = away && (away.outcome === 'fail' ? `Buyer ${away.client} heard "${String(away.output)}" from ${away.node} at ${atSeconds(away.completedUs)}` : `Buyer ${away.client} had no answer from ${away.node} after ${atSeconds(away.invokedUs)}`);
  return {
    value: sold / seats,
    ...(away ? { worst: { message: `${heard}; at the end ${Math.max(0, seats - sold)} of ${seats} seats were not sold: people stood outside while chairs stayed empty`, atUs: away.invokedUs, row: away.completedRow < 0 ? away.invokedRow : away.completedRow, node: away.node! } } : {}),
  };
};

const ended = ({ fault }: Strike): string => (fault.kind === 'crash' ? 'dead' : 'cut off');
const victim = ({ fault }: Strike): string => (fault['node'] ?? (fault['from'] as string[])[0]) as string;

/** The longest time that a buyer waited. */
export const answerTime: Measure = run => {
  let slowest: { operation: Operation; us: number } | undefined;
  for (const operation of run.operations) {
    const us = Math.min(operation.completedUs, operation.invokedUs + PATIENCE_MS * 1000) - operation.invokedUs;
    if (operation.node !== undefined && isUp(run, operation) && us > (slowest?.us ?? -1)) slowest = { operation, us };
  }
  if (!slowest) return undefined;
  const { operation, us } = slowest;
  const strike = run.strikes.find(({ fromUs, toUs, fault }) => (fault.kind === 'crash' || fault.kind === 'cut') && fromUs <= operation.invokedUs + us && toUs >= operation.invokedUs);
  const because = strike ? `; ${victim(strike)} was ${ended(strike)} since ${atSeconds(strike.fromUs)}` : '';
  return {
    value: us / 1000,
    worst: {
      message: `Sale ${operation.client} waited ${duration(us)} at ${operation.node} from ${atSeconds(operation.invokedUs)} on${because}: a buyer stands at a window that does not answer`,
      atUs: operation.invokedUs + us, row: operation.invokedRow, node: operation.node!,
    },
  };
};

/** Whether the office was alive for as long as its buyer had patience. */
function isUp(run: RunRecord, { node, invokedUs }: Operation): boolean {
  return !run.strikes.some(({ fault, fromUs }) => fault.kind === 'crash' && fault['node'] === node && fromUs <= invokedUs + PATIENCE_MS * 1000);
}

/** Sales of the other offices while one is dead or cut off, as a share of what was unsold when it happened. */
export const othersSell = (seats: number): Measure => run => {
  const strike = run.strikes[0];
  if (!strike) return undefined;
  const lost = victim(strike);
  const sold = run.facts.filter(({ type }) => type === 'sold');
  const unsold = seats - sold.filter(({ atUs }) => atUs <= strike.fromUs).length;
  const theirs = sold.filter(({ node, atUs }) => node !== lost && atUs > strike.fromUs && atUs <= strike.toUs).length;
  const others = run.nodes.filter(node => node !== lost).join(' and ');
  const refused = run.operations.find(({ node, outcome, invokedUs }) => node !== lost && outcome !== 'ok' && invokedUs > strike.fromUs);
  return {
    value: theirs / unsold,
    worst: {
      message: `${lost} was ${ended(strike)} at ${atSeconds(strike.fromUs)} with ${unsold} of ${seats} seats unsold; after that ${others} sold ${theirs}${refused ? `, and from ${atSeconds(refused.invokedUs)} on buyers there left without a ticket` : ''}: one machine stopped three`,
      atUs: refused?.invokedUs ?? strike.fromUs, row: refused?.completedRow ?? -1, ...(refused ? { node: refused.node! } : {}),
    },
  };
};
