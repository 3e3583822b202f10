import { KitError, Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

/** Three API nodes run this: carries out what a customer asks for, and lets the warehouse know. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    // The number is drawn after the order's row is locked: for one order, numbers come in the order of the commits.
    const { eventId, orderId, type } = await change(t, command);
    await t.insert('outbox', { eventId, orderId, type });
  });
  return { orderId: command.orderId };
}

interface OutboxRow extends OrderEvent {
  readonly id: number;
}

/** So many events can be on the log without the outbox knowing it; a crash makes them come again. */
const BATCH = 20;

/** Two nodes run this, from their start on. It may run for ever. */
export async function relay(ctx: DbCtx): Promise<void> {
  for (;;) {
    let more = false;
    try {
      more = await ctx.db.tx(t => portion(ctx, t));
    } catch (error) {
      if (!(error instanceof KitError)) throw error;
    }
    if (!more) await sleep(50);
  }
}

/**
 * Publishes the oldest rows and deletes them, under the lock of the row in `progress`: one relay at a time. No cursor is
 * kept, so a row that becomes visible late is not missed. Whether there may be more to do at once.
 */
async function portion(ctx: DbCtx, t: Tx): Promise<boolean> {
  const [progress] = await t.query<{ value: unknown }>('progress', { name: 'relay' }, { forUpdate: true });
  // After a failure: one event alone, until the log answers.
  const probing = progress?.value === 'probing';
  const limit = probing ? 1 : BATCH;
  const rows = await t.query<OutboxRow>('outbox', {}, { orderBy: 'id', limit });
  if (rows.length === 0) return false;

  const lanes = new Map<string, OutboxRow[]>();
  for (const row of rows) {
    const lane = lanes.get(row.orderId);
    if (lane) lane.push(row);
    else lanes.set(row.orderId, [row]);
  }
  const sent: number[] = [];
  let failed = false;
  await Promise.all([...lanes.values()].map(async lane => {
    for (const { id, eventId, orderId, type } of lane) {
      if (failed) return;
      try {
        await ctx.log.produce('orders', { key: orderId, value: { eventId, orderId, type } });
        sent.push(id);
      } catch (error) {
        if (!(error instanceof KitError)) throw error;
        failed = true;
      }
    }
  }));

  if (sent.length > 0) await t.delete('outbox', { id: { in: sent } });
  if (failed !== probing) await t.update('progress', { name: 'relay' }, { value: failed ? 'probing' : null });
  return !failed && rows.length === limit;
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
