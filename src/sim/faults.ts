import { coreFaults } from './corefaults.ts';
import type { CarriedEntry, Link, Message, MessageTag } from './network.ts';
import type { Choice } from './schedule.ts';
import { msToUs } from './time.ts';
import { TraceKind } from './trace.ts';
import type { World } from './world.ts';

/**
 * When a fault strikes: at an instant, or some time after the nth occurrence of a signal. Signals are kit operations
 * (`disk.sync@n2`), deliveries (`delivered:debit@bank`), deliveries of a kit's entries (`entry:configuration@n2`) and facts
 * (`fact:sold`, `fact:sold@n2`), so a plan survives an edit of the learner's program.
 */
export type When = { readonly atMs: number } | AfterSignal;

export interface AfterSignal {
  readonly signal: string;
  readonly nth: number;
  readonly afterMs: number;
  /** Of a start: occurrences count from this instant; absent: from the beginning. */
  readonly fromMs?: number;
}

/** One fault as data. `kind` names who carries it out; the other fields are its parameters. */
export interface Fault {
  /** Unique in its plan, e.g. `crash-1`. */
  readonly id: string;
  readonly kind: string;
  readonly start: When;
  /** Milliseconds from start to end; absent: until the end of the run. */
  readonly lastsMs?: number;
  /** Ends it too; occurrences count from its start. */
  readonly until?: AfterSignal;
  readonly [parameter: string]: unknown;
}

/** Everything that is done to a run. JSON: it can be stored, shortened and replayed. */
export interface FaultPlan {
  readonly faults: readonly Fault[];
  /** Decisions on single messages that are switched off: `<fault id>:<from>><to>:<number on the link>`. */
  readonly off: readonly string[];
  /** Choices about messages that are made instead of drawn. */
  readonly schedule?: readonly Choice[];
  /** Absent: the whole run. */
  readonly only?: Only;
}

/** What of a run takes part, the rest being left out; an absent list leaves out nothing. */
export interface Only {
  /** Decisions on single messages, as in `FaultPlan.off`. */
  readonly decisions?: readonly string[];
  /** Operations, by the names that `Workload` gives them. */
  readonly operations?: readonly string[];
  /** Ids of nodes; others are never started. */
  readonly nodes?: readonly string[];
}

export const NO_FAULTS: FaultPlan = { faults: [], off: [] };

/** Which messages a fault aims at; an absent field matches all. `from` and `to` are ids of nodes. */
export interface MessageFilter {
  readonly kind?: MessageTag['kind'];
  readonly method?: string;
  readonly from?: string | readonly string[];
  readonly to?: string | readonly string[];
  /** The message carries an entry of a kit's log of which all that is given here is so. */
  readonly entry?: Partial<CarriedEntry>;
  /** Only messages that are larger. */
  readonly aboveBytes?: number;
}

export interface FaultKind<F extends Fault = Fault> {
  start(world: World, fault: F): void;
  end?(world: World, fault: F): void;
  /** "n2 is cut off from 4.1 s to 6.0 s" without the times. */
  sentence(fault: F): string;
  /** How its end is told, such as "is back"; absent: "from … to …". */
  readonly over?: string;
}

/** Carries out a fault plan. Kits add their own kinds with `define`. */
export class FaultInjector {
  private readonly world: World;
  private plan: FaultPlan = NO_FAULTS;
  private off: ReadonlySet<string> = new Set();
  private onlyDecisions: ReadonlySet<string> | undefined;
  private readonly kinds = new Map<string, FaultKind>(Object.entries(coreFaults));
  private readonly triggered = new Map<string, { fault: Fault; nth: number; afterMs: number; strike: typeof startFault }[]>();
  private readonly counts = new Map<string, number>();
  /** Is told of each fault with an instant to strike at, and of the event that does it. */
  onArm: ((fault: Fault, event: number) => void) | undefined;
  /** What struck so far. */
  readonly strikes: { readonly fault: Fault; readonly fromUs: number; toUs: number }[] = [];

  constructor(world: World) {
    this.world = world;
  }

  define(kind: string, carriedOutBy: FaultKind): void {
    this.kinds.set(kind, carriedOutBy);
  }

  arm(plan: FaultPlan): void {
    this.plan = plan;
    this.off = new Set(plan.off);
    this.onlyDecisions = plan.only?.decisions && new Set(plan.only.decisions);
    this.world.network.follow(plan.schedule);
    for (const fault of plan.faults) {
      const { start } = fault;
      if ('atMs' in start) {
        const event = this.world.at(msToUs(start.atMs), startFault, this, fault);
        this.onArm?.(fault, event);
      } else if (start.fromMs === undefined) this.await(start, fault, startFault);
      else this.world.at(msToUs(start.fromMs), awaitStart, this, fault);
    }
  }

  /** Has a fault that has not struck yet strike at another instant. Returns the event that does it. */
  strikeAt(atUs: number, fault: Fault, event: number): number {
    this.world.withdraw(event);
    return this.world.at(atUs, startFault, this, fault);
  }

  /** Faults that have not struck yet give way to those of `faults` that are still to come; nothing is scheduled any more. */
  redraw(faults: readonly Fault[]): void {
    const coming = this.toCome(faults);
    this.arm({ faults: coming, off: this.plan.off });
    this.plan = { ...this.plan, faults: [...this.strikes.map(({ fault }) => fault), ...coming] };
  }

  /** Whether the plan is over, and nothing of `faults` is still to come: `redraw` would change nothing. */
  isOver(faults: readonly Fault[]): boolean {
    const { plan, strikes } = this;
    return plan.schedule === undefined && plan.only === undefined && plan.faults.every(fault => strikes.some(strike => strike.fault === fault)) && this.toCome(faults).length === 0;
  }

  private toCome(faults: readonly Fault[]): Fault[] {
    return faults.flatMap((fault): Fault[] => {
      const { start } = fault;
      const redrawn = { ...fault, id: `${fault.id}, redrawn` };
      if ('atMs' in start) return msToUs(start.atMs) < this.world.nowUs ? [] : [redrawn];
      const left = start.nth - (start.fromMs === undefined ? this.counts.get(start.signal) ?? 0 : 0);
      return left < 1 ? [] : [{ ...redrawn, start: { ...start, nth: left } }];
    });
  }

  await({ signal, nth, afterMs }: AfterSignal, fault: Fault, strike: typeof startFault): void {
    const waiting = this.triggered.get(signal) ?? [];
    waiting.push({ fault, nth: (this.counts.get(signal) ?? 0) + nth, afterMs, strike });
    this.triggered.set(signal, waiting);
  }

  /** Something happened that a trigger may be waiting for. */
  signal(name: string): void {
    const waiting = this.triggered.get(name);
    if (!waiting) return;
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    for (const { fault, nth, afterMs, strike } of waiting) {
      if (nth === count) this.world.after(msToUs(afterMs), strike, this, fault);
    }
  }

  signalFact(type: string, node: string | undefined): void {
    if (this.triggered.size === 0) return;
    this.signal(`fact:${type}`);
    if (node !== undefined) this.signal(`fact:${type}@${node}`);
  }

  signalDelivery({ tag, to, carries, body }: Message): void {
    if (this.triggered.size === 0) return;
    this.signal(`delivered:${tag.method ?? tag.kind}@${to.id}`);
    if (carries) for (const kind of new Set(carries(body).map(entry => entry.kind))) this.signal(`entry:${kind}@${to.id}`);
  }

  isOff(faultId: string, link: Link, messageNumber: number): boolean {
    const { off, onlyDecisions } = this;
    if (off.size === 0 && !onlyDecisions) return false;
    const decision = `${faultId}:${link.from.id}>${link.to.id}:${messageNumber}`;
    return off.has(decision) || (onlyDecisions !== undefined && !onlyDecisions.has(decision));
  }

  /** The plan as sentences, in the order in which its faults struck; then those that have not. */
  sentences(): Map<Fault, string> {
    const faults = new Set([...this.strikes.map(({ fault }) => fault), ...this.plan.faults]);
    return new Map([...faults].map(fault => [fault, `${this.kindOf(fault).sentence(fault)}${timesOf(fault, this.kindOf(fault))}.`]));
  }

  begin(fault: Fault): void {
    const { world } = this;
    if (!this.plan.faults.includes(fault)) return;
    const kind = this.kindOf(fault);
    const row = world.emit(TraceKind.faultStart, -1, -1, this.plan.faults.indexOf(fault));
    world.trace?.describe(row, kind.sentence(fault), fault);
    world.causeRow = row;
    this.strikes.push({ fault, fromUs: world.nowUs, toUs: Infinity });
    kind.start(world, fault);
    world.needsDrain = true;
    if (fault.lastsMs !== undefined) world.after(msToUs(fault.lastsMs), endFault, this, fault);
    if (fault.until) this.await(fault.until, fault, endFault);
  }

  finish(fault: Fault): void {
    const { world } = this;
    const strike = this.strikes.find(each => each.fault === fault)!;
    if (strike.toUs !== Infinity) return;
    strike.toUs = world.nowUs;
    const kind = this.kindOf(fault);
    const row = world.emit(TraceKind.faultEnd, -1, -1, this.plan.faults.indexOf(fault));
    world.trace?.describe(row, kind.sentence(fault));
    world.causeRow = row;
    kind.end?.(world, fault);
    world.needsDrain = true;
  }

  private kindOf(fault: Fault): FaultKind {
    const kind = this.kinds.get(fault.kind);
    if (!kind) throw new Error(`nobody carries out faults of kind "${fault.kind}"; known are ${[...this.kinds.keys()].join(', ')}`);
    return kind;
  }
}

function startFault(injector: FaultInjector, fault: Fault): void {
  injector.begin(fault);
}

function awaitStart(injector: FaultInjector, fault: Fault): void {
  injector.await(fault.start as AfterSignal, fault, startFault);
}

function endFault(injector: FaultInjector, fault: Fault): void {
  injector.finish(fault);
}

const seconds = (ms: number): string => `${Math.round(ms / 10) / 100} s`;

function timesOf(fault: Fault, kind: FaultKind): string {
  const { until } = fault;
  return `${durationOf(fault, kind)}${until ? `${fault.lastsMs === undefined ? '' : ' at most'}, until ${afterSignal(until, 'next')}` : ''}`;
}

function durationOf({ start, lastsMs, until }: Fault, { end, over }: FaultKind): string {
  if ('atMs' in start) {
    const [from, to] = [seconds(start.atMs), seconds(start.atMs + (lastsMs ?? 0))];
    if (!end) return ` at ${from}`;
    if (lastsMs === undefined) return start.atMs === 0 && !until ? '' : ` from ${from} on`;
    return over === undefined ? ` from ${from} to ${to}` : ` at ${from} and ${over} at ${to}`;
  }
  const begin = `, ${start.afterMs > 0 ? '' : 'at '}${afterSignal(start)}`;
  return lastsMs === undefined ? begin : `${begin}, for ${seconds(lastsMs)}`;
}

/** "40 ms after the 2nd “sold”"; the first one since something else is `first`. */
function afterSignal({ signal, nth, afterMs, fromMs }: AfterSignal, first?: string): string {
  const event = signalled(signal, nth === 1 && first !== undefined ? first : ordinal(nth));
  const counted = fromMs === undefined ? event : `${event} from ${seconds(fromMs)} on`;
  return afterMs > 0 ? `${short(afterMs)} after ${counted}` : counted;
}

const short = (ms: number): string => (ms < 100 ? `${Math.round(ms * 10) / 10} ms` : seconds(ms));

/** "the 13th “sold”", "the 2nd “sold” of n2", "the 3rd sync of n2's disk", "the arrival of the 2nd debit at bank", "… of the 1st message with a no-op entry at n2". */
function signalled(signal: string, which: string): string {
  const [what = '', where] = signal.split('@');
  const [kind, name = ''] = what.split(/[.:]/);
  if (kind === 'disk') return `the ${which} ${name} of ${where}'s disk`;
  if (kind === 'delivered') return `the arrival of the ${which} ${name} at ${where}`;
  if (kind === 'entry') return `the arrival of the ${which} message with a ${name} entry at ${where}`;
  return `the ${which} “${name || what}”${where === undefined ? '' : ` of ${where}`}`;
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th')}`;
}
