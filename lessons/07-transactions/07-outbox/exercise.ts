import { Refused, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from './contract';

/** Three API nodes run this: carries out what a customer asks for, and lets the warehouse know. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  const event = await ctx.db.tx(t => change(t, command));
  // TODO: the order is committed. What if this process ends before the next line, or during it?
  await ctx.log.produce('orders', { key: event.orderId, value: event });
  return { orderId: command.orderId };
}

/** Two nodes run this, from their start on. It may run for ever. */
export async function relay(ctx: DbCtx): Promise<void> {
  // TODO: nothing to do so far.
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
