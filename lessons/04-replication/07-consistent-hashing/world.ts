import { fresh, hash64, hook, moved, type Built, type Change, type Exports, type Owners, type Pure, type RandomStream, type Stage } from 'faultlab/author';
import type { KeyPlacement, Member } from './contract';

type Class = new (members: readonly Member[]) => KeyPlacement;

/** What a router made of a list of members: facts `placed`, and what makes it readable. */
export interface Placed {
  readonly router: string;
  readonly members: readonly Member[];
  readonly keys: readonly string[];
  readonly owners: Owners;
}

const STEP_MS = 1_000;

/** Members with names of one style, in zones that are all about as full, with whole weights from 1 on. */
export function membersOf(random: RandomStream, count: number, { zones = 1, weights = 1 }: { readonly zones?: number; readonly weights?: number } = {}): Member[] {
  const idOf = random.pick([sequential, address, uuid]);
  return Array.from({ length: count }, (_, index) => member(idOf(index, random), { weight: random.integer(1, weights), zone: `zone-${String.fromCharCode(97 + (index % zones))}` }));
}

const member = (id: string, { weight = 1, zone = 'zone-a' } = {}): Member => ({ id, weight, zone });

const sequential = (index: number): string => `cache-${String(index + 1).padStart(2, '0')}`;
const address = (index: number): string => `10.0.3.${index + 11}:11211`;
const uuid = (_index: number, random: RandomStream): string => {
  const digits = Array.from({ length: 4 }, () => random.next32().toString(16).padStart(8, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');
};

export const keysOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `user:${index + 1}`);

/** What happens to the members of a cluster. */
export interface Stay {
  /** Number of keys. */
  readonly keys: number;
  readonly copies?: number;
  readonly before: readonly Member[];
  readonly after?: { readonly members: readonly Member[]; readonly change: Change };
}

/** A router places keys, and a second later places them again, for other members. */
export function cluster(stage: Stage, { keys: count, copies = 1, before, after }: Stay): Built {
  const [router] = fresh(stage, ['router-1']) as [Pure];
  const { world } = stage;
  const keys = keysOf(count);
  let first: Owners | undefined;
  world.at(0, () => { first = place(stage, router, before, keys, copies); });
  if (after) {
    world.at(STEP_MS * 1_000, () => {
      world.history.fact(after.change.kind, { member: after.change.node }, router.id);
      const second = place(stage, router, after.members, keys, copies);
      if (first && second) world.history.fact('moved', summaryOf(first, second, after.change), router.id);
    });
  }
  return { endMs: 2 * STEP_MS };
}

function summaryOf(before: Owners, after: Owners, change: Change): Readonly<Record<string, unknown>> {
  const { count, needless, heirs } = moved(before, after, change);
  const shares = [...heirs].sort((a, b) => b[1] - a[1]).slice(0, 3).map(([id, keys]) => `${id}: ${keys}`);
  return { keys: count, needless: needless.length, to: shares.join(', ') };
}

/** One member of a cluster leaves, or comes. */
export function leaving(stage: Stage, stay: Pick<Stay, 'keys' | 'copies'>, members: readonly Member[]): Built {
  const node = stage.random.pick(members).id;
  return cluster(stage, { ...stay, before: members, after: { members: members.filter(({ id }) => id !== node), change: { node, kind: 'left' } } });
}

export function joining(stage: Stage, stay: Pick<Stay, 'keys'>, members: readonly Member[]): Built {
  const node = stage.random.pick(members).id;
  return cluster(stage, { ...stay, before: members.filter(({ id }) => id !== node), after: { members, change: { node, kind: 'joined' } } });
}

/** One member is replaced by a machine that bears twice as much. */
export function growing(stage: Stage, stay: Pick<Stay, 'keys'>, members: readonly Member[]): Built {
  const node = stage.random.pick(members).id;
  const grown = members.map(each => (each.id === node ? { ...each, weight: 2 * each.weight } : each));
  return cluster(stage, { ...stay, before: members, after: { members: grown, change: { node, kind: 'grew' } } });
}

/** Three routers of one cluster: the second got its list in another order, the third came by it through other lists. */
export function routers(stage: Stage): Built {
  const { random, world } = stage;
  const [one, two, three] = fresh(stage, ['router-1', 'router-2', 'router-3']) as [Pure, Pure, Pure];
  const members = membersOf(random, random.integer(6, 24), { zones: 3, weights: 3 });
  const keys = keysOf(3_000);
  const lists = [members, random.shuffle(members), random.shuffle(members)];
  const stranger = member('stranger', { weight: 2 });
  world.at(0, () => place(stage, one, lists[0]!, keys, 2));
  world.at(STEP_MS * 1_000, () => place(stage, two, lists[1]!, keys, 2, random.shuffle(keys.map((_, index) => index))));
  world.at(2 * STEP_MS * 1_000, () => {
    for (const past of [lists[2]!.slice(0, 4), [...lists[2]!.slice(2), stranger], [stranger, ...lists[2]!]]) three.ask(exports => placementOf(exports, past).owners(keys[0]!, 1));
    place(stage, three, lists[2]!, keys, 2);
  });
  return { endMs: 3 * STEP_MS };
}

const placementOf = (exports: Exports, members: readonly Member[]): KeyPlacement => new (exports['Placement'] as Class)(members.map(member => ({ ...member })));

/** Asks a router where all keys are; the answers become a fact `placed`, and shares of the keys a chart. */
export function place({ world: { history, pictures } }: Stage, router: Pure, members: readonly Member[], keys: readonly string[], copies: number, order = keys.map((_, index) => index)): Owners | undefined {
  const owners = router.ask(exports => {
    const placement = placementOf(exports, members);
    const answers: string[][] = [];
    for (const index of order) answers[index] = listed(placement.owners(keys[index]!, copies));
    return answers;
  });
  if (!owners) return undefined;
  const counts = new Map<string, number>(members.map(({ id }) => [id, 0]));
  for (const nodes of owners) for (const node of nodes) counts.set(node, (counts.get(node) ?? 0) + 1);
  for (const { id, weight } of members) history.sample(`Keys for each unit of weight/${id}`, 'keys', counts.get(id)! / weight);
  const most = members.reduce((a, b) => (counts.get(b.id)! / b.weight > counts.get(a.id)! / a.weight ? b : a)).id;
  const row = history.fact('built', { members: members.length, keys: keys.length, copies, fullest: most, holds: counts.get(most)! }, router.id);
  pictures?.ring('Ring').placed(router.id, members, byHash(keys).map(key => owners[key]!), row);
  // The list of all keys is too long for the picture.
  history.fact('placed', { router: router.id, members, keys, owners } satisfies Placed, router.id, -1);
  return owners;
}

const hashOrders = new WeakMap<readonly string[], readonly number[]>();

/** Positions of the keys in the order of their hashes: as they lie on a ring of that hash. */
function byHash(keys: readonly string[]): readonly number[] {
  let order = hashOrders.get(keys);
  if (!order) {
    const hashes = keys.map(hash64);
    hashOrders.set(keys, order = keys.map((_, index) => index).sort((a, b) => (hashes[a]! < hashes[b]! ? -1 : 1)));
  }
  return order;
}

/** What the learner's code answered, as a list of texts whatever it is. */
const listed = (answer: unknown): string[] => (Array.isArray(answer) ? answer.map(String) : [`${String(answer)} (no list)`]);

/** What all caches together have to bear, against what they can. */
const MEAN_LOAD = 0.55;
const CACHES = 12;
/** A cache that has to bear more than it can for so long dies. */
const OVERLOADED_S = 5;
const CASCADE_S = 60;
/** Part of the keys that is asked for in a second. */
const ASKED_PER_S = 0.2;

/** Twelve caches that all keys are asked of alike; who is down is known within a second. Load flows second by second. */
export function caches(stage: Stage): Built {
  const { world } = stage;
  const members = Array.from({ length: CACHES }, (_, index) => member(sequential(index)));
  for (const { id } of members) {
    const node = world.addNode(id, 'given');
    hook(node, { boot: () => ({ receive() {} }) });
    node.start();
  }
  const [router] = fresh(stage, ['router-1']) as [Pure];
  const keys = keysOf(10_000);
  const overloadedS = new Map<string, number>();
  let owners: Owners = [];
  let loads: ReadonlyMap<string, number> = new Map();
  let placedFor = '';
  let cold = 0;
  const tick = (second: number): void => {
    const up = members.filter(({ id }) => world.node(id).state === 'up');
    if (up.length > 0 && up.map(({ id }) => id).join() !== placedFor) {
      const before = owners;
      owners = place(stage, router, up, keys, 1) ?? owners;
      loads = loadsOf(owners);
      placedFor = up.map(({ id }) => id).join();
      const moved = before.length === 0 ? 0 : owners.filter(([owner], key) => owner !== before[key]![0]).length;
      if (moved > 0) world.history.fact('cold', { keys: moved }, router.id);
      cold += moved;
    }
    world.history.sample('Misses', '/s', cold * ASKED_PER_S);
    cold *= 1 - ASKED_PER_S;
    for (const { id } of members) bear(id, up.some(each => each.id === id) ? loads.get(id) ?? 0 : 0, second);
  };
  const bear = (id: string, load: number, second: number): void => {
    world.history.sample(`Load/${id}`, '%', 100 * load);
    overloadedS.set(id, load > 1 ? (overloadedS.get(id) ?? 0) + 1 : 0);
    if (overloadedS.get(id)! <= OVERLOADED_S) return;
    world.history.fact('died', { load: Math.round(100 * load), second }, id);
    world.node(id).crash();
  };
  for (let second = 0; second <= CASCADE_S; second++) world.at(second * 1_000_000, tick, second);
  return { endMs: CASCADE_S * 1_000 };
}

/** What each cache has to bear; 1 is all that it can. */
function loadsOf(owners: Owners): Map<string, number> {
  const loads = new Map<string, number>();
  for (const [owner] of owners) loads.set(owner!, (loads.get(owner!) ?? 0) + (MEAN_LOAD * CACHES) / owners.length);
  return loads;
}
