import { KitError } from '../../errors.ts';
import type { NodeId } from '../api.ts';
import type { Machine } from '../machine.ts';
import type { Journal } from './api.ts';
import { Pending } from './pending.ts';

const FILE = 'journal.log';
const TIMEOUT_MS = 2_000;

/** A question for all that a node has, and the answer: `process` is the incarnation that asks. */
interface Question { readonly id: number; readonly process: number }
interface Copy extends Question { readonly entries: readonly unknown[] }

/** A list on the node's own disk, which other nodes can have whole. Faults can aim at its channels `copy` and `copied`. */
export class DurableJournal implements Journal {
  private readonly machine: Machine;
  private readonly pending: Pending;
  private readonly ask: (to: NodeId, question: Question) => void;
  private entries: unknown[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
    const { node } = machine;
    this.pending = new Pending(node, 'no answer');
    const answer = machine.channel<Copy>('copied', (_from, { id, process, entries }) => {
      if (process === node.incarnation) this.pending.resolve(id, entries);
    });
    this.ask = machine.channel<Question>('copy', (from, question) => {
      const entries = [...this.entries];
      node.disk.sync(() => answer(from, { ...question, entries }));
    });
  }

  recover(): Promise<void> {
    return new Promise(resolve => this.machine.node.disk.read(FILE, ({ records, damaged }) => {
      this.entries = [...records];
      resolve(damaged.length === 0 ? undefined : this.truncate(Math.min(...damaged)));
    }));
  }

  get lastIndex(): number {
    return this.entries.length;
  }

  async append(entry: unknown): Promise<number> {
    const { disk, world } = this.machine.node;
    const copied = world.copier.copy(entry);
    const index = this.entries.push(copied);
    disk.append(FILE, copied, () => {});
    await this.synced();
    return index;
  }

  since(index: number): readonly unknown[] {
    return this.machine.node.world.copier.copy(this.entries.slice(position(index)));
  }

  truncate(index: number): Promise<void> {
    return this.replace(this.entries.slice(0, position(index)));
  }

  async copyFrom(peer: NodeId): Promise<void> {
    const { node } = this.machine;
    const entries = await this.pending.wait<readonly unknown[]>(TIMEOUT_MS, id => this.ask(peer, { id, process: node.incarnation }));
    await this.replace(entries);
  }

  private replace(entries: readonly unknown[]): Promise<void> {
    this.entries = [...entries];
    this.machine.node.disk.replace(FILE, this.entries, () => {});
    return this.synced();
  }

  private synced(): Promise<void> {
    return new Promise(resolve => this.machine.node.disk.sync(resolve));
  }
}

function position(index: number): number {
  if (!Number.isInteger(index) || index < 0) throw new KitError('BadIndex', `an index is a whole number from 0, not ${String(index)}`);
  return index;
}

/** What learner code gets of a journal. */
export function journal(list: DurableJournal): Journal {
  return Object.freeze<Journal>({
    get lastIndex() { return list.lastIndex; },
    append: list.append.bind(list), since: list.since.bind(list), truncate: list.truncate.bind(list), copyFrom: list.copyFrom.bind(list),
  });
}
