import { demand, lesson, measure, scenario, type Fault, type FaultAuthor, type Stage } from 'faultlab/author';
import { alwaysAnswered, decidedTogether, freshIsTrue, insufficientIsTrue, moneyAddsUp, notFromNowhere, neverOverdrawn, refusedSoon, toldAtTheEnd } from './checks.ts';
import { bank, CUT_MS, NODES } from './world.ts';

/** Each run has hundreds of operations, each of which may go through a majority. */
const panel = { visible: 12, hidden: 24 };

const always = [
  demand('no account is overdrawn', neverOverdrawn),
  demand('the money adds up', moneyAddsUp),
  demand('a fresh balance is true', freshIsTrue),
  demand('no balance comes from nowhere', notFromNowhere),
  demand('"insufficient" is true', insufficientIsTrue),
];
const final = [demand('every account is told at the end', toldAtTheEnd)];
const everywhere = measure('deposits and balances within 500 ms, at the worst node', alwaysAnswered).atLeast(0.99);
const together = measure('withdrawals decided and balances fresh within 1 s, with a majority', decidedTogether).atLeast(0.95);
const alone = measure('withdrawals answered within 500 ms, without a majority', refusedSoon).atLeast(0.95);

const shortDay = (stage: Stage) => bank(stage, { closesMs: 9_000, settleMs: 3_000 });
const longDay = (stage: Stage) => bank(stage, { closesMs: 15_000, settleMs: 4_000 });

const others = (node: string): string[] => NODES.filter(other => other !== node);
const cutOff = (f: FaultAuthor, node: string, lastsMs: number): Fault => f.cut([node], others(node), CUT_MS, { lastsMs });

/** One of them strikes: the one of whoever leads. */
function cutOffLeader(f: FaultAuthor): Fault[] {
  const lastsMs = f.between(5_000, 7_000);
  return NODES.map(node => f.cut([node], others(node), f.whenFact('leader', 1, 0, node), { lastsMs }));
}

function flapping(f: FaultAuthor): Fault[] {
  let atMs = CUT_MS;
  return Array.from({ length: 5 }, () => {
    const node = f.pick(NODES);
    const lastsMs = f.between(1_000, 3_000);
    const fault = f.cut([node], others(node), atMs, { lastsMs });
    atMs += lastsMs + f.between(1_000, 3_000);
    return fault;
  });
}

export default lesson({
  handlers: { AccountNode: { kind: 'class', methods: ['onRequest'] } },
  scenarios: [
    scenario('sunny', {
      visible: true, symptom: 'An ordinary day at the bank.', panel,
      world: shortDay,
      always, final, measure: [everywhere, together],
    }),
    scenario('island', {
      visible: true, symptom: 'A branch is cut off, and its clients stand before a closed door.', panel,
      world: longDay,
      faults: f => [cutOff(f, f.pick(NODES), f.between(5_000, 7_000))],
      always, final, measure: [everywhere, together, alone],
    }),
    scenario('leader-on-the-island', {
      symptom: 'The branch that was cut off is the one that all the others ask.', panel,
      world: longDay,
      faults: cutOffLeader,
      always, final, measure: [everywhere, together, alone],
    }),
    scenario('flapping', {
      symptom: 'A cable comes and goes.', panel,
      world: stage => bank(stage, { closesMs: 20_000, settleMs: 17_000 }),
      faults: flapping,
      always, final, measure: [everywhere, alone],
    }),
    scenario('island-reboots', {
      symptom: 'After a day of trouble some deposits are missing.', panel,
      world: longDay,
      faults: f => {
        const node = f.pick(NODES);
        return [cutOff(f, node, f.between(6_000, 7_000)), f.crash(node, CUT_MS + f.between(2_000, 3_500), { lastsMs: f.between(500, 1_500) })];
      },
      always, final, measure: [everywhere, alone],
    }),
    scenario('lost-ack', {
      symptom: 'Now and then a deposit counts twice.', panel,
      world: shortDay,
      faults: f => [f.lose({ method: 'proposed' }, 0.3)],
      always, final, measure: [everywhere, together],
    }),
  ],
});
