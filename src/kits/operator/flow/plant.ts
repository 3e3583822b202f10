import { EPOCH_MS, type KeyedDraws, US_PER_MS } from '../../../sim/index.ts';
import { Refused } from '../../errors.ts';
import type { Flow } from '../../service/flow/flow.ts';
import type { ReleaseFault } from '../../service/flow/faults.ts';
import type { ChangeEntry, HostView, LogLine, LogQuery, NodeView, TraceSpan, PublicStatement, TraceQuery } from '../console/api.ts';
import type { Action, Plant, Readings } from '../console/plant.ts';
import type { FlowTopology } from './api.ts';

/** Clocks of hosts are wrong by up to this much, milliseconds. */
const HOST_CLOCK_MS = 2_000;
/** How often a service writes down what goes wrong there. */
const LOG_EVERY_MS = 15_000;

/** A flow as a console sees it. */
export class FlowPlant implements Plant {
  readonly actions: Readonly<Record<string, Action>>;
  private readonly flow: Flow;
  private readonly declared: FlowTopology;
  private readonly noted: readonly ChangeEntry[];
  private readonly kept: () => boolean;
  private readonly draws: KeyedDraws;

  /** `noted`: entries of the change log beside the releases. `kept`: whether the promise to users holds now. */
  constructor(flow: Flow, actions: Readonly<Record<string, Action>>, noted: readonly ChangeEntry[], kept: () => boolean) {
    this.flow = flow;
    this.actions = actions;
    this.noted = noted;
    this.kept = kept;
    this.draws = flow.world.keyed('console');
    this.declared = declaredOf(flow);
  }

  topology(): FlowTopology {
    return this.declared;
  }

  metric(name: string, where: string): Readings {
    const { meters } = this.flow;
    this.flow.catchUp();
    const values = meters.column(name, where);
    if (!values) throw new Refused('NoSuchMetric', `nobody measures ${name} of ${where}; of ${where} there are: ${meters.namesOf(where).join(', ') || 'none'}`);
    return { intervalMs: meters.intervalMs, values };
  }

  changes(sinceMs: number): ChangeEntry[] {
    const { world } = this.flow;
    const releases = world.faults.strikes.filter(({ fault }) => fault.kind === 'flow-release').map(({ fault, fromUs }, index): ChangeEntry => {
      const { service } = fault as ReleaseFault;
      return { at: EPOCH_MS + Math.round(fromUs / US_PER_MS), kind: 'release', target: service, text: `release ${index + 1} of ${service}` };
    });
    return [...this.noted, ...releases].filter(({ at }) => at > this.nowMs - sinceMs).sort((a, b) => a.at - b.at);
  }

  logs({ where, sinceMs = 60_000 }: LogQuery): LogLine[] {
    const station = this.flow.stations.get(where);
    if (!station) throw new Refused('NoSuchService', `there is no service ${where}`);
    this.flow.catchUp();
    const { meters: { intervalMs } } = this.flow;
    const refused = this.metric('refusedShare', where).values;
    const arrivals = this.metric('arrivals', where).values;
    const age = this.metric('queueAge', where).values;
    const lines: LogLine[] = [];
    for (let index = Math.max(0, refused.length - Math.ceil(sinceMs / intervalMs)); index < refused.length; index++) {
      if (((index + 1) * intervalMs) % LOG_EVERY_MS !== 0 || refused[index]! < 0.01) continue;
      const at = EPOCH_MS + (index + 1) * intervalMs + Math.round(HOST_CLOCK_MS * (2 * this.draws.at(index) - 1));
      lines.push({ at, where, text: `queue full: ${Math.round(refused[index]! * arrivals[index]!)} requests a second refused; the oldest waits for ${Math.round(age[index]!)} ms` });
    }
    return lines;
  }

  traces({ client }: TraceQuery): TraceSpan[][] {
    const users = this.flow.users.get(client);
    if (!users) throw new Refused('NoSuchClient', `there are no users ${client}`);
    this.flow.catchUp();
    const spans: TraceSpan[] = [{ where: client, durationMs: Math.round(users.edge.attempts * users.edge.attemptMs), attempts: Math.round(users.edge.attempts), ok: users.success >= 0.5 }];
    for (let station = users.to, ok = users.success >= 0.5; ;) {
      const [call] = station.calls;
      spans.push({ where: station.spec.id, durationMs: Math.round(station.responseMs), attempts: call ? Math.round(call.edge.attempts) : 0, ok });
      if (!call) return [spans];
      ok = call.edge.success >= 0.5;
      station = call.to;
    }
  }

  inspect(node: string, via: string | undefined): NodeView | 'refused' {
    const station = this.stationAt(node);
    if (via !== undefined) this.stationAt(via);
    this.flow.catchUp();
    if (station.down) return 'refused';
    const released = this.flow.releases.filter(({ service }) => service === node).length;
    return { state: 'up', version: `release ${released}`, detail: { instances: station.instances, lost: Math.round(station.instances * station.lost), waiting: Math.round(station.queue) } };
  }

  probe(from: string, to: string, bytes: number): number {
    this.stationAt(from);
    this.stationAt(to);
    return Math.round((0.4 + bytes / 100_000) * 10) / 10;
  }

  outOfBand(node: string): HostView {
    return { power: 'on', processes: this.stationAt(node).down ? [] : [node] };
  }

  vantage(_place: string, target: string): 'ok' | 'dead' {
    this.stationAt(target);
    this.flow.catchUp();
    let success = 0;
    for (const users of this.flow.users.values()) success = Math.max(success, users.success);
    return success >= 0.5 ? 'ok' : 'dead';
  }

  untrue(statement: PublicStatement): string | undefined {
    this.flow.catchUp();
    return statement === 'resolved' && !this.kept() ? 'the promise to the users did not hold' : undefined;
  }

  private get nowMs(): number {
    return EPOCH_MS + this.flow.world.nowUs / US_PER_MS;
  }

  private stationAt(id: string) {
    const station = this.flow.stations.get(id);
    if (!station) throw new Refused('NoSuchService', `there is no service ${id}; there are ${[...this.flow.stations.keys()].join(', ')}`);
    return station;
  }
}

const policyOf = ({ timeoutMs, retries, budget }: { readonly timeoutMs: number; readonly retries: number; readonly budget?: number }) => ({ timeoutMs, retries, ...(budget === undefined ? {} : { budget }) });

function declaredOf({ spec: { services, clients } }: Flow): FlowTopology {
  return {
    services: services.map(({ id, instances, maxInstances = instances, workers, queue, calls = [] }) => ({ id, instances, maxInstances, workers, queue, calls: calls.map(call => ({ to: call.to, ...policyOf(call) })) })),
    clients: clients.map(client => ({ id: client.id, to: client.to, usualPerSecond: client.perSecond, ...policyOf(client) })),
  };
}
