import { KeyedDraws, type Choice, type Decision, type Fault, type FaultPlan, type Trace, type World } from '../../sim/index.ts';
import { Run } from '../run.ts';
import { envelopeOf, startOf, type Envelope } from './envelope.ts';
import type { Ground } from './ground.ts';
import { swarmOf } from './random.ts';
import type { Strategy } from './strategy.ts';

/** Plans tried on each seed's world. */
const TRIES = 8;
/** Messages that an aimed fault strikes, at most: a program may count on no more bad luck. */
export const MOST_STRIKES = 3;
/** Shortly before, right after, and a little after an event, in microseconds. */
const OFFSETS_US = [-1, 1, 1_000] as const;

/** What a first run shows. */
interface Seen {
  readonly plan: FaultPlan;
  readonly trace: Trace;
  readonly nodes: readonly string[];
  /** When each fault struck, by id, in microseconds. */
  readonly struckUs: ReadonlyMap<string, number>;
  /** What message faults did and might have done. */
  readonly decisions: readonly Decision[];
  readonly envelope: Envelope;
}

/**
 * Aims the scenario's faults at what a first run of the seed shows: they start beside an event (a send, a delivery, a write
 * to disk, a fact …), each kind of event as likely as any other, last as short or as long as they may, and strike single
 * messages, each kind of message as likely as any other.
 */
export const targeted: Strategy = function* (ground, seed) {
  const { scenario, task: { programs } } = ground;
  const onWorld = ({ network }: World): void => { network.spared = []; };
  const first = yield* ground.watch(() => new Run(scenario, programs.explore, { seed, mode: 'record', note: true, onWorld }));
  const plan = yield* ground.confirm(first.finish());
  if (plan) return { plan };
  const seen = seenIn(first, ground);
  const aimable = seen.plan.faults.filter(fault => canAim(fault, seen));
  if (aimable.length === 0) return { idle: 'the scenario has no faults that could strike at another moment' };
  for (let number = 0; number < TRIES && !ground.stopped; number++) {
    const found = yield* ground.breaks({ seed, plan: aimed(seen, aimable, new KeyedDraws(seed, `aim ${number}`)) });
    if (found) return { plan: found };
  }
  return {};
};

function seenIn({ world, plan }: Run, ground: Ground): Seen {
  return {
    plan, trace: world.trace!.finish(world.nodes.map(({ id, role }) => ({ id, role }))), nodes: world.nodes.map(({ id }) => id),
    struckUs: new Map(world.faults.strikes.map(({ fault, fromUs }) => [fault.id, fromUs])),
    decisions: [...world.network.decisions!, ...world.network.spared!],
    envelope: envelopeOf(ground, plan),
  };
}

const isWide = (range: readonly [number, number] | undefined): boolean => range !== undefined && range[1] > range[0];

const decisionsOf = ({ id }: Fault, { decisions }: Seen): readonly Decision[] => decisions.filter(decision => decision.id.startsWith(`${id}:`));

/** It strikes a share of the messages that it concerns. */
export const strikesSome = ({ rate }: Fault): boolean => typeof rate === 'number' && rate > 0 && rate < 1;

function canAim(fault: Fault, seen: Seen): boolean {
  if (strikesSome(fault) && decisionsOf(fault, seen).length > 0) return true;
  const times = seen.envelope.timesOf(fault)!;
  return seen.struckUs.has(fault.id) && (isWide(times.startMs) || isWide(times.lastsMs));
}

/** One or two of the faults aimed, the others as they are or some of them. */
function aimed(seen: Seen, aimable: readonly Fault[], draws: KeyedDraws): FaultPlan {
  const pick = <T>(items: readonly T[], ...key: [number, number?]): T => items[Math.floor(draws.at(...key) * items.length)]!;
  const chosen = new Set([pick(aimable, 0), ...draws.at(1) < 0.5 ? [pick(aimable, 2)] : []]);
  const others = draws.at(3) < 0.5 ? seen.plan.faults : swarmOf(seen.plan, draws).faults;
  const schedule: Choice[] = [];
  let placed = seen.plan.faults;
  const faults = seen.plan.faults.map((fault, index): Fault => {
    if (!chosen.has(fault)) return fault;
    const from = (index + 1) * 100;
    const concerned = strikesSome(fault) ? decisionsOf(fault, seen) : [];
    if (concerned.length > 0) {
      schedule.push(...struck(fault, concerned, step => draws.at(from + 2, step)));
      return { ...fault, rate: 0 };
    }
    const moved = atAnEvent(fault, seen, items => pick(items, from), step => draws.at(from + 1, step));
    const all = placed.map(each => (each.id === fault.id ? moved : each));
    if (!seen.envelope.allows(all)) return fault;
    placed = all;
    return moved;
  });
  const kept = faults.filter(({ id }, index) => chosen.has(seen.plan.faults[index]!) || others.some(other => other.id === id));
  return { faults: kept, off: [], ...(schedule.length > 0 ? { schedule } : {}) };
}

/** The fault, beside an event between the times that its author may draw. */
function atAnEvent(fault: Fault, seen: Seen, pick: <T>(items: readonly T[]) => T, draw: (step: number) => number): Fault {
  const { startMs, lastsMs } = seen.envelope.timesOf(fault)!;
  const lasts = lastsMs && fault.lastsMs !== undefined ? { lastsMs: [fault.lastsMs, ...lastsMs][Math.floor(draw(0) * 3)]! } : {};
  const zeroUs = 'atMs' in fault.start ? 0 : seen.struckUs.get(fault.id)! - fault.start.afterMs * 1000;
  const atUs = instantIn(fault, startMs.map(ms => zeroUs + ms * 1000) as [number, number], seen, draw) ?? zeroUs + startOf(fault) * 1000;
  const ms = (atUs + pick(OFFSETS_US) - zeroUs) / 1000;
  const within = Math.min(startMs[1], Math.max(startMs[0], ms));
  return { ...fault, ...lasts, start: 'atMs' in fault.start ? { atMs: within } : { ...fault.start, afterMs: within } };
}

/** Of an event at the nodes that the fault is about, else of any. */
function instantIn(fault: Fault, [fromUs, toUs]: readonly [number, number], { trace, nodes }: Seen, draw: (step: number) => number): number | undefined {
  const named = new Set(nodes.flatMap((id, index) => (Object.values(fault).flat().includes(id) ? [index] : [])));
  const within: number[] = [];
  for (let row = 0; row < trace.length; row++) if (trace.timeUs[row]! >= fromUs && trace.timeUs[row]! <= toUs) within.push(row);
  const near = within.filter(row => named.has(trace.node[row]!) || named.has(trace.peer[row]!));
  const row = anyOf(near.length > 0 ? near : within, row => `${trace.kind[row]!} ${trace.label[row]!}`, draw(1), draw(2));
  return row === undefined ? undefined : trace.timeUs[row]!;
}

/** A few messages, and no more than the fault's rate makes of those it concerns. */
function struck({ id, rate }: Fault, decisions: readonly Decision[], draw: (step: number) => number): Choice[] {
  const most = Math.min(MOST_STRIKES, Math.ceil((rate as number) * decisions.length));
  const count = 1 + Math.floor(draw(0) * most);
  const messages = Array.from({ length: count }, (_, index) =>
    anyOf(decisions, ({ tag }) => `${tag.kind} ${tag.method}`, draw(1 + 2 * index), draw(2 + 2 * index))!.id.slice(id.length + 1));
  return [...new Set(messages)].map(message => ({ does: 'strike', fault: id, message }));
}

/** Each kind as likely as any other, whatever its number; undefined of none. */
function anyOf<T>(items: readonly T[], kindOf: (item: T) => string, kind: number, which: number): T | undefined {
  const kinds = [...new Set(items.map(kindOf))];
  const alike = items.filter(item => kindOf(item) === kinds[Math.floor(kind * kinds.length)]);
  return alike[Math.floor(which * alike.length)];
}
