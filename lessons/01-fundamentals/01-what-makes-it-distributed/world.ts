import { Cluster, times, type Built, type Exports, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer } from './contract';
import { HallPicture } from './world/picture.ts';

type Office = new (ctx: NodeContext, seats: number[]) => Handlers;

/** Buyers who come at random instants of a stretch of time. */
export interface Crowd {
  readonly offices: readonly string[];
  /** At each of the offices. */
  readonly buyers: number;
  readonly fromMs: number;
  readonly lastsMs: number;
  /** Only at offices that are up and not cut off when the buyer comes. */
  readonly connectedOnly?: boolean;
}

/** A buyer leaves after this much silence. */
export const PATIENCE_MS = 2_000;

export const OFFICES = ['A', 'B', 'C'] as const;

/** Offices that sell the same seats. */
export function concert(stage: Stage, offices: readonly string[], seats: number, crowds: readonly Crowd[], endMs: number): Built {
  const cluster = new Cluster(stage);
  const { history, faults } = stage.world;
  const numbers = Array.from({ length: seats }, (_, index) => index + 1);
  cluster.learners(offices, (exports: Exports, ctx) => new (exports['TicketOffice'] as Office)(ctx, numbers.slice()));
  const sold = new Set<number>();
  const hall = stage.world.pictures && new HallPicture(stage.world.pictures.grid('Seats'), numbers);
  const onChart = (): void => history.sample('seats/sold', 'seats', sold.size);
  /** Buyers who may be about to hear of a seat: it counts as gone. */
  const waiting = new Set<string>();
  let buyers = 0;

  const hear = (office: string, saleId: string, answer: Answer) => {
    waiting.delete(saleId);
    if (typeof answer === 'object' && answer !== null && numbers.includes(answer.seat)) {
      hall?.sold(answer.seat, office);
      if (!sold.has(answer.seat)) {
        sold.add(answer.seat);
        history.fact('sold', { seat: answer.seat, saleId }, office);
        onChart();
      }
      return { outcome: 'ok', output: answer.seat } as const;
    }
    if (answer === 'sold-out') history.fact('refused', { saleId, unsold: Math.max(0, seats - sold.size - waiting.size) }, office);
    return { outcome: 'fail', output: answer } as const;
  };
  const buy = (office: string): void => {
    const saleId = `b${++buyers}`;
    waiting.add(saleId);
    cluster.ask(office, { client: saleId, f: 'sell', request: { op: 'sell', saleId }, input: saleId, timeoutMs: PATIENCE_MS, hear: answer => hear(office, saleId, answer as Answer), done: () => waiting.delete(saleId) });
  };
  const connected = (office: string): boolean =>
    stage.world.node(office).state === 'up' && !faults.strikes.some(({ fault, toUs }) => toUs === Infinity && fault.kind === 'cut' && (fault['from'] as string[]).includes(office));

  for (const { offices: doors, buyers: count, fromMs, lastsMs, connectedOnly = false } of crowds) {
    for (const door of doors) {
      const instants = Array.from({ length: count }, () => fromMs + lastsMs * stage.random.next());
      times(stage, instants, () => {
        if (!connectedOnly || connected(door)) buy(door);
      });
    }
  }
  cluster.start();
  onChart();
  return { endMs };
}
