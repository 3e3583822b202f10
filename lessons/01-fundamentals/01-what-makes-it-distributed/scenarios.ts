import {
  Cluster, atSeconds, demand, duration, lesson, measure, operationsOf, poisson, scenario, times, uniform,
  type Built, type Check, type Exports, type Measure, type Operation, type RunRecord, type Stage,
} from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer } from './contract';

type Office = new (ctx: NodeContext, seats: number[]) => Handlers;

interface Phase {
  readonly offices: readonly string[];
  readonly buyers: number;
  readonly fromMs: number;
  readonly lastsMs: number;
}

const PATIENCE_MS = 2_000;
const ALL = ['A', 'B', 'C'];

/** Offices with the same seats, and buyers who come at random within each phase. */
function concert(stage: Stage, offices: readonly string[], seats: number, phases: readonly Phase[], endMs: number): Built {
  const cluster = new Cluster(stage);
  const numbers = Array.from({ length: seats }, (_, index) => index + 1);
  cluster.learners(offices, (exports: Exports, ctx) => new (exports['TicketOffice'] as Office)(ctx, numbers.slice()));
  let buyers = 0;
  const sold = new Set<number>();
  const { history } = stage.world;
  const buy = (office: string): void => {
    const saleId = `b${++buyers}`;
    cluster.ask(office, {
      client: saleId, f: 'sell', request: { op: 'sell', saleId }, input: saleId, timeoutMs: PATIENCE_MS,
      hear: raw => {
        const answer = raw as Answer;
        if (typeof answer === 'object' && answer !== null && typeof answer.seat === 'number') {
          const again = sold.has(answer.seat);
          sold.add(answer.seat);
          if (!again) history.fact('sold', { seat: answer.seat, saleId }, office);
          return { outcome: 'ok', output: answer.seat };
        }
        if (answer === 'sold-out') history.fact('refused', { saleId, unsold: seats - sold.size }, office);
        return { outcome: answer === 'sold-out' || answer === 'busy' ? 'fail' : 'info', output: answer };
      },
    });
  };
  for (const { offices: doors, buyers: count, fromMs, lastsMs } of phases) {
    for (const door of doors) {
      const instants = Array.from({ length: count }, () => fromMs + lastsMs * stage.random.next()).sort((a, b) => a - b);
      times(stage, instants, () => buy(door));
    }
  }
  cluster.start();
  return { endMs };
}

const sales = (run: RunRecord): Operation[] => run.operations.filter(({ outcome }) => outcome === 'ok');

const noSeatTwice: Check = run => {
  const first = new Map<unknown, Operation>();
  for (const sale of sales(run).sort((a, b) => a.completedUs - b.completedUs)) {
    const other = first.get(sale.output);
    if (other) {
      return {
        message: `Seat ${sale.output} was sold to ${other.client} by ${other.node} at ${atSeconds(other.completedUs)} and to ${sale.client} by ${sale.node} at ${atSeconds(sale.completedUs)}: two people hold tickets for one chair`,
        atUs: sale.completedUs, row: sale.completedRow, node: sale.node!,
      };
    }
    first.set(sale.output, sale);
  }
  return undefined;
};

const soldOutIsTrue: Check = run => {
  const lie = run.facts.find(({ type, data }) => type === 'refused' && (data['unsold'] as number) > 0);
  return lie && {
    message: `Buyer ${lie.data['saleId']} heard "sold-out" from ${lie.node} at ${atSeconds(lie.atUs)} while ${lie.data['unsold']} seats were free: a customer was sent away from an unsold concert`,
    atUs: lie.atUs, row: lie.row, node: lie.node!,
  };
};

const always = [demand('no seat is sold twice', noSeatTwice), demand('"sold-out" is true', soldOutIsTrue)];

const allSold = (seats: number): Measure => run => ({ value: sales(run).length / seats });

const answerTime: Measure = run => {
  const slowest = operationsOf(run.operations, 'sell').map(operation => ({ operation, us: Math.min(operation.completedUs, operation.invokedUs + PATIENCE_MS * 1000) - operation.invokedUs }))
    .sort((a, b) => b.us - a.us)[0];
  if (!slowest) return undefined;
  const { operation, us } = slowest;
  return {
    value: us / 1000,
    worst: { message: `Sale ${operation.client} waited ${duration(us)} at ${operation.node} from ${atSeconds(operation.invokedUs)} on`, atUs: operation.invokedUs + us, row: operation.invokedRow, node: operation.node! },
  };
};

export default lesson({
  handlers: { TicketOffice: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('one-machine', {
      visible: true, symptom: 'One office, one list of seats.',
      world: stage => concert(stage, ['A'], 60, [{ offices: ['A'], buyers: 80, fromMs: 0, lastsMs: 20_000 }], 30_000),
      always, measure: [measure('seats sold', allSold(60)).atLeast(1), measure('slowest answer', answerTime, 'ms').atMost(1000)],
    }),
    scenario('three-machines', {
      visible: true, symptom: 'Two people with tickets for one chair.',
      world: stage => concert(stage, ALL, 90, [{ offices: ALL, buyers: 40, fromMs: 0, lastsMs: 20_000 }], 30_000),
      always, measure: [measure('seats sold', allSold(90)).atLeast(1), measure('slowest answer', answerTime, 'ms').atMost(1000)],
    }),
    scenario('echo', {
      symptom: 'Messages arrive twice, and late.',
      world: stage => concert(stage, ALL, 90, [{ offices: ALL, buyers: 60, fromMs: 0, lastsMs: 20_000 }], 40_000),
      faults: f => [f.double({}, 0.1, uniform(50, 3_000)), f.late({}, 0.1, uniform(1_000, 3_000))],
      always, measure: [measure('seats sold', allSold(90)).atLeast(0.9)],
    }),
  ],
});
