import type { Lab } from 'faultlab';
import type { Verdict } from './contract';

const LASTS_MS = 60_000;

/** Tries the claims on live traffic, and says which of them hold. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  const users = lab.cohort(100);
  // TODO: decide what to try first, on whom, compared with what, and when to stop.
  for (const { id, edge } of lab.describe().claims) {
    await lab.sleep(5_000);
    const before = lab.metrics(users, 4_000);
    const injection = lab.inject(edge, { kind: 'errors' }, users);
    await lab.sleep(LASTS_MS);
    const after = lab.metrics(users, LASTS_MS);
    injection.stop();
    const worse = after.failed / after.pages - before.failed / before.pages;
    verdicts.push({ claim: id, verdict: worse > 0.03 ? 'broken' : 'holds' });
  }
  return verdicts;
}
