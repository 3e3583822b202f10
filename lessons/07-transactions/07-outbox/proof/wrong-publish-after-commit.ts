// scenario: crash-after-commit
// message: and the log never said so
import { Refused, sleep, type Tx } from 'faultlab';
import type { Command, DbCtx, OrderEvent } from '../contract';

/** Commits, then publishes, again and again until the log answers. */
export async function place(ctx: DbCtx, command: Command): Promise<{ orderId: string }> {
  const event = await ctx.db.tx(t => change(t, command));
  for (;;) {
    try {
      await ctx.log.produce('orders', { key: event.orderId, value: event });
      return { orderId: command.orderId };
    } catch {
      await sleep(50);
    }
  }
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
