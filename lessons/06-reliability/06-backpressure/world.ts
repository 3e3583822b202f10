import { Cluster, FlowControl, uniform, type Built, type Stage } from 'faultlab/author';
import type { NewConsumer, NewProducer } from './contract';

/** Items that the sink stores in a second. */
export const SINK_PER_SECOND = 200;
const HOLDS = { producer: 256, consumer: 64 };
/** Time after the last item in which all that was taken can be stored. */
const SETTLE_MS = 5_000;

export interface Traffic {
  /** New items that the source has in a second. */
  readonly perSecond: number;
  readonly roundTripMs: number;
  /** The source has nothing more from then on. */
  readonly untilMs: number;
}

/** A source, the learner's two nodes with a wire between them, and a sink. */
export function pipeline(stage: Stage, { perSecond, roundTripMs, untilMs }: Traffic): Built {
  const cluster = new Cluster(stage);
  new FlowControl(stage, cluster, {
    offersPerSecond: perSecond, untilMs, storesPerSecond: SINK_PER_SECOND, holds: HOLDS, restartMs: 500,
    wireMs: uniform(0.45 * roundTripMs, 0.55 * roundTripMs),
    make: {
      producer: (exports, ctx) => new (exports['Producer'] as NewProducer)(ctx),
      consumer: (exports, ctx) => new (exports['Consumer'] as NewConsumer)(ctx),
    },
  });
  cluster.start();
  return { endMs: untilMs + SETTLE_MS };
}
