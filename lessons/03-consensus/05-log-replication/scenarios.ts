import { demand, heavy, lesson, measure, medium, scenario, uniform, type Fault, type FaultAuthor, type Stage } from 'faultlab/author';
import { appliedForGood, committedShare, medianCommit, messagesToMatch, neverCut, nothingLost, sameLogs } from './checks.ts';
import { raft, type Plan } from './world.ts';

const THREE = ['n1', 'n2', 'n3'];
const FIVE = ['n1', 'n2', 'n3', 'n4', 'n5'];
const SEVEN = ['leader', 'a', 'b', 'c', 'd', 'e', 'f'];

const always = [demand('what is applied stays', appliedForGood), demand('what was confirmed stays', neverCut)];
const final = [demand('nothing committed is lost', nothingLost), demand('all logs are the same', sameLogs)];
const mostCommitted = measure('commands committed', committedShare).atLeast(0.9);

const STEADY: Plan = { nodes: THREE, commands: { everyMs: 10, fromMs: 2_000, untilMs: 4_000 }, endMs: 5_000 };
const AWAY: Plan = { nodes: THREE, commands: { everyMs: 20, fromMs: 2_000, untilMs: 8_000 }, endMs: 11_500 };
/** Figure 7 of the paper: a leader of term 8 and six followers it may find. */
const FIGURE_7: Plan = {
  nodes: SEVEN, bootTerm: 7, elect: [{ node: 'leader', atMs: 500 }], committed: { index: 9, nodes: ['leader', 'a', 'c', 'd'] },
  logs: {
    leader: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6], a: [1, 1, 1, 4, 4, 5, 5, 6, 6], b: [1, 1, 1, 4], c: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 6],
    d: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6, 7, 7], e: [1, 1, 1, 4, 4, 4, 4], f: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
  },
  commands: { everyMs: 100, fromMs: 1_500, untilMs: 3_000 }, endMs: 5_500,
};
/** Figure 8: an entry of an old term on a majority, and a rival who may still replace it. */
const FIGURE_8: Plan = {
  nodes: FIVE, bootTerm: 3, noOpening: true, elect: [{ node: 'n1', atMs: 500 }, { node: 'n5', atMs: 1_500 }, { node: 'n5', atMs: 1_650 }],
  logs: { n1: [1, 2], n2: [1, 2], n3: [1], n4: [1], n5: [1, 3] },
  commands: { everyMs: 100, fromMs: 2_500, untilMs: 3_500 }, endMs: 6_000,
};
/** Delays are longer than any election time: the leader is set. n3 has a tail of an old term. */
const LATE: Plan = {
  nodes: THREE, bootTerm: 2, elect: [{ node: 'n1', atMs: 300 }], logs: { n1: [1, 1], n2: [1, 1], n3: [1, 1, 2, 2, 2, 2, 2, 2] },
  commands: { everyMs: 40, fromMs: 500, untilMs: 5_000 }, endMs: 8_500,
};
const POWER_CUT: Plan = { nodes: THREE, elect: [{ node: 'n1', atMs: 300 }, { node: 'n2', atMs: 4_000 }], commands: { everyMs: 50, fromMs: 1_000, untilMs: 6_000 }, endMs: 9_000 };

const WRONG_ENTRIES = 2_000;

/** n3 has followed leaders of terms that nobody else has heard of. */
function diverged({ random }: Stage): Plan {
  const shared = Array.from({ length: 5 }, () => 1);
  const terms = random.integer(3, 8);
  const wrong = Array.from({ length: WRONG_ENTRIES }, (_, i) => 2 + Math.floor((i * terms) / WRONG_ENTRIES));
  const right = Array.from({ length: WRONG_ENTRIES }, () => 2 + terms);
  return {
    nodes: THREE, bootTerm: 2 + terms, elect: [{ node: 'n1', atMs: 300 }], logs: { n1: [...shared, ...right], n2: [...shared, ...right], n3: [...shared, ...wrong] },
    commands: { everyMs: 100, fromMs: 1_000, untilMs: 2_000 }, endMs: 6_000,
  };
}

/** n2 confirms and loses power; the leader, which has counted on it, is cut off until n2 has led. */
function powerCut(f: FaultAuthor): Fault[] {
  const nth = f.integer(26, 40);
  return [
    f.cut(['n3'], ['n1', 'n2'], 2_000, { lastsMs: 1_700 }),
    f.crash('n2', f.whenFact('kept', nth, f.between(0, 5), 'n2'), { lastsMs: 300 }),
    f.cut(['n1'], ['n2', 'n3'], f.whenFact('kept', nth, 12, 'n2'), { lastsMs: 3_500 }),
  ];
}

export default lesson({
  picture: 'Logs',
  handlers: { Replicator: { kind: 'class', methods: ['onAppend', 'becameLeader', 'nextAppend', 'onAppendReply'] } },
  scenarios: [
    scenario('steady', {
      visible: true, symptom: 'All is well, and writes are slow, or lost.', panel: medium,
      world: stage => raft(stage, STEADY), always, final, measure: [measure('median commit', medianCommit, 'ms').atMost(32), mostCommitted],
    }),
    scenario('follower-away', {
      visible: true, symptom: 'A replica was away for five seconds and never catches up.', panel: medium,
      world: stage => raft(stage, AWAY), faults: f => [f.cut(['n3'], ['n1', 'n2'], 3_000, { lastsMs: 5_000 })], always, final, measure: [measure('commands committed', committedShare).atLeast(0.6)],
    }),
    scenario('figure-7', { symptom: 'After a year of elections every replica has another log.', panel: medium, world: stage => raft(stage, FIGURE_7), always, final, measure: [mostCommitted] }),
    scenario('figure-8', {
      symptom: 'A write was on three of five disks, and is gone.', panel: medium,
      world: stage => raft(stage, FIGURE_8), faults: f => [f.cut(['n1'], ['n4', 'n5'], 0, { lastsMs: 1_400 }), f.crash('n1', f.between(1_100, 1_300), { lastsMs: f.between(600, 900) })], always, final, measure: [mostCommitted],
    }),
    scenario('late-mail', {
      symptom: 'The network is slow and repeats itself.', panel: medium,
      world: stage => raft(stage, LATE), faults: f => [f.late({}, 1, uniform(1, 400)), f.double({}, 0.1, uniform(1, 400))], always, final, measure: [mostCommitted],
    }),
    scenario('power-cut', { symptom: 'Two power failures in a row.', panel: medium, world: stage => raft(stage, POWER_CUT), faults: powerCut, always, final, measure: [measure('commands committed', committedShare).atLeast(0.4)] }),
    scenario('long-divergence', {
      symptom: 'A replica that was on the wrong side for long takes hours to come back.', panel: heavy,
      world: stage => raft(stage, diverged(stage)), always, measure: [measure('messages until a log agrees', messagesToMatch).atMost(40), mostCommitted],
    }),
  ],
});
