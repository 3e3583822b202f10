import { EPOCH_MS, hashText, type KeyedDraws, msToUs, type SimNode, US_PER_MS } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import type { ActionDone, Page, MetricPoint, PublicStatement, OperatorConsole } from './api.ts';
import { Desk } from './desk.ts';
import type { Action, Plant, Readings } from './plant.ts';

/** A point of a metric is the average of so long. */
const RESOLUTION_MS = 15_000;
/** Share of the points that nobody collected. */
const HOLES = 0.03;
const STATEMENTS: readonly unknown[] = ['investigating', 'identified', 'monitoring', 'resolved'];

/** Milliseconds that questions take. */
const COST_MS = { metric: 2_000, changes: 2_000, logs: 5_000, traces: 5_000, inspect: 3_000, unreachable: 5_000, probe: 1_000, timeout: 3_000, outOfBand: 10_000, vantage: 10_000 } as const;

/** What an operator's program is given. `Actions`: what can be done in its world. */
export type Console<Actions> = OperatorConsole & Actions;

/**
 * Makes the console of one operator at a node of their own. Facts: `looked` with `what`; `action` with `name` and `args` when
 * one begins, `acted` when it is done; `declared`; `harm` with `why` where a statement is not true.
 */
export function consoleAt<Actions>(node: SimNode, plant: Plant, page: Page): Console<Actions> {
  const operator = new Operator(node, plant, page);
  return Object.freeze({ ...operator.watching(), ...operator.actions() }) as Console<Actions>;
}

class Operator {
  private readonly node: SimNode;
  private readonly plant: Plant;
  private readonly page: Page;
  private readonly desk: Desk;
  private readonly holes: KeyedDraws;

  constructor(node: SimNode, plant: Plant, page: Page) {
    this.node = node;
    this.plant = plant;
    this.page = page;
    this.desk = new Desk(node);
    this.holes = node.world.keyed('holes in metrics');
  }

  watching(): OperatorConsole {
    const { plant, page, node } = this;
    const watching: OperatorConsole = {
      page: Object.freeze({ ...page }),
      now: () => this.nowMs,
      sleep: ms => new Promise(resolve => void node.after(msToUs(Math.max(1, Number(ms) || 0)), resolve)),
      topology: () => node.world.copier.copy(plant.topology()),
      metric: (name, where, sinceMs = 300_000) => this.ask(`${name} of ${where}`, COST_MS.metric, () => this.points(`${name}@${where}`, plant.metric(String(name), String(where)), Number(sinceMs))),
      changes: sinceMs => this.ask('changes', COST_MS.changes, () => plant.changes(Number(sinceMs))),
      logs: query => this.ask(`logs of ${query.where}`, COST_MS.logs, () => plant.logs(query)),
      traces: query => this.ask(`traces of ${query.client}`, COST_MS.traces, () => plant.traces(query)),
      inspect: (target, { via } = {}) => this.ask(`inside ${target}`, () => (plant.inspect(target, via) === 'unreachable' ? COST_MS.unreachable : COST_MS.inspect), () => plant.inspect(target, via)),
      probe: (from, to, bytes) => this.ask(`${from} to ${to}`, () => (plant.probe(from, to, bytes) === 'timeout' ? COST_MS.timeout : COST_MS.probe), () => plant.probe(from, to, bytes)),
      outOfBand: target => this.ask(`host of ${target}`, COST_MS.outOfBand, () => plant.outOfBand(target)),
      vantage: (place, target) => this.ask(`${target} from ${place}`, COST_MS.vantage, () => plant.vantage(place, target)),
      declare: statement => this.declare(statement),
    };
    return bound(watching);
  }

  actions(): Readonly<Record<string, unknown>> {
    return bound(Object.fromEntries(Object.entries(this.plant.actions).map(([name, action]) => [name, (...args: unknown[]) => this.act(name, action, args)])));
  }

  private get nowMs(): number {
    return EPOCH_MS + Math.floor(this.node.world.nowUs / US_PER_MS);
  }

  private ask<T>(what: string, cost: number | (() => number), answer: () => T): Promise<T> {
    const { world, id } = this.node;
    const row = this.tell('looked', { what });
    const looking = world.pictures?.timeline('Incident').begin(id, 'looks', what, 'neutral', row);
    return this.desk.do(typeof cost === 'number' ? () => cost : () => valid(cost) ?? COST_MS.inspect, () => {
      looking?.end();
      return world.copier.copy(answer());
    });
  }

  private async act(name: string, { check, takesMs, begin, finish }: Action, args: readonly unknown[]): Promise<ActionDone> {
    const { world, id } = this.node;
    const given = world.copier.copy(args);
    check(...given);
    const row = this.tell('action', { name, args: given });
    const acting = world.pictures?.timeline('Incident').begin(id, 'acts', [name, ...given].join(' '), 'waiting', row);
    const done = await this.desk.do(() => {
      begin?.(...given);
      return takesMs;
    }, () => {
      const text = finish(...given);
      acting?.end({ tone: 'good' });
      this.tell('acted', { name, args: given, done: text });
      return text;
    });
    return { done };
  }

  private async declare(statement: PublicStatement): Promise<void> {
    if (!STATEMENTS.includes(statement)) throw new Refused('NoSuchStatement', `a statement is one of ${STATEMENTS.join(', ')}`);
    const row = this.tell('declared', { statement });
    const why = this.plant.untrue(statement);
    this.node.world.pictures?.timeline('Incident').point(this.node.id, 'declares', statement, why === undefined ? 'good' : 'bad', row);
    if (why !== undefined) this.tell('harm', { why: `“${statement}” was declared, and ${why}` });
    return Promise.resolve();
  }

  /** Averages of 15 s that are complete by now, without the holes. */
  private points(key: string, { intervalMs, values }: Readings, sinceMs: number): MetricPoint[] {
    const size = RESOLUTION_MS / intervalMs;
    const points: MetricPoint[] = [];
    for (let index = 0; (index + 1) * size <= values.length; index++) {
      const at = EPOCH_MS + (index + 1) * RESOLUTION_MS;
      if (at <= this.nowMs - sinceMs || this.holes.at(hashText(key), index) < HOLES) continue;
      let sum = 0;
      for (let i = index * size; i < (index + 1) * size; i++) sum += values[i]!;
      points.push({ at, value: Math.round((sum / size) * 1_000) / 1_000 });
    }
    return points;
  }

  /** Returns the row of the fact. */
  private tell(type: string, data: Readonly<Record<string, unknown>>): number {
    const { node: { world, id } } = this;
    const row = world.history.fact(type, data, id);
    world.trace?.locate(row);
    return row;
  }
}

/** Functions whose source cannot be read. */
function bound<T extends object>(methods: T): T {
  return Object.fromEntries(Object.entries(methods).map(([name, value]) => [name, typeof value === 'function' ? (value as () => unknown).bind(undefined) : value])) as T;
}

/** What cannot be asked takes as long as what can. */
function valid(cost: () => number): number | undefined {
  try {
    return cost();
  } catch {
    return undefined;
  }
}
