import { bisectRight } from 'd3';
import type { RingPlacement, RingTrack } from '../../lab/recording.ts';

/** A member now, against the placement before. Counts are of keys, all copies. */
export interface Holding {
  /** From 0, the same in all placements. */
  readonly number: number;
  readonly id: string;
  readonly weight: number;
  /** Weight before; 0 if it was not there. Undefined where there is nothing before. */
  readonly weightBefore: number | undefined;
  readonly keys: number;
  /** Times its fair part, which is its weight's; NaN if it is no member any more. */
  readonly ratio: number;
  readonly gained: number;
  readonly lost: number;
}

/** Keys of one member that another holds now; positions in the list of holdings. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly keys: number;
  /** Both were there before and after, with the same weight. */
  readonly needless: boolean;
}

/** One placement, and what is different from the one before. */
export interface Ring {
  readonly placement: RingPlacement;
  readonly before: RingPlacement | undefined;
  readonly keys: number;
  /** Keys with another owner than before. */
  readonly moved: number;
  /** The members, and those that are gone since the placement before. */
  readonly holdings: readonly Holding[];
  /** Largest first. */
  readonly moves: readonly Move[];
}

/** Position of the placement that holds at an instant, -1 before the first. */
export const placementAt = ({ placements }: RingTrack, atUs: number): number => bisectRight(placements.map(({ timeUs }) => timeUs), atUs) - 1;

export function ringOf({ placements }: RingTrack, index: number): Ring {
  const [placement, before] = [placements[index], placements[index - 1] as RingPlacement | undefined];
  const ids = [...new Set(placements.flatMap(({ members }) => members.map(({ id }) => id)))];
  const present = new Map(placement.members.map(member => [member.id, member]));
  const all = ids.flatMap(id => present.get(id) ?? before?.members.find(member => member.id === id) ?? []);
  const position = new Map(all.map(({ id }, member) => [id, member]));
  const now = countsOf(placement, position, all.length);
  const { moved, matrix } = before ? movedBetween(before, placement, position, all.length) : { moved: 0, matrix: new Int32Array(0) };
  const total = placement.members.reduce((sum, { weight }) => sum + weight, 0);
  const copies = now.reduce((sum, count) => sum + count, 0);
  const weightBefore = (id: string): number | undefined => before && (before.members.find(member => member.id === id)?.weight ?? 0);
  const moves: Omit<Move, 'needless'>[] = [];
  matrix.forEach((keys, cell) => { if (keys > 0) moves.push({ from: Math.floor(cell / all.length), to: cell % all.length, keys }); });
  const holdings = all.map(({ id, weight }, member): Holding => ({
    number: ids.indexOf(id), id, weight, weightBefore: weightBefore(id), keys: now[member],
    ratio: present.has(id) ? (now[member] * total) / (copies * weight) : NaN,
    gained: moves.reduce((sum, { to, keys }) => sum + (to === member ? keys : 0), 0),
    lost: moves.reduce((sum, { from, keys }) => sum + (from === member ? keys : 0), 0),
  }));
  const stays = holdings.map(({ weight, weightBefore: old, ratio }) => !Number.isNaN(ratio) && old === weight);
  return {
    placement, before, keys: placement.copies === 0 ? 0 : placement.owners.length / placement.copies, moved, holdings,
    moves: moves.map(move => ({ ...move, needless: stays[move.from] && stays[move.to] })).sort((a, b) => b.keys - a.keys || a.from - b.from || a.to - b.to),
  };
}

function countsOf({ members, owners }: RingPlacement, position: ReadonlyMap<string, number>, size: number): Int32Array {
  const counts = new Int32Array(size);
  for (const owner of owners) if (owner >= 0) counts[position.get(members[owner].id)!]++;
  return counts;
}

/** Of each key the owners that it lost go to those that it got, in order. */
function movedBetween(before: RingPlacement, after: RingPlacement, position: ReadonlyMap<string, number>, size: number): { readonly moved: number; readonly matrix: Int32Array } {
  const matrix = new Int32Array(size * size);
  const ownersOf = ({ members, owners, copies }: RingPlacement, key: number): number[] => [...owners.subarray(key * copies, (key + 1) * copies)].filter(owner => owner >= 0).map(owner => position.get(members[owner].id)!);
  let moved = 0;
  for (let key = 0; key * after.copies < after.owners.length; key++) {
    const [old, now] = [ownersOf(before, key), ownersOf(after, key)];
    const [from, to] = [old.filter(owner => !now.includes(owner)), now.filter(owner => !old.includes(owner))];
    if (from.length > 0 || to.length > 0) moved++;
    to.forEach((owner, index) => { if (index < from.length) matrix[from[index] * size + owner]++; });
  }
  return { moved, matrix };
}

/** Angles in radians, clockwise from the top. */
export interface Arc {
  readonly startAngle: number;
  readonly endAngle: number;
}

export interface RingArcs {
  /** By holding: what it holds, with what it had before as its last part. */
  readonly members: readonly { readonly holds: Arc; readonly lost: Arc }[];
  /** By move. */
  readonly moves: readonly { readonly source: Arc; readonly target: Arc }[];
}

/** Share of the circle between the arcs. */
const gaps = 0.12;
const mostGap = 0.05;

/** An arc for each member, as long as what it holds and what it lost; moves lead from what was lost to what was gained. */
export function layOutArcs({ holdings, moves }: Ring): RingArcs {
  const total = holdings.reduce((sum, { keys, lost }) => sum + keys + lost, 0);
  const gap = holdings.length < 2 ? 0 : Math.min(mostGap, (2 * Math.PI * gaps) / holdings.length);
  const perKey = total === 0 ? 0 : (2 * Math.PI - gap * holdings.length) / total;
  let at = gap / 2;
  const arc = (from: number, keys: number): Arc => ({ startAngle: from, endAngle: from + keys * perKey });
  const members = holdings.map(({ keys, lost }) => {
    const holds = arc(at, keys);
    const given = arc(holds.endAngle, lost);
    at = given.endAngle + gap;
    return { holds, lost: given };
  });
  const gainedAt = holdings.map(({ gained }, member) => members[member].holds.endAngle - gained * perKey);
  const lostAt = members.map(({ lost }) => lost.startAngle);
  const arcs = new Map<Move, { source: Arc; target: Arc }>();
  for (const move of [...moves].sort((a, b) => a.from - b.from || b.to - a.to)) {
    const source = arc(lostAt[move.from], move.keys);
    lostAt[move.from] = source.endAngle;
    arcs.set(move, { source, target: source });
  }
  for (const move of [...moves].sort((a, b) => a.to - b.to || b.from - a.from)) {
    const target = arc(gainedAt[move.to], move.keys);
    gainedAt[move.to] = target.endAngle;
    arcs.get(move)!.target = target;
  }
  return { members, moves: moves.map(move => arcs.get(move)!) };
}

/** A stretch of the ring that belongs to one member: keys from `from` up to `to`. */
export interface Stretch {
  readonly owner: number;
  readonly from: number;
  readonly to: number;
}

/** More stretches cannot be told apart. */
const mostStretches = 1_440;

/** Neighbours with the same primary, in the order of the ring; of many keys only every so many-th is looked at. */
export function stretchesOf({ owners, copies }: RingPlacement, most = mostStretches): readonly Stretch[] {
  const stretches: { owner: number; from: number; to: number }[] = [];
  const keys = copies === 0 ? 0 : owners.length / copies;
  const step = Math.max(1, keys / most);
  for (let from = 0; from < keys - 1e-6; from += step) {
    const owner = owners[Math.floor(from) * copies];
    const last = stretches.at(-1);
    if (last?.owner === owner) last.to = from + step;
    else stretches.push({ owner, from, to: from + step });
  }
  return stretches;
}
