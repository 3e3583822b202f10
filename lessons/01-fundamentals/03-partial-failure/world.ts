import { Cluster, poisson, times, type Built, type Heard, type Stage, type World } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Outcome } from './contract';
import { OrdersPicture } from './world/picture.ts';
import { Bank, type Auditor } from './given/bank.ts';

export const BANK = 'bank';
export const CHECKOUT = 'checkout';
/** A customer, and whoever asks what became of an order, listens for so long. */
export const PATIENCE_MS = 10_000;
export const WORK_MS = 20_000;
/** From the last order until the shop asks what became of all of them. */
const SETTLE_MS = 60_000;
const ASKED_EVERY_MS = 50;
const PER_SECOND = 5;

type MakeCheckout = new (ctx: NodeContext) => Handlers;

const OUTCOMES: readonly unknown[] = ['paid', 'not-paid', 'unknown'] satisfies Outcome[];
const hear = (answer: unknown): Heard => ({ outcome: OUTCOMES.includes(answer) ? 'ok' : 'info', output: answer });

/** A checkout and a bank; customers pay, and when all has settled the shop asks what became of every order. */
export function shop(stage: Stage): Built {
  const { world, random } = stage;
  const cluster = new Cluster(stage);
  const instants = poisson(random, PER_SECOND, 0, WORK_MS);
  const amounts = differentAmounts(stage, instants.length);
  const picture = world.pictures && new OrdersPicture(world.pictures.timeline('Orders'));
  const ledger = new Ledger(world, new Map(amounts.map((cents, index) => [cents, orderOf(index)])), picture);
  cluster.learners([CHECKOUT], (exports, ctx) => new (exports['Checkout'] as MakeCheckout)(ctx));
  cluster.given(BANK, ctx => new Bank(ctx, ledger));
  const heard = new Map<unknown, number>(OUTCOMES.map(outcome => [outcome, 0]));
  const count = (output: unknown): void => {
    if (!heard.has(output)) return;
    heard.set(output, heard.get(output)! + 1);
    world.history.sample(`Customers who heard/${String(output)}`, 'orders', heard.get(output)!);
  };
  times(stage, instants, index => {
    const orderId = orderOf(index);
    const request = { op: 'pay', orderId, cents: amounts[index]! };
    cluster.ask(CHECKOUT, { client: `customer of ${orderId}`, f: 'pay', key: orderId, request, input: money(amounts[index]!), timeoutMs: PATIENCE_MS, asked: () => picture?.asks(orderId, money(amounts[index]!)), hear, done: ({ output }, row) => {
      count(output);
      if (row >= 0) picture?.heard(orderId, output);
    } });
  });
  const settledMs = WORK_MS + SETTLE_MS;
  times(stage, instants.map((_, index) => settledMs + index * ASKED_EVERY_MS), index => {
    const orderId = orderOf(index);
    cluster.ask(CHECKOUT, { client: `shop about ${orderId}`, f: 'outcome', key: orderId, request: { op: 'outcome', orderId }, input: orderId, timeoutMs: PATIENCE_MS, hear });
  });
  cluster.start();
  return { endMs: settledMs + instants.length * ASKED_EVERY_MS + PATIENCE_MS + 1_000 };
}

const orderOf = (index: number): string => `o${index + 1}`;

export const money = (cents: number): string => `€${(cents / 100).toFixed(2)}`;

/** No two orders are of the same amount: it tells which one a debit belongs to. */
function differentAmounts({ random }: Stage, count: number): number[] {
  const amounts = new Set<number>();
  while (amounts.size < count) amounts.add(random.integer(100, 9_999));
  return [...amounts];
}

/**
 * What is truly on the bank's disk. Facts: `debited` with `request` (the order), `cents` and `id`; `said` with what the bank
 * was asked about an id and what it answered.
 */
class Ledger implements Auditor {
  private readonly world: World;
  private readonly orders: ReadonlyMap<number, string>;
  private readonly picture: OrdersPicture | undefined;
  private known = 0;

  constructor(world: World, orders: ReadonlyMap<number, string>, picture: OrdersPicture | undefined) {
    this.world = world;
    this.orders = orders;
    this.picture = picture;
  }

  onDisk(entries: Parameters<Auditor['onDisk']>[0]): void {
    for (const entry of entries.slice(this.known)) {
      if (entry.op !== 'debit') continue;
      const order = this.orders.get(entry.cents) ?? '';
      const row = this.world.history.fact('debited', { request: order, cents: entry.cents, id: entry.id }, BANK);
      this.picture?.debited(order, row);
    }
    this.known = entries.length;
  }

  said({ op, id }: Parameters<Auditor['said']>[0], answer: string): void {
    this.world.history.fact('said', { op, id, answer }, BANK);
  }
}
