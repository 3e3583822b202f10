import type { World } from 'faultlab/author';
import type { SutEvent, SutFault } from 'faultlab';
import type { RunRecord } from '../contract';

const KINDS: readonly SutFault['kind'][] = ['crash', 'drop', 'duplicate', 'delay'];

/** Where one run is laid beside another: that of the first build that asks for it. */
export class Table {
  taken = false;
}

/** Pictures of the search for faults in one build. */
export class Drawing {
  private readonly world: World;
  private readonly build: string;
  private readonly good: RunRecord;
  private readonly table: Table;
  private readonly followed = new Map<string, number>();
  private readonly brokenAt = new Set<string>();

  constructor(world: World, build: string, good: RunRecord, table: Table) {
    this.world = world;
    this.build = build;
    this.good = good;
    this.table = table;
    for (const kind of KINDS) world.pictures?.grid('Faults tried', { column: 'event' }).label(this.rowOf(kind), '');
  }

  /** A run with one fault is a cell; those with more count at the first of theirs. */
  tried(faults: readonly SutFault[], broken: boolean): void {
    const [first] = faults;
    if (!first || !this.world.pictures || !this.good.events[first.at]) return;
    const key = `${first.at} ${first.kind}`;
    const more = (this.followed.get(key) ?? -1) + 1;
    this.followed.set(key, more);
    const was = this.brokenAt.has(key) || broken;
    if (was) this.brokenAt.add(key);
    this.world.pictures.grid('Faults tried').amend(this.rowOf(first.kind), first.at, `${was ? '✗' : '✓'}${more === 0 ? '' : ` +${more}`}`, was ? 'broken' : 'kept');
  }

  /** Where a fault would have broken a promise, and was not tried, or not understood. */
  missed([first]: readonly SutFault[], text: string): void {
    if (first) this.world.pictures?.grid('Faults tried').amend(this.rowOf(first.kind), first.at, '!', text);
  }

  /** The run without a fault above one with some. */
  beside(run: RunRecord, heading: string): void {
    if (this.table.taken) return;
    this.table.taken = true;
    this.rows('no fault', this.good.events);
    this.rows(heading, run.events);
  }

  private rows(heading: string, events: readonly SutEvent[]): void {
    for (const { at, node, kind, what, peer } of events.slice(0, 200)) {
      this.world.pictures?.grid('Counterexample', { column: 'event' }).cell(`${heading}: ${node}`, at, `${what || kind}${kind === 'send' ? ` → ${peer ?? ''}` : ''}`, kind);
    }
  }

  private rowOf(kind: SutFault['kind']): string {
    return `${this.build.replace('build-', '')} ${kind}`;
  }
}
