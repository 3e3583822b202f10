import { type SimNode, type Timer, TraceKind, msToUs } from '../../sim/index.ts';
import { KitError } from '../errors.ts';
import { type Calls, methodOf } from './calls.ts';
import type { Disk, NodeContext, NodeId } from './api.ts';

/** What a process is given of its machine. Functions are bound: their source cannot be read. */
export function contextOf(node: SimNode, peers: readonly NodeId[], calls: Calls, timers: NamedTimers, stopping: AbortSignal): NodeContext {
  return Object.freeze<NodeContext>({
    id: node.id,
    peers,
    stopping,
    disk: diskOf(node),
    send: send.bind(undefined, node),
    call: calls.call.bind(calls) as NodeContext['call'],
    setTimer: timers.set.bind(timers),
    cancelTimer: timers.cancel.bind(timers),
    note: note.bind(undefined, node),
    random: node.random.next.bind(node.random),
  });
}

function note(node: SimNode, label: string, data?: unknown): void {
  const { world } = node;
  const row = world.emit(TraceKind.note, node.index, -1, 0);
  if (!world.trace) return;
  world.trace.describe(row, String(label), data);
  world.trace.locate(row);
}

function send(node: SimNode, to: NodeId, message: unknown): void {
  const receiver = node.world.node(to);
  const method = methodOf(receiver, message);
  node.world.network.send(node, receiver, message, method === undefined ? { kind: 'send' } : { kind: 'send', method });
}

/** Timers by name; one of the same name replaces the other. */
export class NamedTimers {
  private readonly timers = new Map<string, { readonly timer: Timer; readonly number: number }>();
  private readonly node: SimNode;
  private readonly fire: (name: string) => void;
  private numbers = 0;

  constructor(node: SimNode, fire: (name: string) => void) {
    this.node = node;
    this.fire = fire;
  }

  set(name: string, ms: number): void {
    this.cancel(name);
    const { node } = this;
    const number = this.numbers++;
    const row = node.world.emit(TraceKind.timerSet, node.index, -1, number);
    if (node.world.trace) {
      node.world.trace.describe(row, name, ms);
      node.world.trace.locate(row);
    }
    const timer = node.after(msToUs(Math.max(0, Number(ms) || 0)), () => {
      this.timers.delete(name);
      node.world.causeRow = row;
      node.world.causeRow = node.world.emit(TraceKind.timerFire, node.index, -1, number);
      node.world.trace?.describe(node.world.causeRow, name);
      this.fire(name);
    });
    this.timers.set(name, { timer, number });
  }

  cancel(name: string): void {
    const set = this.timers.get(name);
    if (!set) return;
    set.timer.cancel();
    this.timers.delete(name);
    const row = this.node.world.emit(TraceKind.timerCancel, this.node.index, -1, set.number);
    this.node.world.trace?.describe(row, name);
  }
}

/** A machine's disk as programs get it. */
export function diskOf({ disk }: SimNode): Disk {
  return Object.freeze<Disk>({
    read: ((file: string) => new Promise<unknown[]>((resolve, reject) => {
      disk.read(file, ({ records, damaged }) => {
        if (damaged.length === 0) resolve([...records]);
        else reject(new KitError('Damaged', `record ${damaged[0]} of ${file} does not match its checksum`));
      });
    })).bind(undefined),
    append: ((file: string, record: unknown) => new Promise<void>(resolve => disk.append(file, record, resolve))).bind(undefined),
    write: ((file: string, records: unknown[]) => new Promise<void>(resolve => disk.replace(file, records, resolve))).bind(undefined),
    sync: (() => new Promise<void>(resolve => disk.sync(resolve))).bind(undefined),
  });
}
