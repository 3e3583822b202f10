import { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { times } from '../../../src/course/workload.ts';
import type { ServerSpec } from '../../../src/kits/service/server.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Distribution, type Fault, type Operation, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

export interface Shop {
  readonly workers?: number;
  readonly queue?: number;
  readonly serviceMs?: Distribution;
  readonly processes?: readonly string[];
  /** Instants of the orders, milliseconds; order n goes to process n, in turn. */
  readonly atMs: readonly number[];
  readonly timeoutMs?: number;
  readonly honoursAbort?: NonNullable<ServerSpec['honoursAbort']>;
  readonly forgets?: boolean;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly endMs?: number;
}

/** Runs a program that exports `pay` in processes that call one server, `bank`: 1 ms links, 100 ms a charge. */
export async function runShop(text: string, shop: Shop): Promise<RunRecord> {
  const { workers = 4, queue = 10, serviceMs = constant(100), processes = ['p1'], atMs, timeoutMs = 1_000, honoursAbort = false, forgets = false, faults = () => [], endMs = 5_000 } = shop;
  const spec: ServerSpec = { workers, queue, serviceMs, honoursAbort, forgets, method: 'charge', effect: 'charged', answer: (_request, number) => ({ number }) };
  const { record } = await runProgram(scenario('shop', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      services.server('bank', spec);
      services.processes(processes, { handler: 'pay', deps: ['bank'] });
      times(stage, atMs, index => services.ask(processes[index % processes.length]!, { number: index + 1, f: 'pay', request: { id: index + 1 }, timeoutMs }));
      services.start();
      services.chart(endMs, { users: 'bank' });
      return { endMs };
    },
    faults,
  }), text);
  return record;
}

/** One attempt for each order, whatever comes. */
export const ONE_ATTEMPT = `export const pay = ({ id }, { bank }) => bank.call({ key: 'k' + id });`;

export const outcomes = ({ operations }: RunRecord): Operation['outcome'][] => operations.map(({ outcome }) => outcome);
export const outputs = ({ operations }: RunRecord): unknown[] => operations.map(({ output }) => output);

/** Milliseconds at which orders were charged, by number of order. */
export function chargesMs({ facts }: RunRecord): Map<number, number[]> {
  const charges = new Map<number, number[]>();
  for (const { type, data, atUs } of facts) {
    const order = data['request'] as number;
    if (type === 'charged') charges.set(order, [...(charges.get(order) ?? []), atUs / 1_000]);
  }
  return charges;
}
