import type { Scenario } from '../../course/lesson.ts';
import { msToUs, type Choice, type Decision, type Fault, type FaultPlan, type Transmitted } from '../../sim/index.ts';
import type { Attempt } from '../attempt.ts';
import { Run } from '../run.ts';
import type { Envelope } from './envelope.ts';
import { States, token } from './states.ts';
import { MOST_STRIKES, strikesSome } from './targeted.ts';

/** How to come to a run: where it differs from the drawn one. Steps are the events of a run, from 0. */
export interface Trail {
  /** Before which step which alternative is taken. */
  readonly picks: ReadonlyMap<number, number>;
  /** With faults that were moved, and messages that are struck. */
  readonly plan: FaultPlan;
  /** From this step on all is as drawn, and may be otherwise. */
  readonly freeFrom: number;
}

/** What could be otherwise from a step on: so many alternatives to what comes next, or other plans. */
export interface Branch {
  readonly step: number;
  readonly alternatives: number;
  readonly plans: readonly FaultPlan[];
}

/** A message that could be on its way for another time. */
interface InFlight {
  readonly transmitted: Transmitted;
  readonly sentUs: number;
  readonly drawnUs: number;
  readonly earliestUs: number;
  readonly latestUs: number;
  dueUs: number;
}

/** What comes next in place of what would: a message brought forward, or put off. */
interface Alternative {
  /** The event that delivers it. */
  readonly event: number;
  readonly atUs: number;
}

/** Messages in flight, by the event that delivers them. */
type Flights = Map<number, InFlight>;

/**
 * A run whose next event can be another than the drawn one: a message that can be there by then; or what comes after a
 * message that can take longer; or a fault that can strike by then, or that strikes a message just sent. The run ends
 * early where it comes to a state that was seen before.
 */
export class SearchRun extends Run {
  readonly branches: Branch[] = [];
  /** It came to a state from which all was tried, or will be. */
  met = false;
  private readonly trail: Trail;
  private readonly envelope: Envelope;
  private readonly states: States;
  private readonly flights: Flights;
  private readonly spared: Decision[];
  private readonly takes: Choice[] = [];
  private steps = 0;

  constructor(scenario: Scenario, attempt: Attempt, seed: number, trail: Trail, seen: Set<number>, envelope: Envelope) {
    const states = new States(seen);
    const flights: Flights = new Map();
    const spared: Decision[] = [];
    super(scenario, attempt, {
      seed, mode: 'explore', plan: trail.plan,
      onWorld: world => {
        states.watch(world);
        world.network.spared = spared;
        world.network.onTransmit = transmitted => {
          if (transmitted.link.wire) return;
          states.sent(transmitted);
          const [leastMs, mostMs] = world.network.delaysOf(transmitted.link, transmitted.message);
          const sentUs = world.nowUs;
          const drawnUs = sentUs + msToUs(transmitted.delayMs);
          flights.set(transmitted.arrival, {
            transmitted, sentUs, drawnUs, dueUs: drawnUs,
            earliestUs: Math.min(drawnUs, sentUs + msToUs(leastMs)), latestUs: Math.max(drawnUs, sentUs + msToUs(mostMs)),
          });
        };
      },
    });
    this.trail = trail;
    this.envelope = envelope;
    this.states = states;
    this.flights = flights;
    this.spared = spared;
  }

  /** With which the run is the same without a search. */
  replayPlan(): FaultPlan {
    const moved = [...this.flights.values()].filter(({ dueUs, drawnUs }) => dueUs !== drawnUs).map(takeOf);
    const schedule = [...this.plan.schedule ?? [], ...this.takes, ...moved];
    return { ...this.plan, ...(schedule.length > 0 ? { schedule } : {}) };
  }

  protected override next(): boolean {
    const { world, flights, trail: { picks, freeFrom } } = this;
    const step = this.steps++;
    const isNew = this.states.isNew(this.pending());
    const struck = this.spared.splice(0);
    if (step >= freeFrom) {
      if (!isNew) {
        this.met = true;
        return false;
      }
      const alternatives = this.alternatives().length;
      const plans = this.otherPlans(struck);
      if (alternatives > 0 || plans.length > 0) this.branches.push({ step, alternatives, plans });
    }
    const pick = picks.get(step);
    if (pick !== undefined) this.follow(this.alternatives()[pick]!);
    const { event } = world.coming();
    const flight = flights.get(event);
    flights.delete(event);
    if (flight && flight.dueUs !== flight.drawnUs) this.takes.push(takeOf(flight));
    this.states.begin(flight?.transmitted);
    return world.step();
  }

  private alternatives(): Alternative[] {
    const { world, flights } = this;
    const { event: first, dueUs, thenUs } = world.coming();
    if (dueUs === Infinity) return [];
    const forward = [...flights].flatMap(([event, { earliestUs }]): Alternative[] => {
      const atUs = Math.max(world.nowUs + 1, earliestUs);
      return event !== first && atUs < dueUs ? [{ event, atUs }] : [];
    });
    const flight = flights.get(first);
    const back = flight ? [...new Set([thenUs + 1, flight.latestUs])].filter(atUs => atUs > thenUs && atUs <= flight.latestUs) : [];
    return [...forward, ...back.map(atUs => ({ event: first, atUs }))];
  }

  private follow({ event, atUs }: Alternative): void {
    const { flights, world } = this;
    const flight = flights.get(event)!;
    flights.delete(event);
    flights.set(world.network.deliverAt(atUs, flight.transmitted.message, event), flight);
    flight.dueUs = atUs;
  }

  /** A message just sent is struck, or a fault strikes now that would have later. */
  private otherPlans(spared: readonly Decision[]): FaultPlan[] {
    const { plan, world: { nowUs } } = this;
    const strikes = spared.flatMap(({ id }): FaultPlan[] => {
      const colon = id.indexOf(':');
      const fault = plan.faults.find(each => each.id === id.slice(0, colon))!;
      const before = plan.schedule?.filter(choice => choice.does === 'strike' && choice.fault === fault.id).length ?? 0;
      return strikesSome(fault) && before < MOST_STRIKES ? [{ ...plan, schedule: [...plan.schedule ?? [], { does: 'strike', fault: fault.id, message: id.slice(colon + 1) }] }] : [];
    });
    const { dueUs } = this.world.coming();
    const atMs = (nowUs + 1) / 1000;
    const moves = nowUs + 1 >= dueUs ? [] : this.waiting().filter(fault => this.mayStart(fault, atMs)).map(fault => ({
      ...plan, faults: plan.faults.map(each => (each === fault ? { ...each, start: { atMs } } : each)),
    }));
    return [...strikes, ...moves];
  }

  private mayStart(fault: Fault & { readonly start: { readonly atMs: number } }, atMs: number): boolean {
    const { startMs: [least, most] } = this.envelope.timesOf(fault)!;
    return least < most && atMs >= least && atMs < fault.start.atMs;
  }

  /** Timed faults that have not struck yet. */
  private waiting(): (Fault & { readonly start: { readonly atMs: number } })[] {
    return this.plan.faults.filter((fault): fault is Fault & { readonly start: { readonly atMs: number } } => 'atMs' in fault.start && msToUs(fault.start.atMs) > this.world.nowUs);
  }

  private pending(): number {
    return token(...this.waiting().map(({ start }) => start.atMs));
  }
}

const takeOf = ({ transmitted: { link: { from, to }, number }, dueUs, sentUs }: InFlight): Choice =>
  ({ does: 'take', message: `${from.id}>${to.id}:${number}`, delayMs: (dueUs - sentUs) / 1000 });
