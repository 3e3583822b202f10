import { MOST_MEMBERS, type Member, type Parent, parentOf, stateOf } from '../../check/tracecontext.ts';
import type { KeyedDraws, SimNode } from '../../sim/index.ts';
import type { Header, Incoming, Instrument } from '../service/shop/api.ts';
import type { Span } from './api.ts';

/** How a vendor writes what the standard leaves open. */
export interface VendorStyle {
  /** It spells header names as it likes and sends `tracestate` in up to three lines, with spaces and empty entries. */
  readonly loose?: boolean;
  /** Entries of others that it adds to a trace which begins with it, at most. */
  readonly guests?: number;
  /** It speaks versions 01 to fe, with fields and flags that version 00 does not know. */
  readonly newer?: boolean;
}

interface Context extends Parent {
  readonly request: number;
  readonly above: string | null;
  readonly state: readonly Member[];
}

/** Share of the traces that begin with a vendor that it records. */
const SAMPLED = 0.1;
const NAMES = ['traceparent', 'Traceparent', 'TraceParent', 'TRACEPARENT'];
const STATE_NAMES = ['tracestate', 'Tracestate', 'TraceState', 'TRACESTATE'];

/**
 * The tracing of somebody else, which follows W3C Trace Context to the letter: what is not valid it ignores, and begins
 * a trace of its own; what is valid it goes on with, behind its own entry.
 */
export class Vendor implements Instrument<Context> {
  readonly records = true;
  private readonly node: SimNode;
  private readonly style: VendorStyle;
  private readonly report: (span: Span) => void;
  private readonly draws: KeyedDraws;

  constructor(node: SimNode, style: VendorStyle, report: (span: Span) => void) {
    this.node = node;
    this.style = style;
    this.report = report;
    this.draws = node.world.keyed(`vendor ${node.id}`);
  }

  async serve({ request, operation, headers }: Incoming, work: (context: Context) => Promise<unknown>): Promise<unknown> {
    const context = this.begin(request, headers);
    const startMs = this.node.wallMs;
    const answer = await work(context);
    const { traceId, parentId, above, sampled } = context;
    if (sampled) this.report({ traceId, spanId: parentId, parentId: above, service: this.node.id, name: operation, startMs, endMs: this.node.wallMs, status: 'ok', attrs: { request } });
    return answer;
  }

  outgoing(context: Context): Header[] {
    const { request, traceId, parentId, sampled, state } = context;
    const { loose = false, newer = false } = this.style;
    const [version, flags, tail] = newer ? this.ofTheFuture(request, sampled) : ['00', sampled ? '01' : '00', ''];
    return [[loose ? this.pick(request, 1, NAMES) : 'traceparent', `${version}-${traceId}-${parentId}-${flags}${tail}`], ...this.lines(request, state)];
  }

  consume(): Promise<void> {
    throw new Error(`${this.node.id} takes nothing from a queue`);
  }

  private begin(request: number, headers: readonly Header[]): Context {
    const { id } = this.node;
    const parent = parentOf(headers);
    const parentId = this.hex(request, 16);
    const others = parent ? (stateOf(headers) ?? []).filter(([key]) => key !== id) : this.guests(request);
    const state = [[id, parentId.slice(0, 6)] as const, ...others].slice(0, MOST_MEMBERS);
    return parent ? { request, traceId: parent.traceId, parentId, above: parent.parentId, sampled: parent.sampled, state }
      : { request, traceId: this.hex(request, 32), parentId, above: null, sampled: this.draws.at(request, 2) < SAMPLED, state };
  }

  private guests(request: number): Member[] {
    const count = Math.floor(this.draws.at(request, 3) * ((this.style.guests ?? 0) + 1));
    return Array.from({ length: count }, (_, index) => [`t${index + 1}`, this.hex(request + index, 4)] as const);
  }

  private ofTheFuture(request: number, sampled: boolean): [version: string, flags: string, tail: string] {
    const version = hexOf(1 + Math.floor(this.draws.at(request, 4) * 254), 2);
    const flags = hexOf(Math.floor(this.draws.at(request, 5) * 8) * 2 + (sampled ? 1 : 0), 2);
    return [version, flags, this.draws.at(request, 6) < 0.5 ? '' : `-${this.hex(request + 1, 8)}`];
  }

  private lines(request: number, state: readonly Member[]): Header[] {
    const members = state.map(member => member.join('='));
    if (!this.style.loose) return [['tracestate', members.join(',')]];
    const count = 1 + Math.floor(this.draws.at(request, 7) * 3);
    const size = Math.ceil(members.length / count);
    const comma = this.pick(request, 8, [',', ', ', ' , ', ',,']);
    return Array.from({ length: count }, (_, index): Header => [this.pick(request, 9, STATE_NAMES), members.slice(index * size, (index + 1) * size).join(comma)]);
  }

  private pick<T>(request: number, purpose: number, items: readonly T[]): T {
    return items[Math.floor(this.draws.at(request, purpose) * items.length)]!;
  }

  private hex(request: number, digits: number): string {
    let text = '';
    for (let i = 0; text.length < digits; i++) text += hexOf(Math.floor(this.draws.at(request, 100 + digits, i) * 2 ** 32), 8);
    return text.slice(0, digits);
  }
}

const hexOf = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
