import assert from 'node:assert/strict';
import { FaultAuthor, instanceCrashes, instanceSlower, moreUsers, newVersion, replicaApplies, zonesCut } from '../../../src/course/author.ts';
import { defineFleetFaults } from '../../../src/kits/service/fleet/faults.ts';
import { Fleet } from '../../../src/kits/service/fleet/fleet.ts';
import { type Fault, World } from '../../../src/sim/index.ts';
import { twin } from '../twin.ts';
import { fleetSpec, type FleetSetting } from './fleet.ts';

interface Setting extends FleetSetting {
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  /** What is done to it, by second. */
  readonly then?: Readonly<Record<number, (fleet: Fleet) => void>>;
  readonly untilS?: number;
}

interface Lived {
  readonly fleet: Fleet;
  /** Share of the operations answered, by second. */
  readonly success: readonly number[];
  readonly oldestMs: readonly number[];
}

function live(setting: Setting = {}): Lived {
  const { faults = () => [], then = {}, untilS = 150 } = setting;
  const world = new World({ seed: 1, mode: 'explore' });
  const fleet = new Fleet(world, fleetSpec(setting));
  defineFleetFaults(world, [fleet]);
  world.begin({ faults: faults(new FaultAuthor(world)), off: [] });
  const success: number[] = [];
  const oldestMs: number[] = [];
  let [asked, answered] = [0, 0];
  for (let second = 1; second <= untilS; second++) {
    world.at(second * 1e6, () => {
      fleet.catchUp();
      success.push((fleet.counted.answered - answered) / (fleet.counted.asked - asked));
      oldestMs.push(fleet.oldestMs());
      ({ asked, answered } = fleet.counted);
      then[second]?.(fleet);
    });
  }
  while (world.step());
  return { fleet, success, oldestMs };
}

const mean = (values: readonly number[], fromS: number, toS: number): number => values.slice(fromS, toS).reduce((sum, value) => sum + value, 0) / (toS - fromS);
const rolesOf = ({ fleet }: Lived): string[] => fleet.store.replicas.map(({ role, term }) => `${role} ${term}`);

const slowFiveSeconds = (f: FaultAuthor): Fault[] => [instanceSlower(f, 'back', 20, 60_000, { lastsMs: 5_000 })];
/** A queue in which requests wait longer than their callers do. */
const LONG_QUEUE = { backs: 2, queue: 200, perSecond: 150, bearsMs: 600_000 };

describe('a fleet', () => {
  it('answers what comes, evenly, as long as there is room', () => {
    const { fleet, success, oldestMs } = live();
    assert.ok(Math.min(...success.slice(2)) > 0.99);
    assert.ok(Math.max(...oldestMs) < 1_000);
    const [one, ...others] = fleet.instancesOf('back').map(({ counted }) => counted.attempts);
    for (const other of others) assert.ok(Math.abs(other / one! - 1) < 0.01);
    assert.equal(fleet.deaths.length, 0);
  });

  it('is held down by repeated calls after a short slowness, if a queue is longer than callers wait', () => {
    const storm = live({ ...LONG_QUEUE, faults: slowFiveSeconds });
    assert.ok(mean(storm.success, 130, 150) < 0.2);
    const [route] = storm.fleet.routesOf('front', 'back');
    assert.ok(route!.counted.attempts > 2 * route!.counted.firstAttempts);
    assert.ok(mean(live({ ...LONG_QUEUE, retries: 0, faults: slowFiveSeconds }).success, 130, 150) > 0.99);
    assert.ok(mean(live({ ...LONG_QUEUE }).success, 130, 150) > 0.99);
    const capped = live({ ...LONG_QUEUE, faults: slowFiveSeconds, then: { 80: fleet => { for (const { edge } of fleet.routesOf('front', 'back')) edge.budget = 0.1; } } });
    assert.ok(mean(capped.success, 75, 80) < 0.2 && mean(capped.success, 130, 150) > 0.99);
  });

  it('loses instance after instance once one has died, if the others have no room', () => {
    const faults = (f: FaultAuthor): Fault[] => [instanceCrashes(f, 'back-2', 60_000)];
    const dominoes = live({ perSecond: 170, faults, untilS: 100 });
    assert.deepEqual([...new Set(dominoes.fleet.deaths.map(({ instance }) => instance.id))].sort(), ['back-1', 'back-2', 'back-3', 'back-4']);
    const roomy = live({ perSecond: 120, faults });
    assert.deepEqual(roomy.fleet.deaths.map(({ instance }) => instance.id), ['back-2']);
    assert.ok(mean(roomy.success, 65, 150) > 0.99 && roomy.fleet.find('back-2')!.isUp);
  });

  it('notices a dead instance after two seconds, and sends nothing there from then on', () => {
    const faults = (f: FaultAuthor): Fault[] => [instanceCrashes(f, 'front-1', 60_000)];
    const { success } = live({ perSecond: 80, faults });
    assert.ok(mean(success, 60, 62) < 0.6 && mean(success, 63, 115) > 0.99);
  });

  it('gives every fourth caller to an instance that is slow, until it is drained', () => {
    const faults = (f: FaultAuthor): Fault[] => [instanceSlower(f, 'back-3', 10, 60_000)];
    const limping = live({ retries: 0, faults });
    assert.ok(Math.abs(mean(limping.success, 120, 150) - 0.75) < 0.05);
    const gray = limping.fleet.find('back-3')!;
    assert.ok(gray.isUp && gray.load(limping.fleet.stepMs) < 0.2 && gray.responseMs > 10 * limping.fleet.find('back-1')!.responseMs);
    assert.ok(mean(live({ retries: 0, faults, then: { 100: fleet => { fleet.find('back-3')!.isDrained = true; } } }).success, 120, 150) > 0.99);
  });

  it('replaces instances one by one when a new version goes out, and each is slow at first', () => {
    const states: string[] = [];
    const note = (fleet: Fleet): void => void states.push(fleet.instancesOf('back').map(({ isUp, slower }) => (isUp ? (slower > 1 ? 'slow' : 'well') : 'away')).join(' '));
    const { fleet } = live({ perSecond: 80, faults: f => [newVersion(f, 'back', 60_000)], then: { 61: note, 66: note, 74: note, 77: note, 140: note } });
    assert.deepEqual(states, ['away well well well', 'slow well well well', 'well well well well', 'well away well well', 'well well well well']);
    assert.deepEqual(fleet.deploys.map(({ service, atUs }) => [service, atUs]), [['back', 60e6]]);
    assert.equal(fleet.deaths.length, 0);
  });

  it('bears twice the users where there is room for them', () => {
    const faults = (f: FaultAuthor): Fault[] => [moreUsers(f, 2, 60_000)];
    const { success, fleet } = live({ perSecond: 90, faults });
    assert.ok(mean(success, 60, 150) > 0.98);
    assert.equal(fleet.demandOf('front'), 180);
    assert.ok(mean(live({ perSecond: 120, faults }).success, 100, 150) < 0.9);
  });

  it('says what a service could do of what is asked', () => {
    const { fleet } = live({ perSecond: 120, then: { 100: each => { each.find('back-1')!.isDrained = true; } } });
    assert.deepEqual([fleet.possibleAt('front'), fleet.possibleAt('back')], [120, 120]);
    fleet.find('back-2')!.isDrained = true;
    assert.equal(fleet.possibleAt('back'), 100);
    for (const instance of fleet.instancesOf('front')) instance.shed = 0.4;
    assert.equal(fleet.possibleAt('front'), 72);
    fleet.onlyZone = 'west';
    assert.equal(fleet.possibleAt('back'), 50);
  });
});

describe('faults of a fleet', () => {
  const late = ({ success }: Lived): number => mean(success, 130, 150);

  twin(instanceSlower, 'callers who repeat keep a fleet down that is well again', slowFiveSeconds, faults => late(live({ ...LONG_QUEUE, faults })) < 0.5);

  twin(instanceCrashes, 'the others die one after the other', f => [instanceCrashes(f, 'back-2', 60_000)], faults => live({ perSecond: 170, faults, untilS: 100 }).fleet.deaths.length > 1);

  twin(zonesCut, 'two believe that they lead', f => [zonesCut(f, 60_000, { lastsMs: 4_000 })], faults => live({ leader: 'store-3', retries: 0, faults }).fleet.store.leaders > 1);

  twin(moreUsers, 'not all are answered', f => [moreUsers(f, 2, 60_000)], faults => late(live({ faults })) < 0.9);

  twin(replicaApplies, 'readers get what is a minute old', f => [replicaApplies(f, 'store-2', 0.01, 60_000)], faults => live({ faults }).oldestMs.at(-1)! > 60_000);

  twin(newVersion, 'who runs without room to spare answers less while instances are away', f => [newVersion(f, 'back', 60_000)], faults => Math.min(...live({ perSecond: 170, retries: 0, faults }).success.slice(60, 100)) < 0.95);
});

describe('the store of a fleet', () => {
  const cut = (lastsMs?: number) => (f: FaultAuthor): Fault[] => [zonesCut(f, 60_000, lastsMs === undefined ? {} : { lastsMs })];

  it('keeps two leaders in different terms after a short cut from the zone of the majority', () => {
    const split = live({ leader: 'store-3', retries: 0, faults: cut(4_000) });
    assert.deepEqual(rolesOf(split), ['leader 2', 'follower 2', 'leader 1']);
    assert.ok(mean(split.success, 80, 150) > 0.99 && split.oldestMs.at(-1)! > 80_000);
    assert.deepEqual(rolesOf(live({ leader: 'store-3', retries: 0, faults: cut(2_000) })), ['follower 1', 'follower 1', 'leader 1']);
    assert.deepEqual(rolesOf(live({ leader: 'store-1', retries: 0, faults: cut(4_000) })), ['leader 1', 'follower 1', 'follower 1']);
  });

  it('has one leader again, and loses nothing more, when the older one is fenced', () => {
    let lost = -1;
    const healed = live({ leader: 'store-3', retries: 0, faults: cut(4_000), then: { 80: ({ store }) => { lost = store.fence(store.find('store-3')!); } } });
    assert.equal(lost, 0);
    assert.deepEqual(rolesOf(healed), ['leader 2', 'follower 2', 'follower 2']);
    assert.ok(healed.oldestMs.at(-1)! < 1_000);
  });

  it('loses what only the newest leader has when that one is fenced, and elects another', () => {
    let lost = 0;
    const split = live({ leader: 'store-3', retries: 0, faults: cut(4_000), then: { 80: ({ store }) => { lost = store.fence(store.find('store-1')!); } } });
    assert.ok(lost > 0 && lost < 20, String(lost));
    assert.equal(split.fleet.store.leaders, 1);
    assert.equal(split.fleet.store.find('store-3')!.term, 1);
  });

  it('raises the term of a replica that hears nobody, which is no leader', () => {
    const torn = live({ leader: 'store-1', retries: 0, faults: cut() });
    assert.match(rolesOf(torn)[2]!, /^candidate \d\d$/);
    assert.equal(torn.fleet.store.leaders, 1);
    assert.ok(mean(torn.success, 80, 150) < 0.8);
    const routed = (zone: string) => live({ leader: 'store-1', retries: 0, perSecond: 60, faults: cut(), then: { 80: fleet => { fleet.onlyZone = zone; fleet.store.frozen = true; } } });
    assert.ok(mean(routed('east').success, 100, 150) > 0.99);
    assert.ok(mean(routed('west').success, 100, 150) < 0.9);
  });

  it('answers old data as fast as new when a replica applies too little, until nobody reads from it', () => {
    const faults = (f: FaultAuthor): Fault[] => [replicaApplies(f, 'store-2', 0.01, 60_000)];
    const lagging = live({ faults });
    assert.ok(lagging.oldestMs.at(-1)! > 60_000 && mean(lagging.success, 60, 150) > 0.99);
    const spared = live({ faults, then: { 100: ({ store }) => { store.find('store-2')!.isRead = false; } } });
    assert.ok(spared.oldestMs[98]! > 20_000 && spared.oldestMs.at(-1)! < 1_000);
  });
});
