// scenario: two-weak
// message: users got no page because of the experiments
import type { Injectable, Lab } from 'faultlab';
import type { Verdict } from '../contract';

const LASTS_MS = 35_000;
const FAULTS: readonly Injectable[] = [{ kind: 'errors' }, { kind: 'delay', ms: 3_000 }];

/** Two groups, compared when the time is over. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const cohort = lab.cohort(10);
  const control = lab.cohort(10);
  const verdicts: Verdict[] = [];
  for (const { id, edge } of lab.describe().claims) {
    let verdict: Verdict['verdict'] = 'holds';
    for (const fault of FAULTS) {
      const injection = lab.inject(edge, fault, cohort);
      await lab.sleep(LASTS_MS);
      injection.stop();
      const [own, others] = [cohort, control].map(each => lab.metrics(each, LASTS_MS - 2_000)) as [ReturnType<Lab['metrics']>, ReturnType<Lab['metrics']>];
      if (own.failed / own.pages > others.failed / others.pages + 0.04 || own.p95Ms > 3 * others.p95Ms) verdict = 'broken';
      else if (own.hits < 60 && verdict === 'holds') verdict = 'inconclusive';
    }
    verdicts.push({ claim: id, verdict });
  }
  return verdicts;
}
