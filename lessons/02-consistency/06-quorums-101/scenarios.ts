import { demand, lesson, lognormalByP99, measure, medium, oracle, register, roundTripMs, scenario, uniform, type Fault, type FaultAuthor } from 'faultlab/author';
import { medianAnswer, neverOkOnIsland, okShare, oneCopy, refusesMix, slowestOnIsland, storedByQuorum } from './checks.ts';
import { COORDINATORS, REPLICAS, store, type Quorums } from './world.ts';

const THREE: Quorums = { r: 3, w: 3 };
const MIXES: readonly Quorums[] = [{ r: 2, w: 4 }, { r: 4, w: 2 }, { r: 1, w: 5 }];
const TOO_SMALL: Quorums = { r: 2, w: 3 };

/** Runs are short: what clients must do at the same instant needs many. */
const many = { visible: 40, hidden: 100 };

const mixOf = ({ seed }: { readonly seed: number }): Quorums => MIXES[seed % MIXES.length]!;

const always = [
  demand('a write that is ok is on w replicas', storedByQuorum(() => THREE)),
  demand('one copy of each key', oneCopy, { oneCopyOf: register }),
];
const mostAreOk = measure('answered ok', okShare).atLeast(0.99);

/** A healthy link, one way. */
const LINK = lognormalByP99(5, 20);
const SLOW_LINK = lognormalByP99(100, 400);
/** Made of many draws, which most runs have no use for. */
let majorityMs: number | undefined;
const majorityRoundTripMs = (): number => majorityMs ??= roundTripMs(LINK, 3, REPLICAS.length);

/** A coordinator's puts reach one or two replicas; then it crashes. */
function halfWritten(f: FaultAuthor): Fault[] {
  const startMs = f.between(200, 350);
  const coordinator = f.pick(COORDINATORS);
  const deaf = f.shuffle(REPLICAS).slice(0, f.integer(3, 4));
  const lastsMs = f.between(600, 750);
  return [
    f.lose({ method: 'put', from: coordinator, to: deaf }, 1, startMs, { lastsMs }),
    f.crash(coordinator, startMs + lastsMs, { lastsMs: 1_000 }),
  ];
}

function island(f: FaultAuthor): Fault {
  const replicas = f.shuffle(REPLICAS);
  const coordinators = f.shuffle(COORDINATORS);
  return f.cut([coordinators[0]!, ...replicas.slice(0, 2)], [...coordinators.slice(1), ...replicas.slice(2)], f.between(200, 400), { lastsMs: f.between(1_100, 1_400) });
}

export default lesson({
  picture: 'History',
  handlers: { Coordinator: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('one-down', {
      visible: true, symptom: 'A saved value is gone, though nothing but one replica failed.', panel: many,
      world: stage => store(stage, THREE),
      faults: f => [f.crash(f.pick(REPLICAS), f.between(150, 400), { lastsMs: f.between(600, 900) })],
      always, measure: [mostAreOk],
    }),
    scenario('slow-fifth', {
      visible: true, symptom: 'One slow replica, and everything is slow.', panel: medium,
      world: stage => store(stage, THREE, { workMs: 6_000 }),
      faults: f => [f.slow([f.pick(REPLICAS)], COORDINATORS, SLOW_LINK, 0)],
      always, measure: [mostAreOk, measure('median answer, in majority round trips', medianAnswer).ratio(oracle(majorityRoundTripMs), 2.7)],
    }),
    scenario('half-written', {
      symptom: 'A value appears, disappears and appears again.', panel: many,
      world: stage => store(stage, THREE),
      faults: halfWritten,
      always,
    }),
    scenario('echo', {
      symptom: 'A confirmed value that hardly anybody has.', panel: many,
      world: stage => store(stage, THREE),
      faults: f => [f.slow(f.shuffle(REPLICAS).slice(0, 3), COORDINATORS, SLOW_LINK, 0), f.double({ from: REPLICAS }, 0.3, uniform(1, 40)), f.late({ from: REPLICAS }, 0.1, uniform(1_000, 3_000))],
      always,
    }),
    scenario('minority-island', {
      symptom: 'Two halves of a system, and each says it is the whole.', panel: many,
      world: stage => store(stage, THREE),
      faults: f => [island(f)],
      always: [demand('no ok on an island', neverOkOnIsland), ...always],
      measure: [measure('slowest answer on the island', slowestOnIsland, 'ms').atMost(1_000), mostAreOk],
    }),
    scenario('odd-mixes', {
      symptom: 'Other numbers than three and three.', panel: many,
      world: stage => store(stage, mixOf(stage.world), { refused: TOO_SMALL }),
      faults: f => {
        const { r, w } = mixOf(f.world);
        const down = f.shuffle(REPLICAS).slice(0, REPLICAS.length - Math.max(r, w));
        return [...down.map(replica => f.crash(replica, f.between(0, 400))), f.late({ method: 'put', to: REPLICAS }, 0.1, uniform(20, 150))];
      },
      always: [demand('r + w must exceed n', refusesMix), demand('a write that is ok is on w replicas', storedByQuorum(mixOf)), demand('one copy of each key', oneCopy, { oneCopyOf: register })],
      measure: [mostAreOk],
    }),
  ],
});
