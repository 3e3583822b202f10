import { type Distribution, lognormalByP99, quantileOf } from './distribution.ts';
import type { SimNode } from './node.ts';
import { hashText, type KeyedDraws } from './random.ts';
import { Schedule, type Choice } from './schedule.ts';
import { msToUs, US_PER_S } from './time.ts';
import { TraceKind } from './trace.ts';
import type { World } from './world.ts';

/** How a message is addressed; faults aim by this, never by its content. */
export interface MessageTag {
  readonly kind: 'send' | 'call' | 'reply';
  /** Operation asked of a given actor, e.g. `debit`. */
  readonly method?: string;
  /** Number of the call that a call or its reply belongs to, counted by the caller. */
  readonly call?: number;
  /** The reply is an error. */
  readonly failed?: boolean;
  /** How large it counts as; absent: as its body is. */
  readonly bytes?: number;
  /** Travel beside the body, for the program that gets it. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An entry of a kit's log that a message carries: what faults see of it. `kind` is the kit's word, such as `configuration`. */
export interface CarriedEntry {
  readonly kind: string;
  readonly index: number;
  readonly term: number;
}

/** Tells which entries a message of a kit carries. */
export type Carries = (body: unknown) => readonly CarriedEntry[];

/** What a message rule, or a choice of the schedule, did to one message. */
export interface Decision {
  /** `<fault id>:<from>><to>:<number on the link>`, as `FaultPlan.off` names it; the fault is `schedule` where it was a choice. */
  readonly id: string;
  readonly action: MessageRule['action'] | 'take';
  readonly atUs: number;
  readonly from: string;
  readonly to: string;
  readonly tag: MessageTag;
  readonly delayMs: number;
}

export interface Message {
  /** Number of the message in this run, from 0. */
  readonly id: number;
  readonly from: SimNode;
  readonly to: SimNode;
  readonly tag: MessageTag;
  readonly body: unknown;
  /** Absent: it carries no entries. */
  readonly carries?: Carries | undefined;
  readonly sentUs: number;
  readonly bytes: number;
  readonly sendRow: number;
}

/** What messages have to pass one after the other. Several links may lead over one wire. */
export interface Wire {
  readonly bytesPerSecond: number;
  busyUntilUs: number;
}

/** One direction between two nodes. */
export interface Link {
  readonly from: SimNode;
  readonly to: SimNode;
  /** Messages sent so far. */
  sent: number;
  /** Number of cuts in force. */
  cuts: number;
  latencyMs: Distribution;
  /** Slow ("gray") links: added to every latency. */
  extraMs: Distribution[];
  /** Absent: unlimited. */
  wire?: Wire;
  windowStartUs: number;
  sentInWindow: number;
}

/** Between two nodes, by their indices. */
export interface Way {
  readonly a: number;
  readonly b: number;
  readonly usualMs: number;
}

/** A fault on single messages. Every decision is a draw keyed by (rule, link, message number). */
export interface MessageRule {
  readonly faultId: string;
  readonly applies: (message: Message) => boolean;
  readonly action: 'lose' | 'double' | 'late' | 'hold';
  /** Share of the messages concerned. */
  readonly rate: number;
  /** double: when the second copy arrives after the first was sent; late: added delay; hold: they travel when the rule is removed. */
  readonly delayMs: Distribution;
  /** It strikes so many messages and then no more; absent: all. */
  readonly most?: number | undefined;
}

/** What is beyond is dropped and shown. */
export interface NetworkLimits {
  readonly messagesPerSec?: number;
  readonly linkMessagesPerSec?: number;
  readonly messageBytes?: number;
}

/** A message on its way. */
export interface Transmitted {
  readonly message: Message;
  readonly link: Link;
  readonly number: number;
  readonly delayMs: number;
  /** The event that delivers it. */
  readonly arrival: number;
}

const MAX_NODES = 4096;
/** Share of the messages that are faster, and slower, than is counted upon. */
const RARE = 0.01;

/** Messages between nodes: never in order, never promised. */
export class Network {
  defaultLatencyMs: Distribution = lognormalByP99(5, 20);
  limits: NetworkLimits = {};
  readonly rules = new Map<string, MessageRule & { readonly key: number; struck: number; readonly held: { readonly message: Message; readonly delayMs: number }[] }>();
  messages = 0;
  /** Set to a list to have every decision of a message rule noted. */
  decisions: Decision[] | undefined;
  /** Set to a list to have noted, too, what message rules might have done and did not. */
  spared: Decision[] | undefined;
  /** Is told of each message that is on its way, but for second copies and those that were held. */
  onTransmit: ((transmitted: Transmitted) => void) | undefined;
  private readonly world: World;
  /** By the indices of sender and receiver. */
  private readonly links: Link[][] = [];
  private readonly draws: KeyedDraws;
  private schedule: Schedule | undefined;
  /** By the sender's index. */
  private readonly sentByNode: { windowStartUs: number; sent: number }[] = [];

  constructor(world: World) {
    this.world = world;
    this.draws = world.keyed('network');
  }

  link(from: SimNode, to: SimNode): Link {
    const links = this.links[from.index] ??= [];
    return links[to.index] ??= { from, to, sent: 0, cuts: 0, latencyMs: this.defaultLatencyMs, extraMs: [], windowStartUs: 0, sentInWindow: 0 };
  }

  /** From now on these choices are made instead of drawn, and no others. */
  follow(choices: readonly Choice[] | undefined): void {
    this.schedule = choices && new Schedule(choices);
  }

  /** Over which something was sent. */
  usedLinks(): Link[] {
    return this.links.flatMap(links => links.filter(({ sent }) => sent > 0));
  }

  /** How long a message usually takes between each two nodes, faults apart, if that is not the same everywhere; else nothing. */
  usualWays(): Way[] {
    const { nodes } = this.world;
    const ms = (from: SimNode, to: SimNode): number => quantileOf(this.links[from.index]?.[to.index]?.latencyMs ?? this.defaultLatencyMs, 0.5);
    const ways = nodes.flatMap((a, index) => nodes.slice(index + 1).map(b => ({ a: a.index, b: b.index, usualMs: Math.min(ms(a, b), ms(b, a)) })));
    return ways.some(({ usualMs }) => usualMs !== ways[0]!.usualMs) ? ways : [];
  }

  addRule(rule: MessageRule): void {
    this.rules.set(rule.faultId, { ...rule, key: hashText(rule.faultId), struck: 0, held: [] });
  }

  removeRule(faultId: string): void {
    const held = this.rules.get(faultId)?.held ?? [];
    this.rules.delete(faultId);
    for (const { message, delayMs } of held) this.world.after(msToUs(delayMs), arrive, this, message);
  }

  /** Copies the body and sends it. Throws `NotCopyable` for what is not data. Returns the message's number. */
  send(from: SimNode, to: SimNode, body: unknown, tag: MessageTag, carries?: Carries): number {
    const { world } = this;
    world.mayAct();
    const copied = world.copier.copy(body);
    const { bytes, digest } = world.copier;
    const id = this.messages++;
    const sendRow = world.emit(TraceKind.send, from.index, to.index, id);
    world.hash.add(digest, bytes);
    if (world.trace) {
      world.trace.describe(sendRow, tag.method ?? tag.kind, tag.headers ? { headers: tag.headers, body: copied } : copied);
      world.trace.locate(sendRow);
    }
    const link = this.link(from, to);
    const number = link.sent++;
    const message: Message = { id, from, to, tag, body: copied, carries, sentUs: world.nowUs, bytes: tag.bytes ?? bytes, sendRow };
    const reason = this.refuses(link, message);
    if (reason) this.drop(message, reason);
    else this.transmit(link, number, message);
    return id;
  }

  drop(message: Message, why: string): void {
    const { world } = this;
    const { causeRow } = world;
    world.causeRow = message.sendRow;
    const row = world.emit(TraceKind.drop, message.from.index, message.to.index, message.id);
    world.causeRow = causeRow;
    world.trace?.describe(row, why);
  }

  private refuses(link: Link, message: Message): string | undefined {
    const { limits, world } = this;
    if (limits.messageBytes !== undefined && message.bytes > limits.messageBytes) return 'too big';
    if (limits.messagesPerSec !== undefined) {
      const count = this.sentByNode[message.from.index] ??= { windowStartUs: world.nowUs, sent: 0 };
      if (world.nowUs - count.windowStartUs >= US_PER_S) {
        count.windowStartUs = world.nowUs;
        count.sent = 0;
      }
      if (++count.sent > limits.messagesPerSec) return 'over budget';
    }
    if (limits.linkMessagesPerSec !== undefined) {
      if (world.nowUs - link.windowStartUs >= US_PER_S) {
        link.windowStartUs = world.nowUs;
        link.sentInWindow = 0;
      }
      if (++link.sentInWindow > limits.linkMessagesPerSec) return 'over budget';
    }
    return link.cuts > 0 ? 'cut' : undefined;
  }

  private transmit(link: Link, number: number, message: Message): void {
    const { world, draws } = this;
    const linkKey = link.from.index * MAX_NODES + link.to.index;
    const chosen = this.schedule?.of(link.from.id, link.to.id, number);
    let delayMs = chosen?.takesMs ?? quantileOf(link.latencyMs, chosen?.quantile ?? draws.at(linkKey, number));
    if (chosen?.takesMs !== undefined) this.decisions?.push(this.decision({ faultId: 'schedule', action: 'take' }, link, number, message, delayMs));
    else {
      for (let i = 0; i < link.extraMs.length; i++) delayMs += quantileOf(link.extraMs[i]!, chosen?.quantile ?? draws.at(linkKey, number, 1 + i));
    }
    for (const rule of this.rules.values()) {
      if (rule.most === rule.struck || !rule.applies(message) || (rule.action === 'late' && chosen?.takesMs !== undefined)) continue;
      const struck = draws.at(linkKey, number, rule.key) < rule.rate || chosen?.struckBy.includes(rule.faultId);
      // One that is to strike so many is not a matter of single decisions.
      if (!struck || (rule.most === undefined && world.faults.isOff(rule.faultId, link, number))) {
        this.spared?.push(this.decision(rule, link, number, message, 0));
        continue;
      }
      const lateMs = rule.action === 'lose' || rule.action === 'hold' ? 0 : quantileOf(rule.delayMs, draws.at(linkKey, number, rule.key + 1));
      rule.struck++;
      this.decisions?.push(this.decision(rule, link, number, message, lateMs));
      if (rule.action === 'lose') return this.drop(message, 'lost');
      if (rule.action === 'hold') return void rule.held.push({ message, delayMs });
      if (rule.action === 'late') delayMs += lateMs;
      else this.deliverAgain(message, msToUs(lateMs));
    }
    const { wire } = link;
    if (wire) {
      const startUs = Math.max(world.nowUs, wire.busyUntilUs);
      wire.busyUntilUs = startUs + Math.ceil((message.bytes / wire.bytesPerSecond) * US_PER_S);
      delayMs += (wire.busyUntilUs - world.nowUs) / 1000;
    }
    const arrival = world.after(msToUs(delayMs), arrive, this, message);
    this.onTransmit?.({ message, number, arrival, delayMs, link });
  }

  /** The shortest and the longest that a message may well be on its way, wires and other faults' doing apart: a hundredth takes less, a hundredth more. */
  delaysOf({ latencyMs, extraMs }: Link, message: Message): readonly [number, number] {
    const late = [...this.rules.values()].filter(rule => rule.action === 'late' && rule.rate > 0 && rule.applies(message));
    const sum = (of: readonly Distribution[], u: number): number => of.reduce((total, each) => total + quantileOf(each, u), 0);
    const certain = [latencyMs, ...extraMs, ...late.flatMap(({ rate, delayMs }) => (rate >= 1 ? [delayMs] : []))];
    return [sum(certain, RARE), sum([latencyMs, ...extraMs, ...late.map(({ delayMs }) => delayMs)], 1 - RARE)];
  }

  /** Brings a message that is on its way at another instant. Returns the event that does. */
  deliverAt(atUs: number, message: Message, arrival: number): number {
    this.world.withdraw(arrival);
    return this.world.at(atUs, arrive, this, message);
  }

  private decision({ faultId, action }: Pick<Decision, 'action'> & { readonly faultId: string }, { from, to }: Link, number: number, { tag }: Message, delayMs: number): Decision {
    return { id: `${faultId}:${from.id}>${to.id}:${number}`, action, atUs: this.world.nowUs, from: from.id, to: to.id, tag, delayMs };
  }

  private deliverAgain(message: Message, delayUs: number): void {
    const { world } = this;
    const copy: Message = { ...message, id: this.messages++, body: world.copier.copy(message.body) };
    const { causeRow } = world;
    world.causeRow = message.sendRow;
    world.emit(TraceKind.duplicate, message.from.index, message.to.index, copy.id);
    world.causeRow = causeRow;
    world.after(delayUs, arrive, this, copy);
  }
}

function arrive(network: Network, message: Message): void {
  const { to } = message;
  if (to.accept(message)) return;
  network.drop(message, 'nobody there');
  if (to.withoutProcess) to.turnAway?.(message);
}
