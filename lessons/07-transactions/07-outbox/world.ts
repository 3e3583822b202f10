import { Cluster, Database, Logs, poisson, times, uniform, type Built, type Heard, type Stage } from 'faultlab/author';
import type { Db, Log, NodeContext } from 'faultlab';
import type { Command, DbCtx } from './contract';
import { EventsPicture } from './world/events.ts';
import { Numbers } from './world/numbers.ts';

export const API = ['api-1', 'api-2', 'api-3'];
export const RELAYS = ['relay-1', 'relay-2'];
/** A customer waits so long for an answer. */
export const PATIENCE_MS = 10_000;
/** How long the broker takes until it has a record, and until its replicas have it. */
const LOG_MS = { appendMs: 0.5, replicateMs: 0.5 };

export interface Setting {
  readonly ordersPerSecond: number;
  /** Customers come for so long. */
  readonly workMs: number;
  readonly settleMs: number;
  /** Share of the orders that use a coupon which another one has used. */
  readonly usedCoupons?: number;
}

type Place = (ctx: DbCtx, command: Command) => Promise<unknown>;
type Relay = (ctx: DbCtx) => Promise<void>;

/** A shop: three nodes take commands, two relay, a database and a log. */
export function shop(stage: Stage, { ordersPerSecond, workMs, settleMs, usedCoupons = 0 }: Setting): Built {
  const { world } = stage;
  world.network.defaultLatencyMs = uniform(1, 5);
  const cluster = new Cluster(stage);
  const database = new Database(stage, cluster, 'db', {
    tables: {
      orders: { columns: ['orderId', 'status', 'coupon'], key: 'orderId', unique: [{ columns: ['coupon'], deferred: true }] },
      outbox: { columns: ['id', 'xid', 'eventId', 'orderId', 'type', 'claimedBy', 'sentAt'], key: 'id', defaults: { id: 'sequence', xid: 'xid' } },
      progress: { columns: ['name', 'value'], key: 'name', rows: [{ name: 'relay', value: null }] },
    },
  });
  const logs = new Logs(stage, cluster, { orders: 6 }, LOG_MS);
  const events = world.pictures && new EventsPicture(world.pictures.timeline('Events'));
  const numbers = new Numbers(stage);
  database.whenNumbered('outbox', id => numbers.drawn(id));
  database.whenCommitted(changes => {
    numbers.committed(changes);
    events?.committed(changes);
  });
  logs.whenAppended(({ key, value, partition, offset }, by) => {
    const row = world.history.fact('published', { key, value, partition, offset, by }, 'log');
    numbers.published(value, row);
    events?.published(value, row);
  });
  const granted = (ctx: NodeContext, db: Db, { produce }: Log): DbCtx => Object.freeze({ ...ctx, db, log: Object.freeze({ produce }) });
  cluster.functions(API, (exports, ctx, machine) => {
    const own = granted(ctx, database.connect(machine), logs.clientOf(machine));
    return { onRequest: ((command: Command) => (exports['place'] as Place)(own, command)) as never };
  });
  cluster.functions(RELAYS, (exports, ctx, machine) => {
    const own = granted(ctx, database.connect(machine), logs.clientOf(machine));
    return { run: () => (exports['relay'] as Relay)(own) };
  });
  customers(stage, cluster, { ordersPerSecond, workMs, settleMs, usedCoupons });
  cluster.start();
  const endMs = workMs + settleMs;
  chart(stage, database, endMs);
  times(stage, [endMs - 1], () => world.history.fact('left', { rows: database.rows('outbox').length }, 'db'));
  return { endMs };
}

/** Each places an order; most pay when that is confirmed, some cancel, at about the same time. */
function customers(stage: Stage, cluster: Cluster, { ordersPerSecond, workMs, usedCoupons }: Required<Setting>): void {
  const { world, random } = stage;
  const orders = poisson(random, ordersPerSecond, 0, workMs).map((atMs, index) => ({
    atMs, orderId: `order-${index + 1}`, coupon: couponOf(random.next() < usedCoupons, index), nodes: [random.pick(API), random.pick(API), random.pick(API)] as const,
    payAfterMs: random.next() < 0.8 ? random.between(20, 600) : undefined, cancelAfterMs: random.next() < 0.3 ? random.between(20, 600) : undefined,
  }));
  const ask = (node: string, command: Command, done?: (heard: Heard) => void): void => cluster.ask(node, {
    client: `customer of ${command.orderId}`, f: command.type, key: command.orderId, request: command, timeoutMs: PATIENCE_MS, hear: answer => hear(command, answer), ...(done ? { done } : {}),
  });
  times(stage, orders.map(({ atMs }) => atMs), index => {
    const { orderId, coupon, nodes, payAfterMs, cancelAfterMs } = orders[index]!;
    ask(nodes[0], { type: 'place', orderId, coupon }, ({ outcome }) => {
      if (outcome !== 'ok') return;
      if (payAfterMs !== undefined) world.after(payAfterMs * 1_000, () => ask(nodes[1], { type: 'pay', orderId }));
      if (cancelAfterMs !== undefined) world.after(cancelAfterMs * 1_000, () => ask(nodes[2], { type: 'cancel', orderId }));
    });
  });
}

/** Used ones are of an order some time ago. */
const couponOf = (used: boolean, index: number): string => `coupon-${used && index > 10 ? index - 10 : index + 1}`;

function hear({ orderId }: Command, answer: unknown): Heard {
  const told = typeof answer === 'object' && answer !== null && (answer as { orderId?: unknown }).orderId === orderId;
  return { outcome: told ? 'ok' : 'info', output: answer };
}

/** Rows that wait in the outbox. */
function chart({ world }: Stage, database: Database, endMs: number): void {
  const { history } = world;
  const everyMs = 200;
  for (let atMs = 0; atMs < endMs; atMs += everyMs) world.at(atMs * 1_000, () => history.sample('Outbox/rows', 'rows', database.rows('outbox').length));
}
