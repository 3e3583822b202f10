import { contradictionOf } from '../check/linearization/contradiction.ts';
import type { Model } from '../check/linearization/model.ts';
import { linearizationOf, MOST_WORK, type Order } from '../check/linearization/search.ts';
import type { Scenario } from '../course/lesson.ts';
import { jsonOf, type Operation, type RunRecord } from '../sim/index.ts';
import type { HistoryTrack, KeyOrders } from './recording.ts';

/** Longer texts are cut off. */
const LONGEST_TEXT = 80;

/** What clients did with keys, if some key was used twice; with its orders where a demand asks for one copy of each key. */
export function historyOf({ always, final }: Pick<Scenario, 'always' | 'final'>, { operations, endUs }: RunRecord): HistoryTrack[] {
  const keyed = operations.filter(({ key }) => key !== undefined);
  if (new Set(keyed.map(({ key }) => key)).size === keyed.length) return [];
  const model = [...always, ...final].find(({ oneCopyOf }) => oneCopyOf)?.oneCopyOf;
  return [{ type: 'history', name: 'History', operations: keyed.map(operation => told(operation, endUs)), orders: model ? ordersOf(model, keyed) : [] }];
}

function told({ client, node, key, f, input, output, outcome, invokedUs, heardUs, invokedRow, completedRow }: Operation, endUs: number): HistoryTrack['operations'][number] {
  return {
    client, ...(node === undefined ? {} : { node }), key: key!, f, asked: askedOf(input, key!, f), answered: answerOf(outcome, output), outcome,
    fromUs: invokedUs, toUs: Math.min(heardUs, endUs), invokedRow, completedRow,
  };
}

/** What is asked besides the kind of operation and the key. */
function askedOf(input: unknown, key: string, f: string): string {
  if (input === key) return '';
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return textOf(input);
  return shortened(Object.entries(input).filter(([, value]) => value !== key && value !== f).map(([name, value]) => `${name}: ${textOf(value)}`).join(', '));
}

function answerOf(outcome: Operation['outcome'], output: unknown): string {
  if (output === undefined) return outcome === 'ok' ? 'nothing' : '';
  return textOf(output);
}

function textOf(value: unknown): string {
  return shortened(typeof value === 'string' ? value : value === undefined ? '' : jsonOf(value));
}

const shortened = (text: string): string => (text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`);

function ordersOf(model: Model<unknown>, keyed: readonly Operation[]): KeyOrders[] {
  const position = new Map(keyed.map((operation, index) => [operation, index]));
  const byKey = new Map<string, Operation[]>();
  for (const operation of keyed) {
    const others = byKey.get(operation.key!);
    if (others) others.push(operation);
    else byKey.set(operation.key!, [operation]);
  }
  const positionsOf = (operations: readonly Operation[]): number[] => operations.map(operation => position.get(operation)!);
  let work = MOST_WORK;
  return [...byKey].map(([key, operations]): KeyOrders => {
    const { found, order, partial, states } = linearizationOf(model, operations, work);
    work = Math.max(0, work - states * operations.length);
    const contradiction = found === 'none' ? contradictionOf(model, key, operations) : undefined;
    const orders: readonly Order<unknown>[] = order ? [order] : [...new Set(partial.values())].sort((a, b) => b.operations.length - a.operations.length);
    return {
      key, found, initial: model.textOf(model.initial),
      orders: orders.map(each => ({ operations: positionsOf(each.operations), states: each.states.map(state => model.textOf(state)) })),
      ...(contradiction ? { contradiction: { message: contradiction.message, operations: positionsOf(contradiction.operations) } } : {}),
    };
  });
}
