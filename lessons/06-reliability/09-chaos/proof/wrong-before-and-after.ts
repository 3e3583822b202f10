// scenario: bad-day
// message: was called "broken" though the page does survive it
import type { Injectable, Lab } from 'faultlab';
import type { Verdict } from '../contract';

const FAULTS: readonly Injectable[] = [{ kind: 'errors' }, { kind: 'delay', ms: 3_000 }];

/** A small group and an early end, but the only thing to compare with is a while ago. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const cohort = lab.cohort(10);
  const verdicts: Verdict[] = [];
  for (const { id, edge } of lab.describe().claims) verdicts.push({ claim: id, verdict: await judge(lab, edge) });
  return verdicts;

  async function judge({ sleep, inject, metrics }: Lab, edge: string): Promise<Verdict['verdict']> {
    for (const fault of FAULTS) {
      await sleep(5_000);
      const before = metrics(cohort, 4_000);
      const injection = inject(edge, fault, cohort);
      for (let seconds = 1; seconds <= 26; seconds++) {
        await sleep(1_000);
        if (seconds < 4) continue;
        const during = metrics(cohort, (seconds - 1) * 1_000);
        if (during.failed > 4 && during.failed / during.pages > before.failed / before.pages + 0.03) {
          injection.stop();
          return 'broken';
        }
        if (during.p95Ms > 3 * before.p95Ms) {
          injection.stop();
          return 'broken';
        }
      }
      injection.stop();
    }
    return 'holds';
  }
}
