// scenario: rollback
// message: no transaction that did so was ever committed
import { Refused, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

/** Publishes as the last thing in the transaction: if that fails, the order is rolled back. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  await ctx.db.tx(async t => {
    const event = await change(t, command);
    await ctx.log.produce('orders', { key: event.orderId, value: event });
  });
  return { orderId: command.orderId };
}

export async function relay(): Promise<void> {}

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
