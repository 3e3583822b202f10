import type { Users } from './flow.ts';
import type { Station } from './station.ts';

/** Quantities are read so often, where steps are shorter. */
const READ_MS = 500;

/** Quantities over time, by name and by whom they are about, one value an interval. */
export class FlowMeters {
  readonly intervalMs: number;
  /** By `<name>@<where>`. */
  private readonly columns = new Map<string, number[]>();
  private readonly gauges: Gauge[] = [];
  private readonly stepsAReading: number;
  private readonly readingsAnInterval: number;
  private steps = 0;
  private readings = 0;

  constructor(stations: readonly Station[], users: readonly Users[], intervalMs: number, stepMs: number) {
    this.intervalMs = intervalMs;
    this.stepsAReading = Math.max(1, READ_MS / stepMs);
    this.readingsAnInterval = intervalMs / (stepMs * this.stepsAReading);
    const perSecond = 1_000 / stepMs;
    for (const each of users) {
      const { id } = each.spec;
      this.add('firstAttempts', id, () => each.operations * perSecond);
      this.add('attempts', id, () => each.attempts * perSecond);
      this.add('ok', id, () => each.operations * each.success * perSecond);
      this.add('refused', id, () => each.operations * (1 - (1 - each.refused) * (1 - each.to.shed)) * perSecond);
    }
    for (const station of stations) {
      const { id, cache } = station.spec;
      const calls = (): number => station.calls.reduce((sum, { perRequest }) => sum + perRequest, 0) * station.served * perSecond;
      if (station.calls.length > 0) {
        this.add('firstAttempts', id, calls);
        this.add('attempts', id, () => station.calls.reduce((sum, { edge, perRequest }) => sum + perRequest * edge.attempts, 0) * station.served * perSecond);
        this.add('success', id, () => station.inner);
      }
      this.add('arrivals', id, () => station.arrived * perSecond);
      this.add('served', id, () => station.served * perSecond);
      this.add('capacity', id, () => station.capacity * perSecond);
      this.add('refusedShare', id, () => 1 - station.accepted);
      this.add('queue', id, () => station.queue);
      this.add('queueAge', id, () => station.waitMs);
      this.add('serviceMs', id, () => station.serviceMs);
      if (cache) this.add('hitRatio', id, () => station.warmth);
    }
  }

  step(): void {
    if (++this.steps % this.stepsAReading !== 0) return;
    const { gauges, readingsAnInterval } = this;
    for (let i = 0; i < gauges.length; i++) gauges[i]!.sum += gauges[i]!.read();
    if (++this.readings % readingsAnInterval !== 0) return;
    for (const gauge of gauges) {
      gauge.column.push(gauge.sum / readingsAnInterval);
      gauge.sum = 0;
    }
  }

  /** Averages over the intervals so far; undefined if there is no such quantity. */
  column(name: string, where: string): readonly number[] | undefined {
    return this.columns.get(`${name}@${where}`);
  }

  /** What is measured there. */
  namesOf(where: string): string[] {
    return [...this.columns.keys()].filter(key => key.endsWith(`@${where}`)).map(key => key.slice(0, key.indexOf('@')));
  }

  /** One more quantity; call before the first step. */
  add(name: string, where: string, read: () => number): void {
    const column: number[] = [];
    this.columns.set(`${name}@${where}`, column);
    this.gauges.push({ read, column, sum: 0 });
  }
}

interface Gauge {
  readonly read: () => number;
  readonly column: number[];
  sum: number;
}
