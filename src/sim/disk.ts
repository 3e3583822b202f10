import { type Distribution, quantileOf, uniform } from './distribution.ts';
import type { SimNode } from './node.ts';
import { TraceKind } from './trace.ts';
import type { KeyedDraws } from './random.ts';
import { msToUs } from './time.ts';

type PendingWrite = { readonly number: number; readonly file: string; readonly replace: boolean; readonly records: readonly unknown[] };

export interface DiskRead {
  readonly records: readonly unknown[];
  /** Positions of records whose checksum does not match. */
  readonly damaged: readonly number[];
}

/**
 * A node's disk: files of records. A write is visible to reads at once and durable after a later `sync` has come
 * back. A crash keeps an arbitrary prefix of the writes that no finished sync covers (the one at the edge torn, which
 * its checksum shows, so it is gone): Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014.
 */
export class Disk {
  writeLatencyMs: Distribution = uniform(0.1, 1);
  syncLatencyMs: Distribution = uniform(2, 8);
  /** Added to every sync that begins meanwhile: the device stalls. */
  readonly extraSyncMs: Distribution[] = [];
  /** Called when all that it holds is destroyed. */
  readonly whenDestroyed: (() => void)[] = [];
  private readonly durable = new Map<string, unknown[]>();
  private readonly damaged = new Map<string, Set<number>>();
  private pending: PendingWrite[] = [];
  private operations = 0;
  private writes = 0;
  private readonly node: SimNode;
  private readonly draws: KeyedDraws;
  private readonly writeSignal: string;
  private readonly syncSignal: string;

  constructor(node: SimNode) {
    this.node = node;
    this.draws = node.world.keyed(`disk of ${node.id}`);
    this.writeSignal = `disk.write@${node.id}`;
    this.syncSignal = `disk.sync@${node.id}`;
  }

  read(file: string, done: (result: DiskRead) => void): void {
    this.finishAfter(this.writeLatencyMs, () => done(this.peek(file)));
  }

  append(file: string, record: unknown, done: () => void): void {
    this.write(file, false, [this.node.world.copier.copy(record)], done);
  }

  /** Replaces the file's content as one step. */
  replace(file: string, records: readonly unknown[], done: () => void): void {
    this.write(file, true, this.node.world.copier.copy(records), done);
  }

  /** All writes issued before become durable. */
  sync(done: () => void): void {
    const { node } = this;
    const issued = this.writes;
    const extraMs = this.extraSyncMs.reduce((sum, extra, i) => sum + quantileOf(extra, this.draws.at(this.operations, 2 + i)), 0);
    this.finishAfter(this.syncLatencyMs, () => {
      const { pending } = this;
      let covered = 0;
      while (covered < pending.length && pending[covered]!.number < issued) this.settle(pending[covered++]!);
      this.pending = pending.slice(covered);
      node.world.emit(TraceKind.diskSync, node.index, -1, covered);
      node.world.faults.signal(this.syncSignal);
      done();
    }, extraMs);
  }

  /** What a read would give now. */
  peek(file: string): DiskRead {
    let records: readonly unknown[] = this.durable.get(file) ?? [];
    let damaged = [...(this.damaged.get(file) ?? [])];
    for (const write of this.pending) {
      if (write.file !== file) continue;
      records = write.replace ? write.records : [...records, ...write.records];
      if (write.replace) damaged = [];
    }
    return { records: this.node.world.copier.copy(records), damaged };
  }

  /** The machine loses power. */
  loseUnsynced(): void {
    if (this.pending.length === 0) return;
    const { node } = this;
    const kept = Math.floor(this.draws.at(this.operations, 1) * (this.pending.length + 1));
    for (const write of this.pending.slice(0, kept)) this.settle(write);
    const lost = this.pending.length - kept;
    this.pending = [];
    if (lost > 0) node.world.emit(TraceKind.diskLoss, node.index, -1, lost);
  }

  destroy(): void {
    this.node.world.emit(TraceKind.diskLoss, this.node.index, -1, -1);
    this.durable.clear();
    this.damaged.clear();
    this.pending = [];
    for (const tell of this.whenDestroyed) tell();
  }

  /** One durable record, drawn by `u` in [0, 1), no longer matches its checksum. */
  rot(u: number): void {
    const places = [...this.durable].flatMap(([file, records]) => records.map((_, index) => ({ file, index })));
    const place = places[Math.floor(u * places.length)];
    if (!place) return;
    const { node } = this;
    const row = node.world.emit(TraceKind.diskLoss, node.index, -1, place.index);
    node.world.trace?.describe(row, place.file);
    const damaged = this.damaged.get(place.file) ?? new Set();
    this.damaged.set(place.file, damaged.add(place.index));
  }

  private write(file: string, replace: boolean, records: readonly unknown[], done: () => void): void {
    const { node } = this;
    node.world.mayAct();
    this.pending.push({ number: this.writes++, file, replace, records });
    const row = node.world.emit(TraceKind.diskWrite, node.index, -1, this.operations);
    if (node.world.trace) {
      node.world.trace.describe(row, file, records);
      node.world.trace.locate(row);
    }
    this.finishAfter(this.writeLatencyMs, () => {
      node.world.faults.signal(this.writeSignal);
      done();
    });
  }

  private settle(write: PendingWrite): void {
    const records = write.replace ? [] : (this.durable.get(write.file) ?? []);
    if (write.replace) this.damaged.delete(write.file);
    records.push(...write.records);
    this.durable.set(write.file, records);
  }

  /** What is done then has the cause that the operation had; causes are rows, and so only in a recorded run. */
  private finishAfter(latencyMs: Distribution, done: () => void, extraMs = 0): void {
    const delayUs = msToUs(quantileOf(latencyMs, this.draws.at(this.operations++)) + extraMs);
    const { world } = this.node;
    const { causeRow } = world;
    if (!world.trace) return void this.node.after(delayUs, done);
    this.node.after(delayUs, () => {
      world.causeRow = causeRow;
      done();
    });
  }
}
