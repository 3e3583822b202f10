import { capRetries, drain, fence, FleetDuty, onlyIn, restoreAndShed, stopReads, type Built, type FleetService, type FleetSpec, type Stage, type World } from 'faultlab/author';
import type { Mode } from './contract';

export const ZONES = ['east', 'west'] as const;
const EVERYWHERE = ['east', 'west', 'east', 'west'];
/** The usual peak, operations a second; everything is built for 1.3 times as many. */
export const PEAK = 400;
const BUILT_FOR = 1.3 * PEAK;

export const FIRST_QUESTION_MS = 120_000;
export const QUESTION_MS = 5_000;
export const END_MS = 300_000;
const RUNBOOK_MS = 5_000;

/** What is drawn of the shop before anything happens. */
export interface Layout {
  /** The zone with two of the three replicas. */
  readonly majority: string;
  readonly replicas: readonly string[];
  readonly leader: string;
  /** A replica that does not lead. */
  readonly follower: string;
  /** A service of two instances with a long queue. */
  readonly small: string;
  /** A service of four instances, and one of these. */
  readonly large: string;
  readonly instance: string;
}

/** The same for the same run, whoever asks. `leaderIn`: absent: in any zone. */
export function layoutOf(world: World, leaderIn?: 'majority' | 'minority'): Layout {
  const random = world.stream('layout');
  const [majority, minority] = random.shuffle(ZONES) as [string, string];
  const replicas = random.shuffle([majority, majority, minority]);
  const ids = random.shuffle(replicas.map((zone, index) => ({ id: `store-${index + 1}`, zone })));
  const leader = ids.find(({ zone }) => leaderIn === undefined || zone === (leaderIn === 'majority' ? majority : minority))!.id;
  const large = random.pick(['api', 'search']);
  return { majority, replicas, leader, follower: ids.find(({ id }) => id !== leader)!.id, small: random.pick(['cart', 'users']), large, instance: `${large}-${random.integer(1, 4)}` };
}

export interface Setting {
  /** Share of what everything is built for. */
  readonly load: number;
  readonly leaderIn?: 'majority' | 'minority';
  truth?(layout: Layout): { readonly mode: Mode; readonly where: string };
}

/** A shop, and somebody who is asked every five seconds what is wrong with it. */
export function shop(stage: Stage, { load, leaderIn, truth }: Setting): Built {
  const layout = layoutOf(stage.world, leaderIn);
  return new FleetDuty(stage, {
    fleet: fleetOf(layout, load), handler: 'diagnose',
    runbooks: {
      'retry-storm': capRetries(0.1),
      'overload-cascade': restoreAndShed(0.4, { lastsMs: 20_000 }),
      'split-brain': fence,
      'replication-lag': stopReads,
      'gray-node': drain,
      'partition': onlyIn,
    } satisfies Record<Exclude<Mode, 'none'>, unknown>,
    ...truth ? { truth: truth(layout) } : {},
    fromMs: FIRST_QUESTION_MS, everyMs: QUESTION_MS, takesMs: RUNBOOK_MS, most: 2, lastsMs: END_MS,
  }).start();
}

function fleetOf({ replicas, leader }: Layout, load: number): FleetSpec {
  const large = { zones: EVERYWHERE, perSecond: BUILT_FOR / 4, queue: 40, bearsMs: [24_000, 30_000] } as const;
  const small = { zones: ZONES, perSecond: BUILT_FOR / 4, queue: 400 };
  const again = { timeoutMs: 450, retries: 3 };
  const store = { to: 'store', timeoutMs: 150, retries: 3 };
  const services: FleetService[] = [
    { id: 'web', ...large, workMs: 5, calls: [{ to: 'api', perRequest: 1, timeoutMs: 1_000, retries: 0 }] },
    { id: 'api', ...large, workMs: 8, calls: [{ to: 'search', perRequest: 1, ...again }, { to: 'cart', perRequest: 0.5, ...again }, { to: 'users', perRequest: 0.5, ...again }] },
    { id: 'search', ...large, workMs: 20, calls: [{ ...store, perRequest: 1 }] },
    { id: 'cart', ...small, workMs: 20, calls: [{ ...store, perRequest: 0.7 }, { ...store, perRequest: 0.3, writes: true }] },
    { id: 'users', ...small, workMs: 15, calls: [{ ...store, perRequest: 1 }] },
    { id: 'store', zones: replicas, perSecond: BUILT_FOR * 0.8, workMs: 4, queue: 30 },
  ];
  return { zones: ZONES, services, users: { to: 'web', perSecond: load * BUILT_FOR, timeoutMs: 2_000 }, store: { service: 'store', leader } };
}
