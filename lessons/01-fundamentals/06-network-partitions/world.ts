import { Cluster, Connectivity, times, type Built, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';

export const NODES = ['n1', 'n2', 'n3', 'n4', 'n5'];
/** How often programs are asked. */
const SAMPLE_MS = 200;
export const END_MS = 30_000;

type Prober = new (ctx: NodeContext) => Handlers;

/** Five nodes, each of which talks to all others, and is asked all the time what it knows about them. */
export function mesh(stage: Stage): Built {
  const cluster = new Cluster(stage);
  cluster.learners(NODES, (exports, ctx) => new (exports['Prober'] as Prober)(ctx));
  cluster.sample('verdict', { everyMs: SAMPLE_MS, untilMs: END_MS, about: 'peers' });
  cluster.sample('side', { everyMs: SAMPLE_MS, untilMs: END_MS });
  drawTruth(stage);
  cluster.start();
  return { endMs: END_MS };
}

/** What is true, beside what the nodes believe. */
function drawTruth(stage: Stage): void {
  const { world } = stage;
  const matrix = world.pictures?.matrix('Verdict');
  if (!matrix) return;
  const shown = new Map<string, string>();
  times(stage, Array.from({ length: END_MS / SAMPLE_MS }, (_, index) => index * SAMPLE_MS), () => {
    const links = new Connectivity(NODES, world.faults.strikes);
    for (const me of NODES) {
      for (const peer of NODES) {
        const truth = me === peer ? '' : links.truth(me, peer, world.nowUs);
        if (me === peer || shown.get(`${me} ${peer}`) === truth) continue;
        shown.set(`${me} ${peer}`, truth);
        matrix.isTrue(peer, truth, me);
      }
    }
  });
}
