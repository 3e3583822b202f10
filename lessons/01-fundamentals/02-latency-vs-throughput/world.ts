import { BatchDisks, Cluster, p50, p99, times, type Built, type Exports, type Stage } from 'faultlab/author';
import type { BatchDisk, Handlers } from 'faultlab';
import type { Row } from './contract';
import { lingerCurve } from './world/linger.ts';

export const MACHINE = 'store';
export const FIXED_MS = 4;
export const PER_ROW_MS = 0.05;
const MOST_ROWS = 500;
/** How long a run goes on when the last row has come. */
export const AFTERWARDS_MS = 1_500;
const CHART_MS = 100;
const LINGERS_MS = [0, 5, 50];

interface Batcher {
  submit(row: Row): Promise<void>;
}
type MakeBatcher = new (deps: { disk: BatchDisk<Row> }) => Batcher;

/** The process that gets the rows. */
class Store implements Handlers {
  readonly batcher: Batcher;

  constructor(batcher: Batcher) {
    this.batcher = batcher;
  }

  async onRequest(row: Row): Promise<'durable'> {
    await this.batcher.submit(row);
    return 'durable';
  }
}

/** Rows come in at these instants and are to be made durable. */
export function store(stage: Stage, instantsMs: readonly number[], lastsMs: number): Built {
  const { world, random } = stage;
  const cluster = new Cluster(stage);
  const disks = new BatchDisks(world, { fixedMs: FIXED_MS, perRowMs: PER_ROW_MS, mostRows: MOST_ROWS, idOf: row => String((row as Row | undefined)?.id) });
  cluster.learners([MACHINE], (exports: Exports, _ctx, { node }) => new Store(new (exports['WriteBatcher'] as MakeBatcher)({ disk: disks.of(node) as BatchDisk<Row> })));
  const endMs = lastsMs + AFTERWARDS_MS;
  const meter = new Meter(stage);
  times(stage, instantsMs, index => {
    const id = `r${index + 1}`;
    const row: Row = { id, meter: random.integer(1, 5_000), wattHours: random.integer(0, 2_000) };
    const came = meter.came();
    cluster.ask(MACHINE, { client: id, f: 'submit', key: id, request: row, input: id, timeoutMs: 2 * endMs, hear: output => ({ outcome: 'ok', output }), done: ({ outcome }) => came.done(outcome === 'ok') });
  });
  cluster.start();
  meter.run(endMs);
  return { endMs };
}

/** Charts latency beside throughput. */
class Meter {
  private readonly stage: Stage;
  private open = 0;
  private submitted = 0;
  private waitedMs: number[] = [];

  constructor(stage: Stage) {
    this.stage = stage;
  }

  came(): { done(durable: boolean): void } {
    const { world } = this.stage;
    const { nowUs } = world;
    this.open++;
    this.submitted++;
    return {
      done: durable => {
        this.open--;
        if (durable) this.waitedMs.push((world.nowUs - nowUs) / 1_000);
      },
    };
  }

  run(endMs: number): void {
    for (const lingerMs of LINGERS_MS) this.plane?.curve(`linger ${lingerMs} ms`, lingerCurve(lingerMs, { fixedMs: FIXED_MS, perRowMs: PER_ROW_MS, mostRows: MOST_ROWS }));
    times(this.stage, Array.from({ length: Math.floor(endMs / CHART_MS) }, (_, index) => (index + 1) * CHART_MS), () => this.sample());
  }

  private get plane() {
    return this.stage.world.pictures?.plane('Latency and throughput', { label: 'rows made durable', unit: '/s', log: true }, { label: 'p99 of their latency', unit: 'ms', log: true });
  }

  private sample(): void {
    const { history } = this.stage.world;
    const { waitedMs, submitted } = this;
    history.sample('Throughput/submitted', 'rows/s', (submitted * 1_000) / CHART_MS);
    history.sample('Throughput/durable', 'rows/s', (waitedMs.length * 1_000) / CHART_MS);
    history.sample('Submits without an answer/all', 'rows', this.open);
    if (waitedMs.length > 0) {
      history.sample('Latency/p50', 'ms', p50(waitedMs));
      history.sample('Latency/p99', 'ms', p99(waitedMs));
      this.plane?.point((waitedMs.length * 1_000) / CHART_MS, p99(waitedMs));
    }
    this.waitedMs = [];
    this.submitted = 0;
  }
}
