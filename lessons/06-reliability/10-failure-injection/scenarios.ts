import { demand, lesson, scenario, type Panel } from 'faultlab/author';
import { allFound, finished, onlyFindings } from './checks.ts';
import { laboratory } from './world.ts';

/** A run is a search of a thousand runs, and seeds change little but latencies. */
const panel: Panel = { visible: 12, hidden: 12 };
/** For what a search works out between two runs. */
const limit = { steps: 2_000_000 };

const final = [
  demand('every build is judged', finished),
  demand('a finding is one', onlyFindings),
  demand('every defect is found', allFound),
];

export default lesson({
  picture: 'Faults tried',
  handlers: { check: { kind: 'function' }, explore: { kind: 'function' } },
  scenarios: [
    scenario('two-mutants', {
      visible: true, symptom: 'Both builds passed the tests. Customers miss money.', panel, limit,
      world: stage => laboratory(stage, ['acks-early', 'refunds']),
      final,
    }),
    scenario('eight-mutants', {
      symptom: 'More builds that passed, more complaints.', panel, limit,
      world: stage => laboratory(stage, ['no-ack-again', 'no-deduplication', 'forgets-pending', 'debits-again', 'keeps-lock', 'credits-early', 'promises-early', 'starts-late']),
      final,
    }),
    scenario('two-faults', {
      symptom: 'It happens once a month, and only when two things go wrong.', panel, limit,
      world: stage => laboratory(stage, ['remembers-in-memory', 'asks-once']),
      final,
    }),
    scenario('hardened', {
      symptom: 'Developers no longer read the findings.', panel, limit,
      world: stage => laboratory(stage, ['says-unknown', 'recovers-late', 'in-batches']),
      final,
    }),
  ],
});
