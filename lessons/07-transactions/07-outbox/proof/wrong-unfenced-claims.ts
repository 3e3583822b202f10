// scenario: two-relays
// message: committed before at
// message: readers see an order live backwards
import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const BATCH = 20;
const IDLE_MS = 100;
const CLAIM_MS = 10_000;

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

/** Claims rows for a while, publishes and deletes them; claims that are too old may be taken over. */
async function relayBatch({ db, log, id: me }: DbCtx): Promise<number> {
  const now = Date.now();
  const rows = await db.tx(async t => {
    await t.query('progress', { name: 'relay' }, { forUpdate: true });
    const found = await t.query<OrderEvent & { id: number; sentAt: number | null }>('outbox', {}, { orderBy: 'id' });
    const free = found.filter(({ sentAt }) => sentAt === null || sentAt < now - CLAIM_MS).slice(0, BATCH);
    if (free.length > 0) await t.update('outbox', { id: { in: free.map(({ id }) => id) } }, { claimedBy: me, sentAt: now });
    return free;
  });
  for (const row of rows) await log.produce('orders', { key: row.orderId, value: eventOf(row) });
  if (rows.length > 0) await db.delete('outbox', { id: { in: rows.map(({ id }) => id) }, claimedBy: me });
  return rows.length;
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
