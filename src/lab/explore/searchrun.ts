import type { Scenario } from '../../course/lesson.ts';
import { hook, msToUs, type Choice, type Decision, type Fault, type FaultPlan, type Transmitted } from '../../sim/index.ts';
import type { Attempt } from '../attempt.ts';
import { Run } from '../run.ts';
import { startOf, type Envelope } from './envelope.ts';
import { States } from './states.ts';
import { MOST_STRIKES, strikesSome } from './targeted.ts';

/** How to come to a run: where it differs from the drawn one. Steps are the events of a run, from 0. */
export interface Trail {
  /** Before which step which alternative is taken. */
  readonly picks: ReadonlyMap<number, number>;
  /** With messages that are struck. */
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

/** What comes at an instant, and could come at another one: a message, or a fault. */
interface Movable {
  readonly transmitted?: Transmitted;
  readonly fault?: Fault;
  readonly drawnUs: number;
  readonly earliestUs: number;
  readonly latestUs: number;
  dueUs: number;
}

/** What comes next in place of what would: something brought forward, or put off. */
interface Alternative {
  readonly event: number;
  readonly atUs: number;
}

/**
 * A run whose next event can be another than the drawn one: a message or a fault that can come by then, or what follows on
 * one that can come later; and a fault may strike a message just sent. The run ends early where it comes to a state that
 * was seen before.
 */
export class SearchRun extends Run {
  readonly branches: Branch[] = [];
  /** It came to a state from which all was tried, or will be. */
  met = false;
  private readonly trail: Trail;
  private readonly states: States;
  private readonly envelope: Envelope;
  /** By the event. */
  private readonly movables: Map<number, Movable>;
  private readonly spared: Decision[];
  /** What has come. */
  private readonly moved: Movable[] = [];
  private steps = 0;

  constructor(scenario: Scenario, attempt: Attempt, seed: number, trail: Trail, seen: Set<number>, envelope: Envelope) {
    const states = new States(seen);
    const movables = new Map<number, Movable>();
    const spared: Decision[] = [];
    super(scenario, attempt, {
      seed, mode: 'explore', plan: trail.plan,
      onWorld: world => {
        states.watch(world);
        world.network.spared = spared;
        const onTransmit = (transmitted: Transmitted): void => {
          if (transmitted.link.wire) return;
          states.sent(transmitted);
          const [leastMs, mostMs] = world.network.delaysOf(transmitted.link, transmitted.message);
          movables.set(transmitted.arrival, { transmitted, ...span(world.nowUs + msToUs(transmitted.delayMs), world.nowUs + msToUs(leastMs), world.nowUs + msToUs(mostMs)) });
        };
        const onArm = (fault: Fault, event: number): void => {
          const [leastMs, mostMs] = envelope.timesOf(fault)?.startMs ?? STAYS;
          if (leastMs < mostMs) movables.set(event, { fault, ...span(msToUs(startOf(fault)), msToUs(leastMs), msToUs(mostMs)) });
        };
        hook(world.network, { onTransmit });
        hook(world.faults, { onArm });
      },
    });
    this.trail = trail;
    this.states = states;
    this.envelope = envelope;
    this.movables = movables;
    this.spared = spared;
  }

  /** With which the run is the same without a search. */
  replayPlan(): FaultPlan {
    const { plan } = this;
    const moved = [...this.moved, ...this.movables.values()].filter(({ dueUs, drawnUs }) => dueUs !== drawnUs);
    const startsMs = new Map(moved.flatMap(({ fault, dueUs }) => (fault ? [[fault, dueUs / 1000] as const] : [])));
    const schedule = [...plan.schedule ?? [], ...moved.flatMap(({ transmitted, dueUs }) => (transmitted ? [takeOf(transmitted, dueUs)] : []))];
    const faults = plan.faults.map(fault => (startsMs.has(fault) ? { ...fault, start: { atMs: startsMs.get(fault)! } } : fault));
    return { ...plan, faults, ...(schedule.length > 0 ? { schedule } : {}) };
  }

  protected override next(): boolean {
    const { world, movables, trail: { picks, freeFrom } } = this;
    const step = this.steps++;
    const isNew = this.states.isNew();
    const spared = this.spared.splice(0);
    if (step >= freeFrom) {
      if (!isNew) {
        this.met = true;
        return false;
      }
      const alternatives = this.alternatives().length;
      const plans = spared.flatMap(decision => this.planWithStrike(decision));
      if (alternatives > 0 || plans.length > 0) this.branches.push({ step, alternatives, plans });
    }
    const pick = picks.get(step);
    if (pick !== undefined) this.move(this.alternatives()[pick]!);
    const { event } = world.coming();
    const movable = movables.get(event);
    movables.delete(event);
    if (movable) this.moved.push(movable);
    this.states.begin(movable?.transmitted);
    return world.step();
  }

  private alternatives(): Alternative[] {
    const { world, movables } = this;
    const { event: first, dueUs, thenUs } = world.coming();
    if (dueUs === Infinity) return [];
    const forward = [...movables].flatMap(([event, { earliestUs }]): Alternative[] => {
      const atUs = Math.max(world.nowUs + 1, earliestUs);
      return event !== first && atUs < dueUs ? [{ event, atUs }] : [];
    });
    const latestUs = movables.get(first)?.latestUs ?? -Infinity;
    const back = [...new Set([thenUs + 1, latestUs])].filter(atUs => atUs > thenUs && atUs <= latestUs);
    return [...forward, ...back.map(atUs => ({ event: first, atUs }))].filter(alternative => this.keepsDistances(alternative));
  }

  /** A fault keeps the distances to the others that its author gives it. */
  private keepsDistances({ event, atUs }: Alternative): boolean {
    const { fault } = this.movables.get(event)!;
    if (!fault) return true;
    const others = this.replayPlan().faults;
    return this.envelope.allows(others.map(each => (each.id === fault.id ? { ...each, start: { atMs: atUs / 1000 } } : each)));
  }

  private move({ event, atUs }: Alternative): void {
    const { movables, world } = this;
    const movable = movables.get(event)!;
    movables.delete(event);
    const { transmitted, fault } = movable;
    movables.set(transmitted ? world.network.deliverAt(atUs, transmitted.message, event) : world.faults.strikeAt(atUs, fault!, event), movable);
    movable.dueUs = atUs;
  }

  /** A fault strikes a message that was just sent. */
  private planWithStrike({ id }: Decision): FaultPlan[] {
    const { plan } = this;
    const colon = id.indexOf(':');
    const fault = plan.faults.find(each => each.id === id.slice(0, colon))!;
    const before = plan.schedule?.filter(choice => choice.does === 'strike' && choice.fault === fault.id).length ?? 0;
    if (!strikesSome(fault) || before >= MOST_STRIKES) return [];
    return [{ ...plan, schedule: [...plan.schedule ?? [], { does: 'strike', fault: fault.id, message: id.slice(colon + 1) }] }];
  }
}

/** Of a fault that was pinned to an instant. */
const STAYS = [0, 0] as const;

const span = (drawnUs: number, leastUs: number, mostUs: number) => ({ drawnUs, dueUs: drawnUs, earliestUs: Math.min(drawnUs, leastUs), latestUs: Math.max(drawnUs, mostUs) });

const takeOf = ({ link: { from, to }, number, message: { sentUs } }: Transmitted, dueUs: number): Choice =>
  ({ does: 'take', message: `${from.id}>${to.id}:${number}`, delayMs: (dueUs - sentUs) / 1000 });
