/** Somebody who holds keys. */
export interface RingMember {
  readonly id: string;
  /** What it should hold against the others. */
  readonly weight: number;
}

/** Who holds which key, until the next placement. */
export interface RingPlacement {
  readonly timeUs: number;
  /** Who says so. */
  readonly by: string;
  readonly members: readonly RingMember[];
  readonly copies: number;
  /** For each key, in the order of the ring, `copies` positions in `members`, the primary's first; -1 for nobody. */
  readonly owners: Int16Array;
  /** Row of the trace that shows it, -1 for none. */
  readonly event: number;
}

/** Keys and the members of a cluster that hold them. In order of time. */
export interface RingTrack {
  readonly type: 'ring';
  readonly name: string;
  readonly placements: readonly RingPlacement[];
}

export class RingPicture {
  readonly track: RingTrack;
  private readonly placements: RingPlacement[] = [];
  private readonly now: () => number;

  constructor(name: string, now: () => number) {
    this.track = { type: 'ring', name, placements: this.placements };
    this.now = now;
  }

  /** `owners`: the ids of those that hold each key, in the order of the ring: the same keys every time. */
  placed(by: string, members: readonly RingMember[], owners: readonly (readonly string[])[], event: number): void {
    const position = new Map(members.map(({ id }, index) => [id, index]));
    const copies = owners.reduce((most, { length }) => Math.max(most, length), 0);
    const flat = new Int16Array(owners.length * copies).fill(-1);
    owners.forEach((ids, key) => ids.forEach((id, copy) => { flat[key * copies + copy] = position.get(id) ?? -1; }));
    this.placements.push({ timeUs: this.now(), by, members: members.map(({ id, weight }) => ({ id, weight })), copies, owners: flat, event });
  }
}
