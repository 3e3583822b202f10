import { Refused, sleep, type Position, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

const BATCH = 20;

/** No outbox: the commits themselves are the events, and the database tells them in their order. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(t => change(t, command));
  return { orderId: command.orderId };
}

export async function relay(ctx: DbCtx): Promise<void> {
  for (;;) await relaySome(ctx).catch(() => sleep(100));
}

/** One portion of the feed, while this relay holds the row that says how far it was published. */
async function relaySome({ db, log }: DbCtx): Promise<void> {
  await db.tx(async t => {
    const [progress] = await t.query<{ value: Position | null }>('progress', { name: 'relay' }, { forUpdate: true });
    let from = progress!.value ?? undefined;
    let left = BATCH;
    const feed = db.changes<{ orderId: string; status: keyof typeof TYPES }>({ tables: ['orders'], ...(from ? { from } : {}) })[Symbol.asyncIterator]();
    while (left-- > 0) {
      const next = await Promise.race([feed.next(), sleep(200)]);
      if (!next || next.done) break;
      const { row, position } = next.value;
      if (row) await log.produce('orders', { key: row.orderId, value: { eventId: `${row.orderId}/${row.status}`, orderId: row.orderId, type: TYPES[row.status] } });
      from = position;
    }
    await t.update('progress', { name: 'relay' }, { value: from ?? null });
  });
}

const TYPES = { placed: 'Placed', paid: 'Paid', cancelled: 'Cancelled' } as const;

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
