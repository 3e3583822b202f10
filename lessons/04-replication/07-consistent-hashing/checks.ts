import { atSeconds, duration, emptiest, fullest, moved, partsOf, type Change, type Check, type Fact, type Finding, type Measure, type Measured, type Moves, type Part, type RunRecord } from 'faultlab/author';
import type { Placed } from './world.ts';

const percent = (share: number): string => `${Math.round(100 * share)} %`;
const shortPercent = (share: number): string => `${Math.round(1_000 * share) / 10} %`;

interface PlacedFact extends Omit<Fact, 'data'> {
  readonly data: Placed;
}

const placements = ({ facts }: RunRecord): PlacedFact[] => facts.filter(({ type }) => type === 'placed') as unknown as PlacedFact[];

/** A finding about a placement: shown where the router had built it. */
function about({ atUs, node }: PlacedFact, { facts }: RunRecord, message: string): Finding {
  const built = facts.find(fact => fact.type === 'built' && fact.atUs === atUs && fact.node === node);
  return { message, atUs, row: built?.row ?? -1, node: node!, method: 'owners' };
}

/** Every key has as many owners as was asked for, and all of them are members. */
export const answered = (copies: number): Check => run => {
  for (const fact of placements(run)) {
    const { router, keys, members, owners } = fact.data;
    const known = new Set(members.map(({ id }) => id));
    const wrong = owners.findIndex(nodes => nodes.length !== copies || nodes.some(id => !known.has(id)));
    if (wrong < 0) continue;
    const asked = `${router} was asked for ${copies === 1 ? 'the owner' : `the ${copies} owners`} of ${keys[wrong]} among ${members.length} members`;
    return about(fact, run, `${asked} and answered [${owners[wrong]!.join(', ')}], which is not ${copies === 1 ? 'a member' : `${copies} members`}: nobody can find the key`);
  }
  return undefined;
};

const weightsOf = ({ members }: Placed): Map<string, number> => new Map(members.map(({ id, weight }) => [id, weight]));

function crowded({ node, keys }: Part, fact: PlacedFact, run: RunRecord): Finding {
  const { members, keys: all, owners } = fact.data;
  const weights = weightsOf(fact.data);
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  const copies = owners.length * owners[0]!.length;
  const fair = weights.get(node)! / total;
  const weight = total === members.length ? '' : `, of weight ${weights.get(node)} of ${total} in all,`;
  return about(fact, run, `${node}${weight} holds ${shortPercent(keys / copies)} of ${all.length} keys; with ${members.length} members ${shortPercent(fair)} is fair: the limit of one member is the limit of the whole cluster`);
}

const worstPart = (pick: (parts: readonly Part[]) => Part, beyond: (a: number, b: number) => boolean): Measure => run => {
  let worst: Measured | undefined;
  for (const fact of placements(run)) {
    const part = pick(partsOf(fact.data.owners, weightsOf(fact.data)));
    if (!worst || beyond(part.ratio, worst.value)) worst = { value: part.ratio, worst: crowded(part, fact, run) };
  }
  return worst;
};

/** What the fullest member holds against its fair part, at worst over the placements of a run. */
export const fullestPart = worstPart(fullest, (a, b) => a > b);
export const emptiestPart = worstPart(emptiest, (a, b) => a < b);

const KINDS: readonly string[] = ['left', 'joined', 'grew'] satisfies Change['kind'][];

interface Changed {
  readonly change: Change;
  readonly before: PlacedFact;
  readonly after: PlacedFact;
  readonly moves: Moves;
}

function changeOf(run: RunRecord): Changed | undefined {
  const [before, after] = placements(run);
  const fact = run.facts.find(({ type }) => KINDS.includes(type));
  if (!before || !after || !fact) return undefined;
  const change: Change = { node: String(fact.data['member']), kind: fact.type as Change['kind'] };
  return { change, before, after, moves: moved(before.data.owners, after.data.owners, change) };
}

const HAPPENED: Readonly<Record<Change['kind'], string>> = { left: 'left', joined: 'joined', grew: 'got twice the weight' };

/** Nothing moves but what the changed member had or gets, and of each key one copy at most. */
export const minimal: Check = run => {
  const changed = changeOf(run);
  const needless = changed?.moves.needless[0];
  if (!changed || !needless) return undefined;
  const { change, before, after, moves } = changed;
  const { key, from, to } = needless;
  const keys = before.data.keys;
  const copies = from.length > 1 || to.length > 1 ? `gave up ${from.join(' and ')} for ${to.join(' and ')}` : `went from ${from[0]} to ${to[0]}`;
  return about(after, run, `${change.node} ${HAPPENED[change.kind]}, and ${percent(moves.count / keys.length)} of the keys moved, ${percent(moves.needless.length / keys.length)} without need: `
    + `${keys[key]} ${copies}: every needless move is a cold cache or a copy over the network`);
};

/** Share of what a member that left had that the largest heir got. */
export const largestHeir: Measure = run => {
  const changed = changeOf(run);
  if (!changed || changed.moves.heirs.size === 0) return undefined;
  const { change, after, moves } = changed;
  const [heir, keys] = [...moves.heirs].reduce((most, each) => (each[1] > most[1] ? each : most));
  return {
    value: keys / moves.count,
    worst: about(after, run, `${change.node} left, and ${heir} inherited ${percent(keys / moves.count)} of what moved, one of ${after.data.members.length} that are left: whatever brought down the first comes down on the second`),
  };
};

/** What a member that joined got, against its fair part. */
export const newcomersPart: Measure = run => {
  const changed = changeOf(run);
  if (!changed) return undefined;
  const { change, after } = changed;
  const part = partsOf(after.data.owners, weightsOf(after.data)).find(({ node }) => node === change.node)!;
  return { value: part.ratio, worst: crowded(part, after, run) };
};

/** All routers that know the same members say the same. */
export const agreed: Check = run => {
  const [first, ...others] = placements(run);
  if (!first) return undefined;
  for (const other of others) {
    const different = first.data.owners.flatMap((nodes, key) => (nodes.join() === other.data.owners[key]!.join() ? [] : [key]));
    if (different.length === 0) continue;
    const key = different[0]!;
    const said = ({ data }: PlacedFact): string => data.owners[key]!.join(' and ');
    const share = percent(different.length / first.data.keys.length);
    return about(other, run, `${first.data.router} and ${other.data.router} know the same ${first.data.members.length} members and disagree on ${share} of the keys: ${first.data.keys[key]} lives at ${said(first)} for one and at ${said(other)} for the other: `
      + 'two routers, two truths about where your data is');
  }
  return undefined;
};

/** The copies of a key are on different members in different zones. */
export const apart: Check = run => {
  for (const fact of placements(run)) {
    const { members, owners, keys } = fact.data;
    const zoneOf = new Map(members.map(({ id, zone }) => [id, zone]));
    const shared = (names: readonly (string | undefined)[]): boolean => new Set(names).size < names.length;
    const wrong = owners.findIndex(nodes => shared(nodes) || shared(nodes.map(id => zoneOf.get(id))));
    if (wrong < 0) continue;
    const nodes = owners[wrong]!;
    const where = shared(nodes) ? `${nodes.length} copies on ${new Set(nodes).size === 1 ? 'one member' : `${new Set(nodes).size} members`}` : `${nodes.length} copies in ${new Set(nodes.map(id => zoneOf.get(id))).size} zones`;
    return about(fact, run, `${keys[wrong]} has ${where}: ${nodes.map(id => `${id} in ${zoneOf.get(id)}`).join(', ')}. One fire takes more than one copy of it`);
  }
  return undefined;
};

/** No cache dies but the one that was killed. */
export const noneFollows: Check = run => {
  const died = run.facts.find(({ type }) => type === 'died');
  if (!died) return undefined;
  const killed = run.strikes[0];
  const load = `it had to bear ${String(died.data['load'])} % of what it can for more than 5 s`;
  const [first, second] = placements(run);
  const at = { atUs: died.atUs, row: died.row, node: 'router-1', method: 'owners' };
  if (!killed || died.atUs < killed.fromUs || !first || !second) {
    return { message: `${died.node} died at ${atSeconds(died.atUs)}, before anything had failed: ${load}. The whole cluster had to bear 55 %`, ...at };
  }
  const dead = String((killed.fault as { node?: string }).node);
  const had = first.data.owners.flatMap(([owner], key) => (owner === dead ? [key] : []));
  const inherited = had.filter(key => second.data.owners[key]![0] === died.node).length;
  return {
    message: `${died.node} died at ${atSeconds(died.atUs)}, ${duration(died.atUs - killed.fromUs)} after ${dead} was killed: it had inherited ${percent(inherited / Math.max(1, had.length))} of the keys of ${dead}, and ${load}. The second cache was killed by the placement`,
    ...at,
  };
};

/** Keys that were cold somewhere because a cache was killed, against a cache's fair part. */
export const extraMisses: Measure = run => {
  const [first, second] = placements(run);
  const killed = run.strikes[0];
  if (!first || !second || !killed) return undefined;
  const keys = first.data.keys.length;
  const cold = run.facts.filter(({ type, atUs }) => type === 'cold' && atUs >= killed.fromUs).reduce((sum, { data }) => sum + (data['keys'] as number), 0);
  const fair = keys / first.data.members.length;
  const dead = String((killed.fault as { node?: string }).node);
  return {
    value: cold / fair,
    worst: about(second, run, `${dead} was killed at ${atSeconds(killed.fromUs)}, and ${cold} keys had to be fetched anew; a cache's fair part is ${Math.round(fair)}: every one of them is a request to the database, all at once`),
  };
};
