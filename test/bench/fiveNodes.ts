import { constant, NO_FAULTS, World, type FaultPlan, type SimNode } from '../../src/sim/index.ts';
import { msToUs } from '../../src/sim/time.ts';

interface Update {
  readonly from: string;
  readonly version: number;
  readonly entries: readonly { readonly key: string; readonly value: number; readonly at: number }[];
}

/** Five nodes that gossip their latest writes: timers, disks and messages as a consensus protocol sends them, deep-copied on every send. Started, to be stepped. */
export function fiveNodes(seed: number, mode: 'explore' | 'record', plan: FaultPlan = NO_FAULTS): World {
  const world = new World({ seed, mode });
  for (let i = 0; i < 5; i++) world.addNode(`n${i}`, 'learner').boot = gossip;
  world.begin(plan);
  for (const node of world.nodes) node.start();
  return world;
}

function gossip(self: SimNode) {
  const { world } = self;
  const random = world.stream(`gossip ${self.id} ${self.incarnation}`);
  const held = new Map<string, { value: number; at: number }>();
  let version = 0;
  const round = () => {
    const key = `k${random.integer(0, 9)}`;
    const written = { value: random.between(0, 100), at: self.wallMs };
    held.set(key, written);
    const entries = [{ key, ...written }];
    for (const peer of world.nodes) {
      if (peer !== self) world.network.send(self, peer, { from: self.id, version: ++version, entries } satisfies Update, { kind: 'send' });
    }
    self.disk.append('log', { version }, () => self.disk.sync(() => {}));
    self.after(msToUs(20 + random.between(0, 10)), round);
  };
  round();
  return {
    receive({ body }: { readonly body: unknown }) {
      for (const { key, value, at } of (body as Update).entries) {
        const mine = held.get(key);
        if (!mine || mine.at < at) held.set(key, { value, at });
      }
    },
  };
}

/** Some of every kind of fault, so that a hash of the run covers the whole engine. */
export const hardLife: FaultPlan = {
  faults: [
    { id: 'lost', kind: 'lose', start: { atMs: 0 }, filter: {}, rate: 0.05 },
    { id: 'doubled', kind: 'double', start: { atMs: 0 }, filter: {}, rate: 0.05, delayMs: constant(7) },
    { id: 'late', kind: 'late', start: { atMs: 0 }, filter: {}, rate: 0.05, delayMs: { kind: 'lognormal', median: 30, sigma: 0.8 } },
    { id: 'cut', kind: 'cut', start: { atMs: 200 }, lastsMs: 150, from: ['n0', 'n1'], to: ['n2', 'n3', 'n4'], oneWay: false },
    { id: 'crash', kind: 'crash', start: { atMs: 300 }, lastsMs: 100, node: 'n3' },
    { id: 'pause', kind: 'pause', start: { atMs: 350 }, lastsMs: 60, node: 'n4', inbox: 'queue' },
    { id: 'drift', kind: 'drift', start: { atMs: 100 }, node: 'n2', ppm: 400 },
  ],
  off: [],
};
