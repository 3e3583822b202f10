import { percent } from '../../../check/finding.ts';
import type { Fault, FaultKind } from '../../../sim/index.ts';
import type { Flow } from './flow.ts';

/** A service is left without a share of its instances. */
export type LostFault = Fault & { readonly service: string; readonly share: number };
/** A service needs so many times as long for its own work. */
export type SlowerFault = Fault & { readonly service: string; readonly factor: number };
/** What waits at a service is gone, and its cache is empty. */
export type ColdFault = Fault & { readonly service: string };
/** Users come so many times as often; absent `clients`: all of them. */
export type DemandFault = Fault & { readonly clients?: readonly string[]; readonly factor: number };
/** A new version of a service makes another one work `factor` times as long; 1: it is innocent. Ends when it is rolled back. */
export type ReleaseFault = Fault & { readonly service: string; readonly slows: string; readonly factor: number };
/** A caller tries so often again, whatever it is said to do. */
export type RetriesFault = Fault & { readonly layer: string; readonly retries: number };

const times = (factor: number): string => `${Math.round(factor * 10) / 10}`;

/** Adds the faults of a flow to those that its world knows. */
export function defineFlowFaults(flow: Flow): void {
  const { world } = flow;
  const define = <F extends Fault>(kind: string, { start, end, sentence }: { start(fault: F): void; end?(fault: F): void; sentence(fault: F): string }): void => {
    const carriedOutBy: FaultKind<F> = {
      start: (_world, fault) => {
        flow.catchUp();
        start(fault);
      },
      end: (_world, fault) => {
        flow.catchUp();
        end?.(fault);
      },
      sentence,
    };
    world.faults.define(kind, carriedOutBy as unknown as FaultKind);
  };
  define<LostFault>('flow-lost', {
    start: ({ service, share }) => { flow.station(service).lost += share; },
    end: ({ service, share }) => { flow.station(service).lost -= share; },
    sentence: ({ service, share }) => `${service} has ${percent(1 - share)} of its capacity`,
  });
  define<SlowerFault>('flow-slower', {
    start: ({ service, factor }) => { flow.station(service).slower *= factor; },
    end: ({ service, factor }) => { flow.station(service).slower /= factor; },
    sentence: ({ service, factor }) => `${service} works ${times(factor)} times as long on everything`,
  });
  define<ColdFault>('flow-cold', {
    start: ({ service }) => flow.station(service).empty(),
    sentence: ({ service }) => `The cache of ${service} is emptied`,
  });
  define<DemandFault>('flow-demand', {
    start: ({ clients, factor }) => scale(flow, clients, factor),
    end: ({ clients, factor }) => scale(flow, clients, 1 / factor),
    sentence: ({ clients, factor }) => `${clients ? clients.join(', ') : 'All clients'} come ${times(factor)} times as often`,
  });
  define<ReleaseFault>('flow-release', {
    start: ({ service, slows, factor }) => flow.release(service, slows, factor),
    sentence: ({ service, slows, factor }) => (factor === 1 ? `An innocent release of ${service}` : `A release of ${service} makes ${slows} work ${times(factor)} times as long`),
  });
  define<RetriesFault>('flow-retries', {
    start: ({ layer, retries }) => {
      for (const edge of flow.edgesOf(layer)) {
        edge.retries = retries;
        edge.budget = Infinity;
      }
    },
    sentence: ({ layer, retries }) => `${layer} tries up to ${retries} times again`,
  });
}

function scale(flow: Flow, clients: readonly string[] | undefined, factor: number): void {
  for (const [id, users] of flow.users) if (!clients || clients.includes(id)) users.factor *= factor;
}
