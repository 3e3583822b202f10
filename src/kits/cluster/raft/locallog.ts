import type { Machine } from '../machine.ts';
import type { LocalLog } from './api.ts';

type Item = { readonly opId: string };

const FILE = 'local.log';

/** A list on the node's own disk. */
export class DurableList implements LocalLog<Item> {
  private readonly machine: Machine;
  private items: Item[] = [];

  constructor(machine: Machine) {
    this.machine = machine;
  }

  recover(): Promise<void> {
    return new Promise(resolve => this.machine.node.disk.read(FILE, ({ records }) => {
      this.items = records as Item[];
      resolve();
    }));
  }

  append(entry: Item): Promise<void> {
    const { disk, world } = this.machine.node;
    const item = world.copier.copy(entry);
    this.items.push(item);
    disk.append(FILE, item, () => {});
    return this.synced();
  }

  entries(): readonly Item[] {
    return this.machine.node.world.copier.copy(this.items);
  }

  remove(opId: string): Promise<void> {
    this.items = this.items.filter(item => item.opId !== opId);
    this.machine.node.disk.replace(FILE, this.items, () => {});
    return this.synced();
  }

  private synced(): Promise<void> {
    return new Promise(resolve => this.machine.node.disk.sync(resolve));
  }
}

/** What learner code gets of a local log. */
export function localLog(list: DurableList): LocalLog {
  return Object.freeze<LocalLog>({ append: list.append.bind(list), entries: list.entries.bind(list), remove: list.remove.bind(list) });
}
