import type { Cohort, Lab, Metrics } from 'faultlab';
import type { Verdict } from '../contract';

/** Two proportions differ by more than so many standard errors. */
const Z = 5;

/** Errors first for every claim in turn, then delay for those that have survived: two groups of the same size, and a z-test. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const { claims, windowMs } = lab.describe();
  const startMs = performance.now();
  const overMs = startMs + windowMs - 2_500;
  const treated = lab.cohort(10);
  const untreated = lab.cohort(60);
  const stale = (claim: { changedDaysAgo: number; verifiedDaysAgo?: number }): number => Number(claim.verifiedDaysAgo === undefined || claim.changedDaysAgo < claim.verifiedDaysAgo);
  const result = new Map<string, Verdict['verdict']>(claims.map(({ id }) => [id, 'inconclusive']));

  for (const { id, edge } of [...claims].sort((a, b) => stale(b) - stale(a))) {
    let proven = 0;
    for (const kind of ['errors', 'delay'] as const) {
      const outcome = await attempt(edge, kind);
      if (outcome === 'worse') result.set(id, 'broken');
      if (outcome !== 'same') break;
      proven++;
    }
    if (proven === 2) result.set(id, 'holds');
    if (performance.now() > overMs) break;
  }
  return [...result].map(([claim, verdict]) => ({ claim, verdict }));

  async function attempt(edge: string, kind: 'errors' | 'delay'): Promise<'worse' | 'same' | 'unknown'> {
    let quickRecoveries = 0;
    for (;;) {
      await calm();
      if (performance.now() > overMs) return 'unknown';
      const injection = lab.inject(edge, kind === 'errors' ? { kind } : { kind, ms: 4_000 }, treated);
      let stopped = '';
      let hits = 0;
      for (let second = 1; second <= 24 && stopped === ''; second++) {
        await lab.sleep(1_000);
        if (performance.now() > overMs) stopped = 'over';
        if (second < 3) continue;
        const own = lab.metrics(treated, (second - 1) * 1_000);
        const others = lab.metrics(untreated, (second - 1) * 1_000);
        hits = own.hits;
        if (ill(untreated)) stopped = 'ill';
        else if (worse(own, others)) stopped = 'worse';
      }
      injection.stop();
      if (stopped === 'worse') return 'worse';
      if (stopped === '') return hits >= 55 ? 'same' : 'unknown';
      if (stopped === 'over') return 'unknown';
      const stoppedMs = performance.now();
      await calm();
      if (performance.now() - stoppedMs < 20_000 && ++quickRecoveries === 2) return 'worse';
    }
  }

  function ill(group: Cohort, lastMs = 5_000): boolean {
    const { failed, pages } = lab.metrics(group, lastMs);
    return failed >= 5 && failed / pages > 0.02;
  }

  async function calm(): Promise<void> {
    do await lab.sleep(1_000); while (performance.now() < overMs && (lab.metrics(untreated, 3_000).pages === 0 || ill(untreated, 10_000)));
  }
}

function worse(own: Metrics, others: Metrics): boolean {
  const p = (own.failed + others.failed) / (own.pages + others.pages);
  const error = Math.sqrt(p * (1 - p) * (1 / own.pages + 1 / others.pages));
  const z = error === 0 ? 0 : (own.failed / own.pages - others.failed / others.pages) / error;
  // Of fewer pages the 95th percentile is the luck of a few.
  return (z > Z && own.failed > 8) || (own.pages > 120 && own.p95Ms > 2.5 * others.p95Ms);
}
