import { msToUs } from '../../../sim/index.ts';
import { fresh, type Pure } from '../../fresh.ts';
import { defineFleetFaults } from '../../service/fleet/faults.ts';
import { Fleet } from '../../service/fleet/fleet.ts';
import type { FleetSpec } from '../../service/fleet/spec.ts';
import type { Built, Stage } from '../../stage.ts';
import { EvidenceLog } from './evidence.ts';
import { DutyMeters } from './meters.ts';
import { DutyPicture } from './picture.ts';
import type { Runbook } from './runbooks.ts';

const SECOND_US = 1_000_000;
const OPERATOR = 'oncall';

export interface Duty {
  readonly fleet: FleetSpec;
  /** The learner's function, which gets the evidence and answers with a diagnosis. */
  readonly handler: string;
  /** By mode: what is done where such a diagnosis says. Every other mode means that nothing has to be done. */
  readonly runbooks: Readonly<Record<string, Runbook>>;
  /** What is wrong, and where; none: nothing. For the pictures. */
  readonly truth?: { readonly mode: string; readonly where: string };
  /** First question, and how often it is asked again. Evidence goes back 120 s. */
  readonly fromMs: number;
  readonly everyMs: number;
  /** From the second equal answer until the runbook has done its work. */
  readonly takesMs: number;
  /** Runbooks that are run at most. */
  readonly most: number;
  readonly lastsMs: number;
}

/** What the learner's function answers. */
interface Diagnosis {
  readonly mode: string;
  readonly where: string;
  /** Series by name. */
  readonly because: readonly string[];
}

/**
 * A fleet of services and a function that is asked what is wrong with it, again and again. Two equal answers in a row, each with
 * a series that exists as its reason, run the runbook of that mode at that place; none is run twice at one place.
 *
 * Facts: `diagnosed` with `mode`, `where`, `because`, and `ignored` if nobody would act on it, at every question; `runbook` with
 * `mode`, `where` and `done` (absent: there is no such place) when it has done its work; `lost` with `writes` and `mode`, `where`
 * if acknowledged writes are gone by it; `starved` with `service`, `possible` and `needed`, a second, if by it a service that could
 * do what users need no longer can; `died` with `instance` at the end of the second. Series: those of `DutyMeters`.
 */
export class FleetDuty {
  readonly fleet: Fleet;
  private readonly stage: Stage;
  private readonly duty: Duty;
  private readonly operator: Pure;
  private readonly log: EvidenceLog;
  private readonly meters: DutyMeters;
  /** The same without any runbook; only while a run is recorded. */
  private readonly untouched: DutyMeters | undefined;
  private readonly picture: DutyPicture | undefined;
  private before: Diagnosis | undefined;
  private readonly run = new Set<string>();
  private told = 0;

  constructor(stage: Stage, duty: Duty) {
    const { world } = stage;
    this.stage = stage;
    this.duty = duty;
    this.fleet = new Fleet(world, duty.fleet);
    this.log = new EvidenceLog(this.fleet);
    this.meters = new DutyMeters(this.fleet);
    this.operator = fresh(stage, [OPERATOR])[0]!;
    const untouched = world.pictures && new Fleet(world, duty.fleet);
    this.untouched = untouched && new DutyMeters(untouched);
    this.picture = world.pictures && new DutyPicture(world, world.pictures, OPERATOR, Object.keys(duty.runbooks), duty.truth);
    defineFleetFaults(world, [this.fleet, ...untouched ? [untouched] : []]);
  }

  /** Call once; the result is what a scenario's world returns. */
  start(): Built {
    const { stage: { world }, duty: { lastsMs } } = this;
    world.at(SECOND_US, second, this);
    world.at(msToUs(lastsMs) - 1, finish, this);
    return { endMs: lastsMs };
  }

  second(): void {
    const { fleet, log, meters, untouched, stage: { world, world: { nowUs } }, duty: { fromMs, everyMs } } = this;
    fleet.catchUp();
    log.collect();
    meters.read(world.history);
    untouched?.fleet.catchUp();
    untouched?.readUntouched(world.history);
    for (; this.told < fleet.deaths.length; this.told++) world.history.fact('died', { instance: fleet.deaths[this.told]!.instance.id });
    const sinceUs = nowUs - msToUs(fromMs);
    if (sinceUs >= 0 && sinceUs % msToUs(everyMs) === 0) this.ask();
    world.after(SECOND_US, second, this);
  }

  finish(): void {
    this.picture?.finish(this.meters, this.untouched!);
  }

  private ask(): void {
    const { log, duty: { handler, runbooks }, stage: { world } } = this;
    const evidence = log.evidence();
    const answer = this.operator.ask(exports => diagnosisIn((exports[handler] as (evidence: unknown) => unknown)(evidence)));
    if (!answer) return;
    const { mode, where, because } = answer;
    const acts = Object.hasOwn(runbooks, mode);
    const counts = acts && because.some(name => log.isSeries(name));
    const row = world.history.fact('diagnosed', { mode, where, because, ...acts && !counts ? { ignored: true } : {} }, OPERATOR);
    this.picture?.diagnosed(answer, acts, row);
    const isSecond = this.before?.mode === mode && this.before.where === where;
    this.before = counts ? answer : undefined;
    if (counts && isSecond) this.begin(answer);
  }

  private begin({ mode, where }: Diagnosis): void {
    const { run, duty: { most, takesMs }, stage: { world } } = this;
    const key = `${mode} at ${where}`;
    if (run.has(key) || run.size >= most) return;
    run.add(key);
    this.picture?.begins(key);
    world.after(msToUs(takesMs), act, this, { mode, where });
  }

  /** Does what the runbook says, and tells what harm it did. */
  act(mode: string, where: string): void {
    const { fleet, duty: { runbooks }, stage: { world: { history } } } = this;
    fleet.catchUp();
    const services = fleet.spec.services.map(({ id }) => id);
    const enough = services.filter(id => fleet.possibleAt(id) >= fleet.demandOf(id));
    const result = runbooks[mode]!(fleet, where);
    const row = history.fact('runbook', { mode, where, ...result ? { done: result.done } : {} }, OPERATOR);
    const { lostWrites = 0 } = result ?? {};
    if (lostWrites > 0) history.fact('lost', { mode, where, writes: lostWrites }, OPERATOR);
    for (const id of enough) {
      const [possible, needed] = [fleet.possibleAt(id), fleet.demandOf(id)];
      if (possible < needed) history.fact('starved', { mode, where, service: id, possible: Math.round(possible), needed: Math.round(needed) }, OPERATOR);
    }
    this.picture?.done(result?.done ?? `there is no ${where}`, row);
  }
}

/** Whatever was answered, as a diagnosis: what is missing is ''. */
function diagnosisIn(answer: unknown): Diagnosis {
  const { mode, where, because } = (answer ?? {}) as Partial<Record<keyof Diagnosis, unknown>>;
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { mode: text(mode), where: text(where), because: Array.isArray(because) ? because.map(text) : [] };
}

function second(duty: FleetDuty): void {
  duty.second();
}

function act(duty: FleetDuty, { mode, where }: Pick<Diagnosis, 'mode' | 'where'>): void {
  duty.act(mode, where);
}

function finish(duty: FleetDuty): void {
  duty.finish();
}
