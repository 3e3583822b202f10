import { Copier, EventQueue, KeyedDraws, msToUs, US_PER_MS } from '../../../sim/index.ts';
import type { SutEvent, SutFault, SutOperation, SutRun } from './api.ts';
import type { SutActor, SutContext, SutRequest, SutSystem } from './system.ts';

/** One way between two nodes, milliseconds: drawn between these for each message. */
const LATENCY_MS = [1, 4] as const;
const CLIENT_MS = 1;
const SYNC_MS = 1;
const RESTART_MS = 1_000;
/** After the first copy. */
const SECOND_COPY_MS = 40;
const DELAY_MS = 3_000;
/** A run with more events never comes to rest. */
const EVENTS = 20_000;

interface Node {
  readonly id: string;
  readonly durable: Map<string, unknown[]>;
  unsynced: { readonly file: string; readonly record: unknown }[];
  actor: SutActor | undefined;
  incarnation: number;
}

type Client<Input> = { -readonly [K in keyof SutOperation<Input>]: SutOperation<Input>[K] };

/** One run of a system, from the beginning to its rest. */
export class Replay<End, Input> {
  private readonly system: SutSystem<End, Input>;
  private readonly faults: readonly SutFault[];
  private readonly queue = new EventQueue();
  private readonly copier = new Copier();
  private readonly latencies: KeyedDraws;
  private readonly sent = new Map<string, number>();
  private readonly nodes = new Map<string, Node>();
  private readonly events: SutEvent[] = [];
  private readonly struck: SutFault[] = [];
  private readonly clients: Client<Input>[] = [];
  private nowUs = 0;

  constructor(system: SutSystem<End, Input>, seed: number, faults: readonly SutFault[]) {
    this.system = system;
    this.faults = faults;
    this.latencies = new KeyedDraws(seed, 'system under test');
    for (const id of system.nodes) this.nodes.set(id, { id, durable: new Map(), unsynced: [], actor: undefined, incarnation: 0 });
  }

  run(): SutRun<End, Input> {
    const { system, queue, events, clients, struck, nodes } = this;
    for (const node of nodes.values()) this.boot(node);
    for (const request of system.requests) this.at(request.atMs, () => this.ask(request));
    let quiet = false;
    while (events.length < EVENTS) {
      quiet = !queue.pop();
      if (quiet || queue.timeUs > msToUs(system.lastsMs)) break;
      this.nowUs = queue.timeUs;
      (queue.handler as () => void)();
    }
    return { events, operations: clients, struck, quiet, endMs: this.nowMs, end: system.end((node, file) => nodes.get(node)?.durable.get(file) ?? []) };
  }

  private get nowMs(): number {
    return this.nowUs / US_PER_MS;
  }

  private at(afterMs: number, run: () => void): void {
    this.queue.push(this.nowUs + msToUs(afterMs), run, undefined, undefined);
  }

  private boot(node: Node): void {
    node.incarnation++;
    node.actor = this.system.make(this.contextOf(node, node.incarnation));
    if (node.incarnation > 1) node.actor.recover?.();
  }

  private ask({ client, to, f, input, timeoutMs }: SutRequest<Input>): void {
    const operation = this.clients.push({ client, f, input, invokedMs: this.nowMs, outcome: 'info' }) - 1;
    this.at(CLIENT_MS, () => this.receive(to, f, client, actor => actor.onRequest(operation, f, this.copier.copy(input))));
    this.at(timeoutMs, () => this.hear(operation, 'info', undefined));
  }

  private hear(operation: number, outcome: SutOperation['outcome'], output: unknown): void {
    const client = this.clients[operation]!;
    if (client.heardMs !== undefined) return;
    client.heardMs = this.nowMs;
    client.outcome = outcome;
    if (output !== undefined) client.output = output;
  }

  private receive(to: string, what: string, from: string, handle: (actor: SutActor) => void): void {
    const node = this.nodes.get(to)!;
    if (!node.actor) return;
    this.happens(node, 'receive', what, from);
    if (node.actor) handle(node.actor);
  }

  /** Numbers an event, and lets a crash strike there. The kinds of the other faults aimed at it are returned. */
  private happens(node: Node, kind: SutEvent['kind'], what: string, peer?: string): SutFault['kind'][] {
    const at = this.events.length;
    this.events.push({ at, timeMs: this.nowMs, node: node.id, kind, what, ...(peer === undefined ? {} : { peer }) });
    const aimed = this.faults.filter(fault => fault.at === at && (fault.kind === 'crash' || kind === 'send'));
    this.struck.push(...aimed);
    if (aimed.some(fault => fault.kind === 'crash')) this.crash(node);
    return aimed.map(fault => fault.kind);
  }

  private crash(node: Node): void {
    node.actor = undefined;
    node.unsynced = [];
    this.at(RESTART_MS, () => this.boot(node));
  }

  private contextOf(node: Node, incarnation: number): SutContext {
    const alive = (): boolean => node.incarnation === incarnation && node.actor !== undefined;
    const then = (ms: number, run: () => void): void => this.at(ms, () => {
      if (alive()) run();
    });
    return {
      id: node.id,
      send: (to, what, body) => {
        const copy = this.copier.copy(body);
        if (alive()) this.transmit(node, what, to, this.latencyMs(node.id, to), () => this.receive(to, what, node.id, actor => actor.onMessage(node.id, what, this.copier.copy(copy))));
      },
      answer: (operation, outcome, output) => {
        const copy = this.copier.copy(output);
        if (alive()) this.transmit(node, 'answer', this.clients[operation]!.client, CLIENT_MS, () => this.hear(operation, outcome, copy));
      },
      setTimer: (name, ms) => {
        if (alive()) then(ms, () => {
          this.happens(node, 'timer', name);
          if (alive()) node.actor!.onTimer?.(name);
        });
      },
      write: (file, record) => {
        if (!alive()) return;
        node.unsynced.push({ file, record: this.copier.copy(record) });
        this.happens(node, 'write', file);
      },
      sync: run => {
        const covered = new Set(node.unsynced);
        if (alive()) then(SYNC_MS, () => {
          const now = node.unsynced.filter(write => covered.has(write));
          node.unsynced = node.unsynced.filter(write => !covered.has(write));
          for (const { file, record } of now) node.durable.set(file, [...(node.durable.get(file) ?? []), record]);
          this.happens(node, 'sync', '');
          if (alive()) run();
        });
      },
      read: file => this.copier.copy([...(node.durable.get(file) ?? []), ...node.unsynced.filter(write => write.file === file).map(({ record }) => record)]),
    };
  }

  private transmit(node: Node, what: string, to: string, latencyMs: number, arrive: () => void): void {
    const faults = this.happens(node, 'send', what, to);
    if (faults.includes('drop')) return;
    this.at(latencyMs + (faults.includes('delay') ? DELAY_MS : 0), arrive);
    if (faults.includes('duplicate')) this.at(latencyMs + SECOND_COPY_MS, arrive);
  }

  /** The same for the same message on the same link, whatever faults there are. */
  private latencyMs(from: string, to: string): number {
    const link = `${from}>${to}`;
    const number = this.sent.get(link) ?? 0;
    this.sent.set(link, number + 1);
    const [low, high] = LATENCY_MS;
    return low + (high - low) * this.latencies.at([...this.nodes.keys()].indexOf(from), [...this.nodes.keys()].indexOf(to), number);
  }
}
