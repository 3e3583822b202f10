import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const BATCH = 20;
const IDLE_MS = 100;
const KEEP = 50;

export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    const event = await change(t, command);
    await t.insert('outbox', event);
  });
  return { orderId: command.orderId };
}

export async function relay(ctx: DbCtx): Promise<void> {
  for (;;) {
    const sent = await relayBatch(ctx).catch(() => 0);
    if (sent < BATCH) await sleep(IDLE_MS);
  }
}

/** A cursor over (transaction, number) that never passes a transaction which is still open. */
async function relayBatch({ db, log }: DbCtx): Promise<number> {
  return db.tx(async t => {
    const [progress] = await t.query<{ value: Cursor | null }>('progress', { name: 'relay' }, { forUpdate: true });
    const { xid, id } = progress!.value ?? { xid: 0, id: 0 };
    const horizon = await db.horizon();
    const complete = await t.query<OrderEvent & Cursor>('outbox', { xid: { gte: xid, lt: horizon } }, { orderBy: ['xid', 'id'] });
    const rows = complete.filter(row => row.xid > xid || row.id > id).slice(0, BATCH);
    for (const row of rows) await log.produce('orders', { key: row.orderId, value: eventOf(row) });
    const last = rows.at(-1);
    if (!last) return 0;
    await t.update('progress', { name: 'relay' }, { value: { xid: last.xid, id: last.id } });
    await t.delete('outbox', { xid: { lt: last.xid - KEEP } });
    return rows.length;
  });
}

interface Cursor {
  readonly xid: number;
  readonly id: number;
}

const eventOf = ({ eventId, orderId, type }: OrderEvent): OrderEvent => ({ eventId, orderId, type });

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
