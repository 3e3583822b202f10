// scenario: backlog
// message: of its transactions had been rolled back, the last at
// message: every reader has to read and drop it
import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const BATCH = 20;
const IDLE_MS = 100;
const AGAIN_MS = 100;
const HOLD_MS = 2_000;

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

/** No relay keeps the other one out for longer than two seconds. What it has begun to publish it brings to an end, lock or no lock. */
async function relayBatch({ db, log }: DbCtx): Promise<number> {
  return db.tx(async t => {
    await t.query('progress', { name: 'relay' }, { forUpdate: true });
    const rows = await t.query<OrderEvent & { id: number }>('outbox', {}, { orderBy: 'id', limit: BATCH });
    for (const row of rows) await publish(log, eventOf(row));
    if (rows.length > 0) await t.delete('outbox', { id: { in: rows.map(({ id }) => id) } });
    return rows.length;
  }, { timeoutMs: HOLD_MS });
}

async function publish(log: DbCtx['log'], event: OrderEvent): Promise<void> {
  for (;;) {
    const stored = await log.produce('orders', { key: event.orderId, value: event }).then(() => true, () => false);
    if (stored) return;
    await sleep(AGAIN_MS);
  }
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
