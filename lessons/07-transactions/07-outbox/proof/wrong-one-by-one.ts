// scenario: backlog
// message: the backlog is not worked off
import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const PAUSE_MS = 30;

export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    const event = await change(t, command);
    await t.insert('outbox', event);
  });
  return { orderId: command.orderId };
}

/** One row, and a little rest after each. */
export async function relay(ctx: DbCtx): Promise<void> {
  for (;;) {
    await relayOne(ctx).catch(() => {});
    await sleep(PAUSE_MS);
  }
}

async function relayOne({ db, log }: DbCtx): Promise<void> {
  await db.tx(async t => {
    await t.query('progress', { name: 'relay' }, { forUpdate: true });
    const [row] = await t.query<OrderEvent & { id: number }>('outbox', {}, { orderBy: 'id', limit: 1 });
    if (!row) return;
    await log.produce('orders', { key: row.orderId, value: eventOf(row) });
    await t.delete('outbox', { id: row.id });
  });
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
