import type { Fact, Operation, Outcome, Phases, Reading, RunRecord, Series } from './history.ts';
import { TraceKind } from './trace.ts';
import type { World } from './world.ts';

type OpenOperation = { -readonly [K in keyof Operation]: Operation[K] };

/** Collects a run's history while it happens. */
export class HistoryRecorder {
  private readonly world: World;
  private readonly operations: OpenOperation[] = [];
  private readonly noted: Fact[] = [];
  private readonly series = new Map<string, { name: string; unit: string; timesUs: number[]; values: number[] }>();
  private readonly phases = new Map<string, { name: string; timesUs: number[]; texts: string[] }>();
  private readonly readings = new Map<string, Reading[]>();
  private readonly factCounts = new Map<string, number>();
  private readonly closed: boolean[] = [];
  /** Invocations, completions and facts so far. */
  length = 0;

  constructor(world: World) {
    this.world = world;
  }

  /** A client asks. Returns the operation's id. */
  invoke(client: string, f: string, input: unknown, about: { node?: string; key?: string } = {}): number {
    const { world } = this;
    const id = this.operations.length;
    this.length++;
    const node = about.node === undefined ? undefined : world.findNode(about.node);
    const row = world.emit(TraceKind.invoke, node?.index ?? -1, -1, id);
    world.trace?.describe(row, f, { client, input });
    this.operations.push({ id, client, f, input, ...about, outcome: 'info', invokedUs: world.nowUs, completedUs: Infinity, heardUs: Infinity, invokedRow: row, completedRow: -1 });
    return id;
  }

  /** The client hears, or (`info`) stops listening: the operation then stays open. A second completion is ignored. */
  complete(id: number, outcome: Outcome, output?: unknown): void {
    const operation = this.operations[id]!;
    if (this.closed[id]) return;
    this.closed[id] = true;
    this.length++;
    const { world } = this;
    const node = operation.node === undefined ? undefined : world.findNode(operation.node);
    const { causeRow } = world;
    world.causeRow = operation.invokedRow;
    const row = world.emit(TraceKind.complete, node?.index ?? -1, -1, id);
    world.causeRow = causeRow;
    world.trace?.describe(row, outcome, output);
    operation.outcome = outcome;
    operation.output = output;
    operation.completedRow = row;
    operation.heardUs = world.nowUs;
    if (outcome !== 'info') operation.completedUs = world.nowUs;
  }

  isOpen(id: number): boolean {
    return !this.closed[id];
  }

  invokedRow(id: number): number {
    return this.operations[id]!.invokedRow;
  }

  /** `shownBy`: the row that shows it already, such as the delivery of a message; absent: the fact gets one of its own. Returns the row. */
  fact(type: string, data: Readonly<Record<string, unknown>>, node?: string, shownBy?: number): number {
    const row = shownBy ?? this.factRow(type, data, node);
    this.length++;
    this.noted.push({ type, atUs: this.world.nowUs, data, row, ...(node === undefined ? {} : { node }) });
    this.factCounts.set(type, (this.factCounts.get(type) ?? 0) + 1);
    this.world.faults.signalFact(type, node);
    return row;
  }

  private factRow(type: string, data: Readonly<Record<string, unknown>>, node: string | undefined): number {
    const { world } = this;
    const row = world.emit(TraceKind.fact, node === undefined ? -1 : world.node(node).index, -1, this.noted.length);
    world.trace?.describe(row, type, data);
    return row;
  }

  /** All so far, in order. */
  get facts(): readonly Fact[] {
    return this.noted;
  }

  factCount(type: string): number {
    return this.factCounts.get(type) ?? 0;
  }

  /** Adds a point to a quantity over time; `atUs` may lie in the past, after the points before. */
  sample(name: string, unit: string, value: number, atUs = this.world.nowUs): void {
    let series = this.series.get(name);
    if (!series) {
      series = { name, unit, timesUs: [], values: [] };
      this.series.set(name, series);
    }
    series.timesUs.push(atUs);
    series.values.push(value);
  }

  /** From now on `name` (`<chart>/<lane>` for the pictures) is `text`; '' is nothing. */
  phase(name: string, text: string): void {
    let phases = this.phases.get(name);
    if (!phases) this.phases.set(name, phases = { name, timesUs: [], texts: [] });
    if (phases.texts.at(-1) === text) return;
    phases.timesUs.push(this.world.nowUs);
    phases.texts.push(text);
  }

  /** Keeps what a program said. Numbers are drawn as `<name>/<node>`, words about others as a matrix of beliefs, other words as phases. */
  reading(name: string, unit: string, node: string, about: string | undefined, value: unknown): void {
    let readings = this.readings.get(name);
    if (!readings) this.readings.set(name, readings = []);
    readings.push({ node, atUs: this.world.nowUs, value, ...(about === undefined ? {} : { about }) });
    if (typeof value === 'number') this.sample(`${name}/${about === undefined ? node : `${node} of ${about}`}`, unit, value);
    else if (typeof value === 'string') this.said(name, node, about, value);
  }

  private said(name: string, node: string, about: string | undefined, text: string): void {
    if (about === undefined) this.phase(`${name}/${node}`, text);
    else this.world.pictures?.matrix(titled(name)).believes(node, about, text);
  }

  finish(): RunRecord {
    return {
      seed: this.world.seed,
      endUs: this.world.nowUs,
      operations: this.operations,
      facts: this.noted,
      strikes: this.world.faults.strikes,
      series: this.series as ReadonlyMap<string, Series>,
      phases: this.phases as ReadonlyMap<string, Phases>,
      readings: this.readings,
      nodes: this.world.nodes.map(node => node.id),
    };
  }
}

/** A picture's name is the title of its tab. */
function titled(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
