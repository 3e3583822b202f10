import { Waits } from './waits.ts';

/** Users in thousandths; each thousandth belongs to one group of users, or to nobody. */
const PARTS = 1_000;

/** What happened at the pages of a group in one step. */
export interface Step {
  pages: number;
  failed: number;
  hits: number;
  readonly waits: Waits;
}

const emptyStep = (): Step => ({ pages: 0, failed: 0, hits: 0, waits: new Waits() });

/** Users who are kept apart from others. */
export class Group {
  readonly percent: number;
  readonly parts: readonly number[];
  readonly steps: Step[] = [];
  /** Number of the step in which it was formed. */
  readonly since: number;
  current: Step = emptyStep();
  released = false;

  constructor(percent: number, parts: readonly number[], since: number) {
    this.percent = percent;
    this.parts = parts;
    this.since = since;
  }

  closeStep(): void {
    this.steps.push(this.current);
    this.current = emptyStep();
  }

  /** Steps with numbers in [from, to). */
  between(from: number, to: number): readonly Step[] {
    return this.steps.slice(Math.max(0, from - this.since), Math.max(0, to - this.since));
  }
}

/** Which users belong to which group. */
export class Users {
  private readonly owners: (Group | undefined)[] = Array(PARTS).fill(undefined);
  readonly groups: Group[] = [];

  /** Undefined if so many are not free. */
  form(percent: number, step: number): Group | undefined {
    const wanted = Math.round((percent * PARTS) / 100);
    const free = this.owners.flatMap((owner, part) => (owner ? [] : [part])).slice(0, wanted);
    if (free.length < wanted) return undefined;
    const group = new Group(percent, free, step);
    for (const part of free) this.owners[part] = group;
    this.groups.push(group);
    return group;
  }

  release(group: Group): void {
    if (group.released) return;
    group.released = true;
    for (const part of group.parts) this.owners[part] = undefined;
    this.groups.splice(this.groups.indexOf(group), 1);
  }

  /** The group of a user, by a draw. */
  groupOf(u: number): Group | undefined {
    return this.owners[Math.floor(u * PARTS)];
  }
}
