import { type Fault, type FaultKind, type KeyedDraws, msToUs, type SimNode, type World } from '../../sim/index.ts';
import { percent } from '../../check/finding.ts';
import { errorOf } from '../errors.ts';
import type { BatchDisk } from './api.ts';

export interface BatchDiskSpec {
  /** What a batch takes, whatever is in it. */
  readonly fixedMs: number;
  readonly perRowMs: number;
  /** A batch with more rows is refused. */
  readonly mostRows: number;
  idOf(row: unknown): string;
}

/** A disk takes longer for every batch that it begins. */
export type SlowBatchesFault = Fault & { readonly node: string; readonly fixedMs: number };

/** A share of the batches is not written: an error comes back after the time that the batch took. */
export type FailedBatchesFault = Fault & { readonly node: string; readonly rate: number };

interface Batch {
  readonly number: number;
  readonly ids: readonly string[];
  readonly askedUs: number;
  beginUs: number;
  resolve(): void;
  reject(error: unknown): void;
}

/**
 * Disks that write rows in batches, one for each machine. What a crash interrupts is not written.
 *
 * Facts of the machine, when a batch ends: `written` or `not written`, with `rows` (ids), `askedUs` and `beginUs`. Charts:
 * `Rows of a batch` and `Rows waiting for the disk`; the lane `Disk` shows what is being written.
 */
export class BatchDisks {
  private readonly world: World;
  private readonly spec: BatchDiskSpec;
  private readonly slow = new Map<string, SlowBatchesFault>();
  private readonly failing = new Map<string, { readonly fault: FailedBatchesFault; readonly draws: KeyedDraws }>();

  constructor(world: World, spec: BatchDiskSpec) {
    this.world = world;
    this.spec = spec;
    const slowBatches: FaultKind<SlowBatchesFault> = {
      start: (_world, fault) => void this.slow.set(fault.node, fault),
      end: (_world, { node }) => void this.slow.delete(node),
      sentence: ({ node, fixedMs }) => `The disk of ${node} takes ${Math.round(fixedMs)} ms for a batch, and more for its rows`,
    };
    const failedBatches: FaultKind<FailedBatchesFault> = {
      start: (_world, fault) => void this.failing.set(fault.node, { fault, draws: world.keyed(`batches of ${fault.id}`) }),
      end: (_world, { node }) => void this.failing.delete(node),
      sentence: ({ node, rate }) => `The disk of ${node} fails to write ${percent(rate)} of the batches`,
    };
    for (const [kind, carriedOutBy] of Object.entries({ slowBatches, failedBatches })) world.faults.define(kind, carriedOutBy as unknown as FaultKind);
  }

  /** The disk of a machine, for one incarnation of its program. */
  of(node: SimNode): BatchDisk {
    const queue = new Queue(node, this);
    return Object.freeze<BatchDisk>({ writeBatch: queue.write.bind(queue) as BatchDisk['writeBatch'] });
  }

  copied(rows: unknown): readonly string[] {
    const { world, spec } = this;
    if (!Array.isArray(rows)) throw new TypeError('writeBatch takes an array of rows');
    const copied = world.copier.copy(rows);
    world.hash.add(world.copier.digest, world.copier.bytes);
    return copied.map(row => spec.idOf(row));
  }

  get mostRows(): number {
    return this.spec.mostRows;
  }

  costMs(node: SimNode, rows: number): number {
    const { spec, slow } = this;
    return (slow.get(node.id)?.fixedMs ?? spec.fixedMs) + spec.perRowMs * rows;
  }

  fails({ id }: SimNode, batch: number): boolean {
    const failing = this.failing.get(id);
    return failing !== undefined && failing.draws.at(batch) < failing.fault.rate;
  }
}

/** What one process has asked its disk for. */
class Queue {
  private readonly node: SimNode;
  private readonly disks: BatchDisks;
  private readonly waiting: Batch[] = [];
  private current: Batch | undefined;
  private rowsWaiting = 0;
  private batches = 0;

  constructor(node: SimNode, disks: BatchDisks) {
    this.node = node;
    this.disks = disks;
  }

  write(rows: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const { disks: { mostRows }, node: { world } } = this;
      const ids = this.disks.copied(rows);
      if (ids.length > mostRows) throw errorOf({ kind: 'Refused', code: 'TooBig', message: `the disk takes ${mostRows} rows in a batch, not ${ids.length}` });
      this.waiting.push({ number: this.batches++, ids, askedUs: world.nowUs, beginUs: 0, resolve, reject });
      this.rowsWaiting += ids.length;
      this.next();
    });
  }

  private next(): void {
    const { node: { id, world: { history } } } = this;
    if (!this.current && this.waiting.length > 0) this.begin(this.waiting.shift()!);
    history.sample(`Rows waiting for the disk/${id}`, 'rows', this.rowsWaiting);
    history.phase(`Disk/${id}`, this.current ? textOf(this.current.ids.length) : '');
  }

  private begin(batch: Batch): void {
    const { node, disks } = this;
    const { length } = batch.ids;
    this.current = batch;
    this.rowsWaiting -= length;
    batch.beginUs = node.world.nowUs;
    node.world.history.sample(`Rows of a batch/${node.id}`, 'rows', length);
    node.after(msToUs(disks.costMs(node, length)), end, this, batch);
  }

  ended({ number, ids, askedUs, beginUs, resolve, reject }: Batch): void {
    const { node, disks } = this;
    const failed = disks.fails(node, number);
    node.world.history.fact(failed ? 'not written' : 'written', { rows: ids, askedUs, beginUs }, node.id);
    this.current = undefined;
    if (failed) reject(errorOf({ kind: 'Refused', code: 'WriteFailed', message: `the disk of ${node.id} could not write this batch: none of its rows is on the disk` }));
    else resolve();
    this.next();
  }
}

const textOf = (rows: number): string => (rows === 1 ? '1 row' : `${rows} rows`);

function end(queue: Queue, batch: Batch): void {
  queue.ended(batch);
}
