import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

/** So many events at most are on the log without the outbox knowing it: they come again after a crash. */
const BATCH = 15;
const IDLE_MS = 50;
/** How long to leave the log alone after it has not answered. */
const BACK_OFF_MS = 1000;

/** Three API nodes run this: carries out what a customer asks for, and lets the warehouse know. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    // The order's row is locked by `change`: only then the number is drawn, so the numbers of one order are in the order of its commits.
    const { eventId, orderId, type } = await change(t, command);
    await t.insert('outbox', { eventId, orderId, type });
  });
  return { orderId: command.orderId };
}

/** Two nodes run this, from their start on. It may run for ever. */
export async function relay(ctx: DbCtx): Promise<void> {
  for (;;) {
    let published = 0;
    try {
      published = await ctx.db.tx(t => relayBatch(ctx, t));
    } catch (error) {
      console.warn('relay', error);
    }
    if (published === 0) await sleep(IDLE_MS);
  }
}

/**
 * Publishes the oldest rows and deletes them. The lock on the row of `progress` keeps the other relay out, also while this
 * one stands still. There is no mark "all up to this number": what is to be done is what is there, so a row that appears
 * late is not missed, and of one order a row appears only after those before it.
 */
async function relayBatch(ctx: DbCtx, t: Tx): Promise<number> {
  await t.query('progress', { name: 'relay' }, { forUpdate: true });
  const rows = await t.query<OutboxRow>('outbox', {}, { orderBy: 'id', limit: BATCH });
  const [first, ...others] = rows;
  if (first === undefined) return 0;

  const done: number[] = [];
  const publish = async ({ id, eventId, orderId, type }: OutboxRow): Promise<boolean> => {
    try {
      await ctx.log.produce('orders', { key: orderId, value: { eventId, orderId, type } });
    } catch {
      return false;
    }
    done.push(id);
    return true;
  };

  // One alone, to see if the log is there; then all orders side by side, but the events of each order one after another.
  let ok = await publish(first);
  if (ok) {
    const lanes = new Map<string, OutboxRow[]>();
    for (const row of others) lanes.set(row.orderId, [...(lanes.get(row.orderId) ?? []), row]);
    const results = await Promise.all([...lanes.values()].map(async lane => {
      for (const row of lane) if (!(await publish(row))) return false;
      return true;
    }));
    ok = results.every(r => r);
  }
  if (done.length > 0) await t.delete('outbox', { id: { in: done } });
  // With the lock, so that the other one leaves the log alone as well.
  if (!ok) await sleep(BACK_OFF_MS);
  return done.length;
}

interface OutboxRow extends OrderEvent {
  readonly id: number;
}

/** Changes the order and says what has happened; throws `Refused` where that cannot be. This is finished. */
async function change(t: Tx, command: Command): Promise<OrderEvent> {
  const { type, orderId } = command;
  const eventId = crypto.randomUUID();
  if (type === 'place') {
    await t.insert('orders', { orderId, status: 'placed', coupon: command.coupon });
    return { eventId, orderId, type: 'Placed' };
  }
  const possible = type === 'pay' ? ['placed'] : ['placed', 'paid'];
  const changed = await t.update('orders', { orderId, status: { in: possible } }, { status: type === 'pay' ? 'paid' : 'cancelled' });
  if (changed === 0) throw new Refused('NotPossible', `${orderId} cannot be ${type === 'pay' ? 'paid' : 'cancelled'} now`);
  return { eventId, orderId, type: type === 'pay' ? 'Paid' : 'Cancelled' };
}
