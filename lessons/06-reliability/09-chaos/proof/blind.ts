import type { Lab } from 'faultlab';
import type { Verdict } from '../contract.ts';

type Cohort = ReturnType<Lab['cohort']>;
type Claim = ReturnType<Lab['describe']>['claims'][number];

const ARM_PERCENT = 4; // two arms: 8 % of the users meet a fault
const CONTROL_PERCENT = 80;
const DELAY_MS = 2_500;
const POLL_MS = 500;
const MIN_HITS = 60;
const MAX_TRIAL_MS = 60_000;
const SPREAD_ENDS_MS = 25_000; // what lasts longer after the stop was not our fault
const DEFAULT_TIME_MS = 600_000;

/** First number in an object whose name matches. */
function num(of: unknown, name: RegExp): number | undefined {
  for (const [key, value] of Object.entries(of as Record<string, unknown>)) {
    if (name.test(key) && typeof value === 'number') return value;
  }
  return undefined;
}

const p95 = (m: unknown): number => num(m, /p95/i) ?? 0;

/** 0: never tried, or changed since; 1: tried after its last change. */
function rank(claim: Claim): number {
  const verified = num(claim, /verified/i);
  const changed = num(claim, /chang|deploy/i);
  if (verified === undefined) return 0;
  return changed !== undefined && changed <= verified ? 0 : 1;
}

/** Tries the claims on live traffic, and says which of them hold. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const began = performance.now();
  const plan = lab.describe();
  console.log(JSON.stringify(plan));
  const deadline = began + (num(plan, /ms$|time|budget|duration/i) ?? DEFAULT_TIME_MS) - 8_000;
  const control = lab.cohort(CONTROL_PERCENT);
  const arms = [lab.cohort(ARM_PERCENT), lab.cohort(ARM_PERCENT)] as const;

  /** Do users suffer for whom nothing is broken? */
  const alarm = (): boolean =>
    lab.metrics(control, 1_000).failed >= 6 ||
    lab.metrics(control, 3_000).failed >= 8 ||
    lab.metrics(control, 6_000).failed >= 11;
  const clear = (): boolean => lab.metrics(control, 4_000).failed <= 5;

  async function calm(): Promise<boolean> {
    while (performance.now() < deadline) {
      if (clear() && !alarm()) return true;
      await lab.sleep(POLL_MS);
    }
    return false;
  }

  function judge(cohort: Cohort, sinceMs: number): 'holds' | 'broken' | 'open' {
    const m = lab.metrics(cohort, sinceMs);
    const c = lab.metrics(control, sinceMs);
    if (m.pages === 0 || c.pages === 0 || m.hits === 0) return 'open';
    const sound = Math.max(0.003, c.failed / c.pages) + 0.005;
    const weak = Math.max(0.1, 2 * sound);
    const llr =
      m.failed * Math.log(weak / sound) +
      (m.pages - m.failed) * Math.log((1 - weak) / (1 - sound));
    const slower = p95(m) / Math.max(1, p95(c));
    if (llr > 8 || (m.pages >= 40 && slower >= 2.5)) return 'broken';
    if (m.hits >= MIN_HITS && m.pages >= 100 && llr < -5 && slower < 2) return 'holds';
    return 'open';
  }

  async function trial(claim: Claim): Promise<Verdict['verdict'] | 'alarm'> {
    const start = performance.now();
    const running = [
      lab.inject(claim.edge, { kind: 'errors' }, arms[0]),
      lab.inject(claim.edge, { kind: 'delay', ms: DELAY_MS }, arms[1]),
    ];
    const stopped = [false, false];
    const stop = (i: number): void => {
      if (stopped[i]) return;
      stopped[i] = true;
      running[i]!.stop();
    };
    try {
      for (;;) {
        await lab.sleep(POLL_MS);
        if (alarm()) return 'alarm';
        const elapsed = performance.now() - start;
        if (elapsed < 2_000) continue;
        for (const i of [0, 1]) {
          if (stopped[i]) continue;
          const says = judge(arms[i]!, elapsed - 1_000);
          if (says === 'broken') return 'broken';
          if (says === 'holds') stop(i);
        }
        if (stopped[0] && stopped[1]) return 'holds';
        if (elapsed > 12_000 && arms.every((a) => lab.metrics(a, elapsed - 1_000).hits === 0)) {
          return 'inconclusive'; // nobody calls it: nothing was tried
        }
        if (elapsed > MAX_TRIAL_MS || performance.now() > deadline) return 'inconclusive';
      }
    } finally {
      stop(0);
      stop(1);
    }
  }

  /** After a stop: did the users recover because of it? */
  async function aftermath(): Promise<'spread' | 'incident' | 'unsure'> {
    const stopAt = performance.now();
    let worst = 0;
    for (;;) {
      const m = lab.metrics(control, 3_000);
      if (m.pages > 0) worst = Math.max(worst, m.failed / m.pages);
      const since = performance.now() - stopAt;
      if (since > SPREAD_ENDS_MS) return 'incident';
      if (since > 4_000 && clear()) return worst >= 0.04 ? 'spread' : 'unsure';
      await lab.sleep(POLL_MS);
    }
  }

  async function verdictOn(claim: Claim): Promise<Verdict['verdict']> {
    for (let alarms = 0; alarms < 2; ) {
      if (!(await calm()) || performance.now() > deadline - 10_000) return 'inconclusive';
      const says = await trial(claim);
      console.log(claim.id, says, Math.round(performance.now() - began));
      if (says !== 'alarm') {
        await lab.sleep(4_000); // late pages of this trial are not the next one's
        return says;
      }
      alarms++;
      const after = await aftermath();
      console.log(claim.id, after, Math.round(performance.now() - began));
      if (after === 'spread') return 'broken';
    }
    return 'broken'; // two alarms, both during this claim
  }

  await lab.sleep(6_000);
  const verdicts: Verdict[] = [];
  const order = [...plan.claims].sort((a, b) => rank(a) - rank(b));
  for (const claim of order) {
    verdicts.push({ claim: claim.id, verdict: await verdictOn(claim) });
  }
  return verdicts;
}
