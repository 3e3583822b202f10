import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { times } from '../../../src/course/workload.ts';
import { Shop, type Wire } from '../../../src/kits/service/shop/world.ts';
import { Services } from '../../../src/kits/service/world.ts';
import type { Header } from '../../../src/kits/service/shop/api.ts';
import type { Span } from '../../../src/kits/telemetry/api.ts';
import { Collector, type CollectorSpec } from '../../../src/kits/telemetry/collector/world.ts';
import { Vendor, type VendorStyle } from '../../../src/kits/telemetry/vendor.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

export interface Watched {
  /** Requests, one every 100 ms from 0 on. */
  readonly requests?: number;
  readonly store?: CollectorSpec;
  readonly styles?: Readonly<Record<string, VendorStyle>>;
  readonly headers?: readonly Header[];
  readonly wire?: Wire;
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly endMs?: number;
}

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
/** A header that has a trace recorded. */
export const SAMPLED: Header = ['traceparent', `00-${TRACE}-00f067aa0ba902b7-01`];

/** Runs `front`, which calls `middle`, which calls `back`: 10 ms of work each, 1 ms links, each observed by a vendor. */
export async function watched({ requests = 20, store: spec, styles = {}, headers = [SAMPLED], wire, faults = () => [], endMs = 5_000 }: Watched): Promise<RunRecord> {
  const { record } = await runProgram(scenario('watched', {
    symptom: '',
    world(stage) {
      const services = new Services(stage);
      const store = new Collector(stage, spec);
      const shop = new Shop(stage, services, wire);
      const calls: Readonly<Record<string, readonly string[]>> = { front: ['middle'], middle: ['back'], back: [] };
      for (const [name, called] of Object.entries(calls)) {
        shop.service(name, { operation: `at ${name}`, workMs: constant(10), calls: called, given: node => new Vendor(node, styles[name] ?? {}, store.agent(node)) });
      }
      services.start();
      store.start();
      times(stage, Array.from({ length: requests }, (_, index) => index * 100), index => shop.ask('front', { number: index + 1, f: 'order', timeoutMs: 1_000, headers }));
      return { endMs };
    },
    faults,
  }), 'export {};');
  return record;
}

/** A span as the store keeps it. */
export type Stored = Span & { readonly storedMs: number };

export const stored = ({ facts }: RunRecord, type = 'stored'): Stored[] =>
  facts.filter(fact => fact.type === type).map(({ data, atUs }) => ({ ...data as unknown as Span, storedMs: atUs / 1_000 }));
