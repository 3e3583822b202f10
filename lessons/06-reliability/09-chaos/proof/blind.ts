import type { Claim, Cohort, Injection, Lab } from 'faultlab';
import type { Verdict } from '../contract';

const CONTROL_PERCENT = 85;
/** One cohort for errors and one for the delay: 9 % together. */
const ARM_PERCENT = 4.5;
const DELAY_MS = 2_500;
const STEP_MS = 500;
const GAP_MS = 4_000;
/** The first delayed pages come in so late that what comes before looks too good. */
const WARM_MS = 3_500;
const MIN_HITS = 55;
const MIN_PAGES = 140;
const MAX_TRIAL_MS = 60_000;
const AFTER_ALARM_MS = 8_000;
/** Worse for this long after everything was stopped: not our doing. */
const INCIDENT_MS = 25_000;

type Outcome = 'holds' | 'suspect' | 'broken' | 'inconclusive' | 'disturbed';
type ArmState = 'open' | 'fine' | 'bad' | 'unused';

/** Tries the claims on live traffic, and says which of them hold. */
export async function experiment(lab: Lab): Promise<Verdict[]> {
  const start = performance.now();
  const { claims, windowMs } = lab.describe();
  const end = start + windowMs - 4_000;
  const control = lab.cohort(CONTROL_PERCENT);
  const verdicts = new Map<string, Verdict['verdict']>();
  const strikes = new Map<string, number>();
  const sightings = new Map<string, number>();
  const queue = [...claims].sort((a, b) => doubt(b) - doubt(a));

  while (queue.length > 0) {
    const claim = queue[0]!;
    if (!(await quiet(lab, control, end))) break;
    const outcome = await tryClaim(lab, claim, control, end, strikes);
    if (outcome === 'disturbed') continue;
    // Seen once it may be chance, or something about these users: others have to see it, too.
    if (outcome === 'suspect') {
      const seen = (sightings.get(claim.id) ?? 0) + 1;
      sightings.set(claim.id, seen);
      if (seen < 2) continue;
      verdicts.set(claim.id, 'broken');
      queue.shift();
      continue;
    }
    queue.shift();
    verdicts.set(claim.id, outcome);
  }
  return claims.map(({ id }) => ({ claim: id, verdict: verdicts.get(id) ?? 'inconclusive' }));
}

/** What is worth trying first: never tried, then changed since it was tried, then what was tried long ago. */
function doubt(claim: Claim): number {
  const { verifiedDaysAgo, changedDaysAgo } = claim;
  if (verifiedDaysAgo === undefined) return 2e6;
  return (changedDaysAgo <= verifiedDaysAgo ? 1e6 : 0) + verifiedDaysAgo;
}

/** Waits until the others are well and what was injected before is out of the measurements. False: no time left. */
async function quiet(lab: Lab, control: Cohort, end: number): Promise<boolean> {
  if (performance.now() > end - 10_000 - GAP_MS) return false;
  await lab.sleep(GAP_MS);
  while (performance.now() < end - 10_000) {
    if (calm(lab, control)) return true;
    await lab.sleep(STEP_MS);
  }
  return false;
}

function calm(lab: Lab, control: Cohort): boolean {
  const { pages, failed } = lab.metrics(control, 4_000);
  return pages > 0 && failed <= 5;
}

/** Do users suffer for whom nothing is injected? About one false alarm in a hundred runs. */
function alarm(lab: Lab, control: Cohort): boolean {
  return (
    lab.metrics(control, 2_000).failed >= 5 ||
    lab.metrics(control, 4_000).failed >= 8 ||
    lab.metrics(control, 8_000).failed >= 12
  );
}

async function tryClaim(lab: Lab, claim: Claim, control: Cohort, end: number, strikes: Map<string, number>): Promise<Outcome> {
  const cohorts = [lab.cohort(ARM_PERCENT), lab.cohort(ARM_PERCENT)] as const;
  const t0 = performance.now();
  const injections: (Injection | undefined)[] = [
    lab.inject(claim.edge, { kind: 'errors' }, cohorts[0]),
    lab.inject(claim.edge, { kind: 'delay', ms: DELAY_MS }, cohorts[1]),
  ];
  const stop = (arm: number): void => {
    injections[arm]?.stop();
    injections[arm] = undefined;
  };
  const states: ArmState[] = ['open', 'open'];
  try {
    while (performance.now() < Math.min(end, t0 + MAX_TRIAL_MS)) {
      await lab.sleep(STEP_MS);
      if (alarm(lab, control)) {
        stop(0);
        stop(1);
        return await afterAlarm(lab, claim, control, end, strikes);
      }
      for (const arm of [0, 1]) {
        if (states[arm] !== 'open') continue;
        const state = judge(lab, cohorts[arm as 0 | 1], control, t0, arm === 1 ? WARM_MS : 0);
        if (state === 'open') continue;
        states[arm] = state;
        stop(arm);
      }
      if (states.includes('bad')) return 'suspect';
      if (!states.includes('open')) break;
    }
    return states[0] === 'fine' && states[1] === 'fine' ? 'holds' : 'inconclusive';
  } finally {
    stop(0);
    stop(1);
    cohorts[0].release();
    cohorts[1].release();
  }
}

/** Sequential test of one arm against the control group of the same time. */
function judge(lab: Lab, cohort: Cohort, control: Cohort, t0: number, warmMs: number): ArmState {
  const sinceMs = performance.now() - t0;
  const a = lab.metrics(cohort, sinceMs);
  const c = lab.metrics(control, sinceMs);
  if (a.pages === 0 || c.pages === 0) return 'open';
  const usual = Math.max(c.failed / c.pages, 0.003);
  const p0 = usual + 0.005;
  const p1 = usual + 0.1;
  const evidence = a.failed * Math.log(p1 / p0) + (a.pages - a.failed) * Math.log((1 - p1) / (1 - p0));
  if (evidence > 9) return 'bad';
  if (a.pages >= 100 && a.hits === 0) return 'unused';

  if (sinceMs - warmMs < 2_000) return 'open';
  const late = lab.metrics(cohort, sinceMs - warmMs);
  const lateControl = lab.metrics(control, sinceMs - warmMs);
  if (late.pages < 100 || lateControl.p95Ms === 0) return 'open';
  const slower = late.p95Ms / lateControl.p95Ms;
  // The p95 of a hundred pages hangs on five of them: nobody is harmed by a longer look.
  const enough = late.pages >= 280;
  if ((enough && slower >= 2.3) || (late.pages >= 160 && slower >= 2.8)) return 'bad';
  const notSlow = slower < 1.7 || enough;
  if (notSlow && evidence < -6 && a.hits >= MIN_HITS && late.pages >= MIN_PAGES) return 'fine';
  return 'open';
}

/** All is stopped. If others soon recover, it may have been the fault that had spread: unless it was a short incident. */
async function afterAlarm(lab: Lab, claim: Claim, control: Cohort, end: number, strikes: Map<string, number>): Promise<Outcome> {
  const stopped = performance.now();
  let peak = 0;
  const look = async (ms: number): Promise<void> => {
    for (let waited = 0; waited < ms; waited += STEP_MS) {
      const { pages, failed } = lab.metrics(control, 2_000);
      if (pages > 0) peak = Math.max(peak, failed / pages);
      await lab.sleep(STEP_MS);
    }
  };
  await look(3_000);
  while (!calm(lab, control)) {
    if (performance.now() - stopped > INCIDENT_MS) return 'disturbed';
    if (performance.now() > end) return 'inconclusive';
    await look(STEP_MS);
  }
  const { failed } = lab.metrics(control, performance.now() - stopped + 4_000);
  if (peak >= 0.15) return 'broken';
  const strike = (strikes.get(claim.id) ?? 0) + 1;
  strikes.set(claim.id, strike);
  if ((strike >= 2 && failed >= 25) || strike >= 3) return 'broken';
  // Once is chance, or a short incident. If it is the fault, it comes again.
  if (performance.now() + AFTER_ALARM_MS < end) await lab.sleep(AFTER_ALARM_MS);
  return 'disturbed';
}
