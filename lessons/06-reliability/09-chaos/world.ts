import { ChaosLab, type Built, type LabEdge, type RandomStream, type Stage } from 'faultlab/author';
import type { Claim } from 'faultlab';

export const MOST_HARMED = 300;
const PAGES_PER_SECOND = 150;
const EDGES = ['reviews', 'recommendations', 'stock', 'delivery-dates', 'loyalty', 'banners', 'avatars', 'size-guide', 'wishlist', 'search-hints', 'price-history', 'questions'];

export interface Team {
  readonly claims: number;
  readonly windowMs: number;
  /** Claims that are wrong. */
  readonly weak?: number;
  /** Errors at one of the dependencies reach everybody. */
  readonly spreads?: boolean;
  /** No page calls one of the dependencies. */
  readonly quiet?: boolean;
  /** Absent: anything may have been changed since it was tried. Otherwise so many claims, among them the weak ones, and none at the head of the list. */
  readonly changed?: number;
}

/** What is true of a claim: recorded as the fact `truth`, and nowhere to be seen for the program. */
export interface Truth {
  readonly claim: string;
  readonly is: 'sound' | 'weak' | 'spreads' | 'quiet';
  readonly to?: 'errors' | 'delay';
  readonly shows?: 'failures' | 'waiting';
  readonly changedDaysAgo: number;
  readonly verifiedDaysAgo?: number;
}

/** A page, its dependencies, and what is claimed of it. */
export function team(stage: Stage, { claims: count, windowMs, weak = 0, spreads = false, quiet = false, changed }: Team): Built {
  const { random, world } = stage;
  const listed = random.shuffle(EDGES).slice(0, count);
  // Late in the list, so that whoever follows it comes too late.
  const late = random.shuffle(listed.slice(changed === undefined ? 0 : Math.ceil(count / 2)));
  const special = late.slice(0, weak + Number(spreads) + Number(quiet));
  const edges = listed.map((id): LabEdge => {
    const usage = random.between(0.3, 1);
    const weakness = weaknessOf(random);
    if (!special.includes(id)) return { id, usage };
    if (spreads) return { id, usage, spreads };
    if (quiet) return { id, usage: 0 };
    return { id, usage, weakness };
  });
  const recent = changed === undefined ? listed : late.slice(0, changed);
  const claims = edges.map(({ id, usage }): Claim => {
    const verifiedDaysAgo = changed === undefined && random.next() < 0.2 ? undefined : random.integer(20, 200);
    const changedDaysAgo = changed === undefined ? random.integer(1, 300) : recent.includes(id) ? random.integer(1, 15) : random.integer(201, 400);
    const documented = usage === 0 ? random.between(0.3, 1) : usage;
    return {
      id: `survives-without-${id}`, edge: id, says: `the page survives it if ${id} fails or is slow`, callsPerSecond: Math.round(PAGES_PER_SECOND * documented),
      changedDaysAgo, ...(verifiedDaysAgo === undefined ? {} : { verifiedDaysAgo }),
    };
  });
  edges.forEach(({ weakness, usage, spreads: wide }, index) => {
    const { id, changedDaysAgo, verifiedDaysAgo } = claims[index]!;
    const is = weakness ? 'weak' : wide ? 'spreads' : usage === 0 ? 'quiet' : 'sound';
    const truth: Truth = { claim: id, is, changedDaysAgo, ...(verifiedDaysAgo === undefined ? {} : { verifiedDaysAgo }), ...(weakness ? { to: weakness.to, shows: weakness.shows } : {}) };
    world.history.fact('truth', { ...truth });
  });
  return new ChaosLab(stage, { edges, claims, pagesPerSecond: PAGES_PER_SECOND, windowMs, handler: 'experiment', harmLimit: MOST_HARMED }).start();
}

/** Errors are seen as failed pages; delay as failed pages, too, or as pages that wait. */
function weaknessOf(random: RandomStream): NonNullable<LabEdge['weakness']> {
  const to = random.pick(['errors', 'delay'] as const);
  const shows = to === 'errors' ? 'failures' : random.pick(['failures', 'waiting'] as const);
  return { to, shows, share: random.between(0.5, 0.9) };
}
