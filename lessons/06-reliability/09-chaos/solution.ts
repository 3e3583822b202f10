import type { Claim, Cohort, Injectable, Lab, Metrics } from 'faultlab';
import type { Verdict } from './contract';

/** Long enough for some hundred pages of the cohort, of which a weakness costs one in ten. */
const LASTS_MS = 25_000;
const CHECK_MS = 1_000;
const METRICS_LATE_MS = 1_000;
const FAULTS: readonly Injectable[] = [{ kind: 'errors' }, { kind: 'delay', ms: 3_000 }];
/** Failed pages beyond those of the control group, of all: sound claims stay far below, weak ones are far above. */
const MARGIN = 0.04;
const FEWEST_FAILED = 9;
const SLOWER = 3;
/** Pages before a 95th percentile is more than the luck of a few. */
const FEWEST_PAGES = 100;
/** Of the pages of people for whom nothing is injected, and so many: a few are luck. */
const ILL = 0.02;
const FEWEST_ILL = 7;
const FEWEST_HITS = 60;
/** If the others recover so soon after the end of an injection, it may have been the cause. */
const RECOVERY_MS = 18_000;
/** The others are well again when hardly any of their pages has failed for so long: a short while may be luck. */
const WELL_MS = 8_000;
const WELL = 0.015;

type Seen = 'nothing' | 'broken' | 'others ill' | 'too little';

export async function experiment(lab: Lab): Promise<Verdict[]> {
  const { claims, windowMs } = lab.describe();
  const endMs = performance.now() + windowMs - 3_000;
  const trial = new Trial(lab, lab.cohort(10), lab.cohort(50), endMs);
  const verdicts = new Map<string, Verdict['verdict']>(claims.map(({ id }) => [id, 'inconclusive']));
  for (const claim of [...claims].sort((a, b) => risk(b) - risk(a))) {
    if (performance.now() >= endMs) break;
    verdicts.set(claim.id, await trial.judge(claim));
  }
  return [...verdicts].map(([claim, verdict]) => ({ claim, verdict }));
}

/** Changed since it was tried, or never tried, comes first; then what is called most. */
function risk({ changedDaysAgo, verifiedDaysAgo = Infinity, callsPerSecond }: Claim): number {
  return (changedDaysAgo < verifiedDaysAgo ? 1_000_000 : 0) + callsPerSecond;
}

class Trial {
  private readonly lab: Lab;
  private readonly cohort: Cohort;
  private readonly control: Cohort;
  private readonly endMs: number;

  constructor(lab: Lab, cohort: Cohort, control: Cohort, endMs: number) {
    this.lab = lab;
    this.cohort = cohort;
    this.control = control;
    this.endMs = endMs;
  }

  async judge({ edge }: Claim): Promise<Verdict['verdict']> {
    for (const fault of FAULTS) {
      let seen = await this.inject(edge, fault);
      for (let suspicions = 0; seen === 'others ill'; seen = await this.inject(edge, fault)) {
        if ((await this.othersWellWithin(RECOVERY_MS)) && ++suspicions === 2) return 'broken';
        if (!(await this.othersWellWithin(this.endMs - performance.now()))) return 'inconclusive';
      }
      if (seen === 'broken') return 'broken';
      if (seen === 'too little') return 'inconclusive';
    }
    return 'holds';
  }

  private async inject(edge: string, fault: Injectable): Promise<Seen> {
    const { lab, cohort, control } = this;
    if (!(await this.othersWellWithin(this.endMs - performance.now()))) return 'too little';
    const injection = lab.inject(edge, fault, cohort);
    const startMs = performance.now();
    try {
      for (;;) {
        await lab.sleep(CHECK_MS);
        if (performance.now() >= this.endMs) return 'too little';
        const knownMs = performance.now() - startMs - METRICS_LATE_MS;
        if (knownMs < 2 * CHECK_MS) continue;
        if (this.isIll(Math.min(knownMs, 4_000))) return 'others ill';
        const own = lab.metrics(cohort, knownMs);
        if (isWorse(own, lab.metrics(control, knownMs))) return 'broken';
        if (knownMs >= LASTS_MS) return own.hits >= FEWEST_HITS ? 'nothing' : 'too little';
      }
    } finally {
      injection.stop();
    }
  }

  private isIll(lastMs: number): boolean {
    const { failed, pages } = this.lab.metrics(this.control, lastMs);
    return failed >= FEWEST_ILL && failed > ILL * pages;
  }

  private async othersWellWithin(ms: number): Promise<boolean> {
    const untilMs = performance.now() + ms;
    do {
      await this.lab.sleep(CHECK_MS);
      const { pages, failed } = this.lab.metrics(this.control, WELL_MS);
      if (pages > 0 && failed <= WELL * pages) return true;
    } while (performance.now() < untilMs);
    return false;
  }
}

function isWorse(own: Metrics, others: Metrics): boolean {
  const expected = (others.failed / others.pages) * own.pages;
  return (own.failed >= FEWEST_FAILED && own.failed - expected > MARGIN * own.pages) || (own.pages >= FEWEST_PAGES && own.p95Ms > SLOWER * others.p95Ms);
}
