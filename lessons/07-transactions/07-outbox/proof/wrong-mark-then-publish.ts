// scenario: relay-crash
// message: and the log never said so
import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const BATCH = 20;
const IDLE_MS = 100;

export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    const event = await change(t, command);
    await t.insert('outbox', event);
  });
  return { orderId: command.orderId };
}

/** The second relay stands by. */
export async function relay(ctx: DbCtx): Promise<void> {
  if (ctx.id !== 'relay-1') return;
  for (;;) {
    const sent = await relayBatch(ctx).catch(() => 0);
    if (sent < BATCH) await sleep(IDLE_MS);
  }
}

/** Takes rows out of the outbox, then publishes them. */
async function relayBatch({ db, log }: DbCtx): Promise<number> {
  const rows = await db.tx(async t => {
    const found = await t.query<OrderEvent & { id: number }>('outbox', {}, { orderBy: 'id', limit: BATCH, forUpdate: true });
    if (found.length > 0) await t.delete('outbox', { id: { in: found.map(({ id }) => id) } });
    return found;
  });
  for (const row of rows) await produced(log, row);
  return rows.length;
}

async function produced(log: DbCtx['log'], row: OrderEvent): Promise<void> {
  for (;;) {
    try {
      await log.produce('orders', { key: row.orderId, value: eventOf(row) });
      return;
    } catch {
      await sleep(50);
    }
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
