import { type KeyedDraws, msToUs, type World } from '../../../sim/index.ts';
import type { Stage } from '../../stage.ts';
import type { Dep } from '../api.ts';
import type { Deps } from '../deps.ts';
import type { Envelope, Parcel } from './world.ts';

export interface BatchSpec {
  /** The service that gets what was published. */
  readonly to: string;
  /** Messages in a batch, drawn for each. */
  readonly size: readonly [least: number, most: number];
  /** No message waits longer. */
  readonly waitMs: number;
}

/** A queue that hands over what was published in batches. It loses nothing and does not wait for the consumer. */
export class Batches {
  private readonly spec: BatchSpec;
  private readonly world: World;
  private readonly name: string;
  private readonly draws: KeyedDraws;
  private waiting: Envelope[] = [];
  private handedOver = 0;

  constructor({ world }: Stage, name: string, spec: BatchSpec) {
    this.spec = spec;
    this.world = world;
    this.name = name;
    this.draws = world.keyed(`batches of ${name}`);
  }

  publish(message: Envelope, deps: Deps): Promise<'kept'> {
    const { size: [least, most], waitMs } = this.spec;
    const batch = this.handedOver;
    this.waiting.push(message);
    if (this.waiting.length === 1) this.world.node(this.name).after(msToUs(waitMs), () => { if (this.handedOver === batch) this.handOver(deps); });
    if (this.waiting.length >= least + Math.floor((most - least + 1) * this.draws.at(batch))) this.handOver(deps);
    return Promise.resolve('kept');
  }

  private handOver(deps: Deps): void {
    const batch = this.waiting;
    this.waiting = [];
    this.handedOver++;
    (deps[this.spec.to] as Dep).call({ batch } satisfies Parcel).catch(() => {});
  }
}
