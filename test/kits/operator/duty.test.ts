import assert from 'node:assert/strict';
import { capRetries, drain, fence, FleetDuty, instanceCrashes, instanceSlower, moreUsers, onlyIn, replicaApplies, restoreAndShed, scenario, stopReads, zonesCut, type FaultAuthor, type RunRecord } from '../../../src/course/author.ts';
import type * as runbooks from '../../../src/kits/operator/fleet/runbooks.ts';
import type { Fault } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';
import { fleetSpec, type FleetSetting } from '../service/fleet.ts';

interface Setting extends FleetSetting {
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly mode?: 'explore' | 'record';
}

/** What comes of a fleet with this body of `diagnose(e)`, which is asked from 120 s to 200 s; `n` counts its calls. */
async function serve(body: string, { faults = () => [], mode = 'explore', ...fleet }: Setting = {}): Promise<RunRecord> {
  const { record } = await runProgram(scenario('duty', {
    symptom: '', limit: { steps: 2_000_000 },
    world: stage => new FleetDuty(stage, {
      fleet: fleetSpec(fleet), handler: 'diagnose', fromMs: 120_000, everyMs: 5_000, takesMs: 5_000, most: 2, lastsMs: 200_000,
      runbooks: { storm: capRetries(0.1), cascade: restoreAndShed(0.4, { lastsMs: 20_000 }), split: fence, lag: stopReads, gray: drain, cut: onlyIn },
    }).start(),
    faults,
  }), `let n = 0; const say = (mode, where, because = ['ageMs@canary']) => ({ mode, where, because }); const known = s => s.filter(v => v !== null);
    export function diagnose(e) { n++; ${body} }`, { mode });
  return record;
}

const factsOf = ({ facts }: RunRecord, type: string) => facts.filter(fact => fact.type === type).map(({ atUs, data }) => ({ atS: atUs / 1e6, ...data }));
const seriesOf = ({ series }: RunRecord, name: string): readonly number[] => series.get(name)!.values;
const success = (record: RunRecord, atS: number): number => seriesOf(record, 'Operations/answered')[atS]! / seriesOf(record, 'Operations/asked')[atS]!;

/** What `diagnose` makes of the evidence at its nth call, given as JSON. */
async function seen(what: string, setting: Setting = {}, call = 5): Promise<unknown> {
  const record = await serve(`return say(n === ${call} ? JSON.stringify(${what}) : '', '')`, setting);
  return JSON.parse(String(factsOf(record, 'diagnosed')[call - 1]!['mode' as never]));
}

describe('somebody on duty for a fleet', () => {
  it('is asked every five seconds, and runs what was answered twice, five seconds later', async () => {
    const record = await serve('return n === 2 || n === 3 ? say("gray", "back-1") : say("none", "")');
    assert.deepEqual(factsOf(record, 'diagnosed').map(({ atS }) => atS), Array.from({ length: 16 }, (_, index) => 120 + 5 * index));
    assert.deepEqual(factsOf(record, 'runbook'), [{ atS: 135, mode: 'gray', where: 'back-1', done: 'back-1 was drained' }]);
  });

  it('runs nothing for answers that change, that cite no series, or that mean nothing', async () => {
    for (const body of ['return say("gray", "back-" + (1 + n % 2))', 'return say(n % 2 ? "gray" : "lag", "store-1")', 'return say("gray", "back-1", ["luck@canary", "p50Ms@nobody", "toString@canary"])', 'return say("toString", "back-1")', 'return say("gray", "back-1", [])', 'return say("none", "back-1")', 'return undefined']) {
      assert.deepEqual(factsOf(await serve(body), 'runbook'), [], body);
    }
    assert.equal(factsOf(await serve('return say("gray", "back-1", [])'), 'diagnosed')[0]!['ignored' as never], true);
  });

  it('runs no runbook twice at one place, and no more than two', async () => {
    const record = await serve('return n < 5 ? say("lag", "store-1") : n < 9 ? say("gray", "store-9") : say("lag", "store-2")');
    assert.deepEqual(factsOf(record, 'runbook').map(({ atS, ...data }) => [atS, data]), [[130, { mode: 'lag', where: 'store-1', done: 'store-1 was taken out of reads' }], [150, { mode: 'gray', where: 'store-9' }]]);
  });

  it('tells when a runbook takes capacity below demand, where there was enough', async () => {
    assert.deepEqual(factsOf(await serve('return say("cascade", "front")'), 'starved'), [{ atS: 130, mode: 'cascade', where: 'front', service: 'front', possible: 72, needed: 120 }]);
    assert.deepEqual(factsOf(await serve('return say("cut", "east")'), 'starved').map(({ atS: _, ...data }) => data['service' as never]), ['front', 'back']);
    assert.deepEqual(factsOf(await serve('return say("gray", "back-1")'), 'starved'), []);
    const faults = (f: FaultAuthor): Fault[] => [instanceCrashes(f, 'back-1', 124_000)];
    assert.deepEqual(factsOf(await serve('return say("cascade", "back")', { perSecond: 170, faults }), 'starved'), []);
  });

  it('tells how many acknowledged writes a fence has cost', async () => {
    const [lost] = factsOf(await serve('return say("split", "store-1")'), 'lost') as unknown as { writes: number }[];
    assert.ok(lost!.writes > 0 && lost!.writes < 20);
    assert.deepEqual(factsOf(await serve('return say("split", "store-2")'), 'lost'), []);
    const faults = (f: FaultAuthor): Fault[] => [zonesCut(f, 124_000, { lastsMs: 4_000 })];
    assert.deepEqual(factsOf(await serve('return n > 3 ? say("split", "store-3") : say("none", "")', { leader: 'store-3', retries: 0, faults }), 'lost'), []);
  });

  const storm: Setting = { backs: 2, queue: 200, perSecond: 150, bearsMs: 600_000, faults: f => [instanceSlower(f, 'back', 20, 122_000, { lastsMs: 5_000 })] };
  const lag: Setting = { faults: f => [replicaApplies(f, 'store-2', 0.01, 122_000)] };
  const answered = (record: RunRecord): boolean => success(record, 195) > 0.99;
  const readsFresh = (record: RunRecord): boolean => seriesOf(record, 'What users read/age').at(-1)! < 1;

  /** The outage that each runbook is meant for; it lasts as long as nobody runs that. */
  const outages: Readonly<Record<keyof typeof runbooks, { setting: Setting; answer: string; over: (record: RunRecord) => boolean }>> = {
    capRetries: { setting: storm, answer: 'storm", "front>back', over: answered },
    restoreAndShed: { setting: { perSecond: 165, faults: f => [instanceCrashes(f, 'back-1', 122_000)] }, answer: 'cascade", "back', over: answered },
    drain: { setting: { retries: 0, faults: f => [instanceSlower(f, 'back-1', 10, 122_000)] }, answer: 'gray", "back-1', over: answered },
    onlyIn: { setting: { retries: 0, perSecond: 60, faults: f => [zonesCut(f, 122_000)] }, answer: 'cut", "east', over: answered },
    stopReads: { setting: lag, answer: 'lag", "store-2', over: readsFresh },
    fence: { setting: { leader: 'store-3', retries: 0, faults: f => [zonesCut(f, 122_000, { lastsMs: 4_000 })] }, answer: 'split", "store-3', over: readsFresh },
  };
  for (const [runbook, { setting, answer, over }] of Object.entries(outages)) {
    it(`ends an outage with ${runbook}, which goes on without it`, async () => {
      assert.equal(over(await serve('return say("none", "")', setting)), false, 'hands off');
      assert.equal(over(await serve(`return n > 1 ? say("${answer}") : say("none", "")`, setting)), true, 'run');
    });
  }

  it('ends no outage with a runbook for another one, or at another place', async () => {
    assert.ok(success(await serve('return n > 1 ? say("cascade", "back") : say("none", "")', storm), 195) < 0.5);
    assert.ok(seriesOf(await serve('return say("lag", "store-3")', lag), 'What users read/age').at(-1)! > 60);
  });

  it('looks the same whether it is recorded or not, and a recording has what would have become of it', async () => {
    const setting: Setting = { retries: 0, faults: f => [instanceSlower(f, 'back-1', 10, 122_000)] };
    const [explored, recorded] = await Promise.all((['explore', 'record'] as const).map(mode => serve('return say("gray", "back-1")', { ...setting, mode })));
    assert.deepEqual(seriesOf(recorded!, 'Operations/answered'), seriesOf(explored!, 'Operations/answered'));
    const without = seriesOf(recorded!, 'Operations/answered without runbooks');
    assert.ok(success(recorded!, 190) > 0.99 && without[190]! < 0.9 * seriesOf(recorded!, 'Operations/asked')[190]!);
  });
});

describe('the evidence', () => {
  it('has 120 seconds of everything', async () => {
    assert.deepEqual(await seen(`[e.instances.length, e.edges.map(x => x.id), e.replicas.map(x => x.id), e.probes.map(x => x.id),
      [...new Set([...e.instances, ...e.edges, ...e.replicas, ...e.probes, e.canary].flatMap(x => Object.values(x).filter(Array.isArray).map(s => s.length)))]]`),
      [9, ['internet>front', 'front>back', 'front>store', 'back>store'], ['store-1', 'store-2', 'store-3'], ['east>west', 'west>east'], [120]]);
  });

  it('lacks one sample in twenty, always the same ones', async () => {
    const share = await seen('(all => all.filter(v => v === null).length / all.length)(e.edges.flatMap(x => [...x.attempts, ...x.firstAttempts, ...x.timeouts]))') as number;
    assert.ok(share > 0.03 && share < 0.07, String(share));
    const early = await seen('e.edges[1].attempts.slice(25, 100)', {}, 1);
    assert.deepEqual(await seen('e.edges[1].attempts.slice(0, 75)', {}, 6), early);
  });

  it('is ordered by clocks that are up to two seconds wrong', async () => {
    const rise = await seen('e.instances.slice(0, 6).map(({ attempts }) => attempts.findIndex(v => v > 1.5 * known(attempts)[0]))', { perSecond: 60, faults: f => [moreUsers(f, 2, 110_000)] }, 1) as number[];
    assert.ok(rise.every(index => index >= 107 && index <= 114), String(rise));
    assert.ok(new Set(rise).size > 1);
  });

  it('says that a process is down, which then says nothing itself', async () => {
    const faults = (f: FaultAuthor): Fault[] => [instanceCrashes(f, 'back-2', 122_000)];
    assert.deepEqual(await seen('[known(e.instances[3].up).at(-1), known(e.instances[3].cpu.slice(-8)), known(e.instances[2].up).at(-1)]', { faults }), [0, [], 1]);
  });

  it('shows what each mode moves', async () => {
    const faults = (f: FaultAuthor): Fault[] => [instanceSlower(f, 'back-2', 10, 122_000)];
    const [slow, other, cpu] = await seen('[2, 3].map(i => known(e.instances[i].p50Ms).at(-1)).reverse().concat(known(e.instances[3].cpu).at(-1))', { faults }) as [number, number, number];
    assert.ok(slow > 10 * other && cpu < 30);
    const [attempts, first] = await seen('["attempts", "firstAttempts"].map(f => known(e.edges[1][f]).at(-1))', { backs: 2, queue: 200, perSecond: 150, bearsMs: 600_000, faults: f => [instanceSlower(f, 'back', 20, 122_000, { lastsMs: 5_000 })] }) as [number, number];
    assert.ok(attempts > 3 * first);
    assert.deepEqual(await seen('[known(e.probes[0].lossPercent).at(-1), known(e.replicas[2].claimedRole).at(-1), known(e.replicas[2].term).at(-1) > 2]', { faults: f => [zonesCut(f, 122_000)] }), [100, 'candidate', true]);
    const [age, behind] = await seen('[Math.max(...known(e.canary.ageMs.slice(-6))), known(e.replicas[0].position).at(-1) - known(e.replicas[1].position).at(-1)]', { faults: f => [replicaApplies(f, 'store-2', 0.01, 122_000)] }) as [number, number];
    assert.ok(age > 10_000 && behind > 100);
  });
});
