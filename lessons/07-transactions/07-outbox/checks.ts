import {
  atSeconds, attributed, duration, iff, keyOrder, perRun, repeatsOf, useful,
  type Check, type Fact, type Happened, type Keyed, type Measure, type Operation, type RunRecord, type Strike,
} from 'faultlab/author';
import { API, PATIENCE_MS, RELAYS } from './world.ts';
import { TYPES } from './world/events.ts';

/** Repeats that one fault of a relay or of the log may cost. */
export const REPEATS_A_FAULT = 25;

/** A committed change of an order. */
interface Changed extends Happened, Keyed {
  readonly type: string;
  readonly by: string;
  /** Number of the row that the same transaction put into the outbox. */
  readonly outboxId?: number;
}

/** A record of the log. */
interface Published extends Happened, Keyed {
  readonly type: string;
  readonly eventId: string;
  readonly by: string;
}

interface Truth {
  readonly changed: readonly Changed[];
  readonly published: readonly Published[];
}

interface CommittedRow {
  readonly table: string;
  readonly op: string;
  readonly row: Readonly<Record<string, unknown>> | null;
}

/** What happened to orders, and what the log says; both in order. */
const truthOf = perRun(({ facts }: RunRecord): Truth => ({ changed: changedIn(facts), published: facts.filter(({ type }) => type === 'published').map(publishedBy) }));

function changedIn(facts: readonly Fact[]): Changed[] {
  const seen = new Map<string, Changed>();
  for (const { type, atUs, row, data } of facts) {
    if (type !== 'committed') continue;
    const rows = data['changes'] as readonly CommittedRow[];
    for (const { table, row: order } of rows) {
      const now = table === 'orders' && order ? TYPES[String(order['status'])] : undefined;
      if (now === undefined) continue;
      const key = String(order!['orderId']);
      const id = `${key} ${now}`;
      const outboxId = rows.find(each => each.table === 'outbox' && each.op === 'insert' && each.row?.['orderId'] === key)?.row?.['id'] as number | undefined;
      if (!seen.has(id)) seen.set(id, { key, id, type: now, by: data['from'] as string, atUs, row, node: data['from'] as string, ...(outboxId === undefined ? {} : { outboxId }) });
    }
  }
  return [...seen.values()];
}

function publishedBy({ atUs, row, data }: Fact): Published {
  const value = (typeof data['value'] === 'object' && data['value'] !== null ? data['value'] : {}) as Readonly<Record<string, unknown>>;
  const [key, type] = [String(value['orderId']), String(value['type'])];
  return { key, type, id: `${key} ${type}`, eventId: String(value['eventId']), by: data['by'] as string, atUs, row, node: data['by'] as string };
}

/** An event is on the log exactly if its change was committed. */
export const exactlyIfCommitted: Check = run => {
  const { changed, published } = truthOf(run);
  return iff(changed, published, {
    unfounded({ key, type, by, atUs }, late) {
      const truth = late ? `and the change was committed only at ${atSeconds(late.atUs)}: until then it could be rolled back, and others acted on it`
        : `and no transaction that did so was ever committed: others act on what has not happened`;
      return `${by} published at ${atSeconds(atUs)} that ${key} was ${type}, ${truth}`;
    },
    missing: change => `${change.key} was ${change.type} by ${change.by}, committed at ${atSeconds(change.atUs)}${fateOf(change, run)}, and the log never said so: whoever has to act on it will never hear`,
  });
};

/** What else happened around a change that nobody heard of. */
function fateOf({ by, atUs, outboxId }: Changed, run: RunRecord): string {
  if (outboxId !== undefined) {
    const { changed, published } = truthOf(run);
    const ids = new Map(changed.flatMap(each => (each.outboxId === undefined ? [] : [[each.id, each.outboxId] as const])));
    const before = Math.max(...published.filter(each => each.atUs < atUs).map(({ id }) => ids.get(id) ?? -1));
    if (before > outboxId) return ` with row ${outboxId} of the outbox, when row ${before} was on the log already`;
    return ` with row ${outboxId} of the outbox`;
  }
  const crash = run.strikes.find(({ fault, fromUs }) => fault.kind === 'crash' && fault['node'] === by && fromUs >= atUs - 50_000 && fromUs < atUs + 1_000_000);
  return crash ? `, ${by} died at ${atSeconds(crash.fromUs)}` : '';
}

/** What the log tells of an order comes in the order in which it happened. */
export const inOrder: Check = run => {
  const { changed, published } = truthOf(run);
  const told = new Set(published.map(({ id }) => id));
  return keyOrder(changed.filter(({ id }) => told.has(id)), published, (early, before, beforeSeen) =>
    `${early.by} published at ${atSeconds(early.atUs)} that ${early.key} was ${early.type}; that it was ${before.type}, committed before at ${atSeconds(before.atUs)}, `
    + `came at ${atSeconds(beforeSeen!.atUs)}${beforeSeen!.by === early.by ? '' : ` from ${beforeSeen!.by}`}: readers see an order live backwards`);
};

/** An event that comes again has the same id, and no other has it. */
export const sameId: Check = run => {
  const first = new Map<string, Published>();
  const byId = new Map<string, Published>();
  for (const event of truthOf(run).published) {
    const other = byId.get(event.eventId) ?? event;
    byId.set(event.eventId, other);
    if (other.id !== event.id) {
      return { message: `That ${other.key} was ${other.type} and that ${event.key} was ${event.type} are on the log under one eventId, ${event.eventId}, since ${atSeconds(event.atUs)}: whoever knows the one drops the other as a repeat`, atUs: event.atUs, row: event.row, node: event.by };
    }
    const before = first.get(event.id);
    if (before && before.eventId !== event.eventId) {
      return { message: `That ${event.key} was ${event.type} is on the log as ${before.eventId} since ${atSeconds(before.atUs)} and as ${event.eventId} since ${atSeconds(event.atUs)}: a reader cannot tell that it is the same event, and acts twice`, atUs: event.atUs, row: event.row, node: event.by };
    }
    first.set(event.id, before ?? event);
  }
  return undefined;
};

const hurtsRelaying = ({ fault }: Strike): boolean => ['crash', 'pause'].includes(fault.kind) && [...RELAYS, 'log'].includes(fault['node'] as string);

/** Nothing is published twice but for a fault. */
export const repeatsExplained: Check = run => {
  const repeats = repeatsOf(truthOf(run).published);
  const faults = run.strikes.filter(hurtsRelaying);
  const excuses = faults.flatMap(({ fromUs }) => Array.from({ length: REPEATS_A_FAULT }, () => ({ id: 'any', fromUs })));
  return attributed(repeats.map(each => ({ ...each, id: 'any', event: each })), excuses, ({ event: { key, type, atUs, by, before } }) => {
    const since = faults.filter(({ fromUs }) => fromUs <= atUs).length;
    const why = since === 0 ? 'and nothing had failed' : `more than ${REPEATS_A_FAULT} repeats for ${since === 1 ? 'the one fault' : `each of the ${since} faults`} so far`;
    return `${by} published at ${atSeconds(atUs)} that ${key} was ${type}, which ${before.by} had done at ${atSeconds(before.atUs)}, ${why}${undoneBefore(run, by, atUs)}: every reader has to read and drop it`;
  });
};

/** What became of the transactions in which a process may have read what it publishes. */
function undoneBefore({ facts }: RunRecord, by: string, atUs: number): string {
  const undone = facts.filter(fact => fact.type === 'rolledBack' && fact.data['from'] === by && fact.atUs < atUs);
  const last = undone.at(-1);
  if (!last) return '';
  return undone.length === 1
    ? `, after its transaction had been rolled back at ${atSeconds(last.atUs)}`
    : `, after ${undone.length} of its transactions had been rolled back, the last at ${atSeconds(last.atUs)}`;
}

/** What a customer was told is so. */
export const toldTheTruth: Check = run => {
  const committed = new Map(truthOf(run).changed.map(change => [change.id, change.atUs]));
  for (const { f, key, outcome, completedUs, completedRow, node } of run.operations) {
    const type = f === 'place' ? 'Placed' : f === 'pay' ? 'Paid' : 'Cancelled';
    const atUs = committed.get(`${key} ${type}`) ?? Infinity;
    if (outcome === 'ok' && atUs > completedUs) return { message: `${node} confirmed at ${atSeconds(completedUs)} that ${key} was ${type}, and ${atUs === Infinity ? 'it never was' : `it was only at ${atSeconds(atUs)}`}: the customer relies on it`, atUs: completedUs, row: completedRow, node: node! };
    if (outcome === 'fail' && atUs < Infinity) return { message: `${node} refused at ${atSeconds(completedUs)} that ${key} be ${type}, and it was, at ${atSeconds(atUs)}: the customer has done something else instead`, atUs: completedUs, row: completedRow, node: node! };
  }
  return undefined;
};

/** Share of the orders that were confirmed, of those that could be: their node lived, and their coupon was new. */
export const confirmed: Measure = run => {
  const coupons = new Set<string>();
  const possible = run.operations.filter(({ f, input, node, invokedUs, heardUs }) => {
    if (f !== 'place') return false;
    const { coupon } = input as { readonly coupon: string };
    const isNew = !coupons.has(coupon);
    coupons.add(coupon);
    return isNew && !run.strikes.some(({ fault, fromUs, toUs }) => fault.kind === 'crash' && fault['node'] === node && fromUs <= heardUs && toUs >= invokedUs);
  });
  return useful(possible, lost => ({ message: `${lost.node} was asked at ${atSeconds(lost.invokedUs)} to place ${lost.key}; nothing was wrong with it, and the customer heard ${heard(lost)}`, atUs: lost.invokedUs, row: lost.invokedRow, node: lost.node! }));
};

const heard = ({ output }: Operation): string => (output === undefined ? 'nothing' : String(typeof output === 'object' ? JSON.stringify(output) : output));

const isPlaced = ({ f, node }: Operation): boolean => f === 'place' && API.includes(node!);
/** Operations whose waiting counts for how long it takes to place an order. */
export const placing = { noun: 'order', counts: isPlaced };

/** Seconds after the log is back until it has caught up with what was committed before. */
export const drained: Measure = run => {
  const outage = run.strikes.find(({ fault }) => fault['node'] === 'log');
  if (!outage) return undefined;
  const { changed, published } = truthOf(run);
  const first = new Map<string, number>();
  for (const { id, atUs } of published) if (!first.has(id)) first.set(id, atUs);
  const last = changed.filter(({ atUs }) => atUs <= outage.toUs).reduce<{ change: Changed; us: number } | undefined>((worst, change) => {
    const us = (first.get(change.id) ?? Infinity) - outage.toUs;
    return worst && worst.us >= us ? worst : { change, us };
  }, undefined);
  if (!last) return undefined;
  const { key, type, atUs, row } = last.change;
  return { value: last.us / 1e6, worst: { message: `The log was back at ${atSeconds(outage.toUs)}; that ${key} was ${type}, committed at ${atSeconds(atUs)}, ${last.us === Infinity ? 'was never on it' : `came ${duration(last.us)} later`}: the backlog is not worked off`, atUs: outage.toUs, row, node: RELAYS[0]! } };
};

/** Rows that are in the outbox when all is over. */
export const leftInOutbox: Measure = run => {
  const left = run.facts.find(({ type }) => type === 'left');
  if (!left) return undefined;
  const rows = left.data['rows'] as number;
  return { value: rows, worst: { message: `At the end, ${duration(PATIENCE_MS * 1_000)} after the last customer or more, the outbox still holds ${rows} rows, and ${truthOf(run).changed.length} were ever needed: it grows for ever, and each look into it takes longer`, atUs: left.atUs, row: left.row, node: 'db' } };
};
