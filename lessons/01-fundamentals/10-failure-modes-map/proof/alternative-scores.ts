import type { PerSecond } from 'faultlab';
import type { Diagnosis, Evidence, Mode } from '../contract';

interface Suspect {
  readonly mode: Mode;
  readonly where: string;
  readonly because: readonly string[];
  /** Above 1: rather so than not. */
  readonly odds: number;
}

const values = <Value>(series: PerSecond<Value>, seconds: number): Value[] => series.slice(-seconds).filter(value => value !== null);
const median = (series: PerSecond, seconds = 9): number => {
  const sorted = values(series, seconds).sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
const newest = <Value>(series: PerSecond<Value>): Value | undefined => values(series, 8).at(-1);

/** Every suspect of every mode gets a score; the best one above 1 is named. */
export function diagnose(evidence: Evidence): Diagnosis {
  const suspects = [...cuts(evidence), ...captains(evidence), ...dominoes(evidence), ...gray(evidence), ...laggards(evidence), ...storms(evidence)];
  const best = suspects.reduce<Suspect | undefined>((one, other) => (one && one.odds >= other.odds ? one : other), undefined);
  return best && best.odds > 1 ? { mode: best.mode, where: best.where, because: best.because } : { mode: 'none', where: '', because: [] };
}

function cuts({ probes, replicas }: Evidence): Suspect[] {
  const zones = [...new Set(replicas.map(({ zone }) => zone))];
  const majority = zones.find(zone => replicas.filter(each => each.zone === zone).length > 1)!;
  return probes.map(({ id, lossPercent }) => ({ mode: 'partition', where: majority, because: [`lossPercent@${id}`], odds: values(lossPercent, 7).every(loss => loss > 30) ? 1_000 : 0 }));
}

function captains({ replicas }: Evidence): Suspect[] {
  const leading = replicas.filter(({ claimedRole }) => newest(claimedRole) === 'leader');
  if (leading.length < 2) return [];
  // Who leads and hears of nobody who follows.
  return leading.map(({ id, lastHeardMs }) => ({ mode: 'split-brain', where: id, because: [`claimedRole@${id}`, `lastHeardMs@${id}`], odds: (newest(lastHeardMs) ?? 0) > 2_500 ? 500 : 0 }));
}

function dominoes({ instances, deploys }: Evidence): Suspect[] {
  return instances.filter(({ up }) => newest(up) === 0).map(({ id, service }) => {
    const left = instances.filter(other => other.service === service && newest(other.up) === 1);
    const load = Math.max(0, ...left.map(({ cpu }) => median(cpu, 5)));
    const excused = deploys.some(deploy => deploy.service === service && deploy.secondsAgo < 75) ? 0 : 1;
    return { mode: 'overload-cascade', where: service, because: [`up@${id}`, ...left.map(other => `cpu@${other.id}`)], odds: excused * (load > 93 ? 200 : 0) };
  });
}

function gray({ instances, deploys }: Evidence): Suspect[] {
  return instances.filter(({ service }) => service !== 'store').map(({ id, service, p50Ms, cpu }) => {
    const siblings = instances.filter(other => other.service === service && other.id !== id);
    const usual = median(siblings.map(other => median(other.p50Ms)), 9);
    const excused = deploys.some(deploy => deploy.service === service && deploy.secondsAgo < 75) ? 0 : 1;
    return { mode: 'gray-node', where: id, because: [`p50Ms@${id}`, `cpu@${id}`], odds: excused * (median(cpu) < 40 ? median(p50Ms) / (5 * Math.max(1, usual)) : 0) };
  });
}

function laggards({ replicas, canary }: Evidence): Suspect[] {
  const ahead = Math.max(...replicas.map(({ position }) => newest(position) ?? 0));
  const age = Math.max(0, ...values(canary.ageMs, 5));
  return replicas.map(({ id, position }) => ({ mode: 'replication-lag', where: id, because: ['ageMs@canary', `position@${id}`], odds: age > 4_000 ? (ahead - (newest(position) ?? 0)) / 100 : 0 }));
}

function storms({ edges, instances }: Evidence): Suspect[] {
  return edges.map(({ id, to, attempts, firstAttempts }) => {
    const allUp = instances.every(({ service, up }) => service !== to || newest(up) === 1);
    return { mode: 'retry-storm', where: id, because: [`attempts@${id}`, `firstAttempts@${id}`], odds: allUp ? median(attempts) / Math.max(1, median(firstAttempts)) / 2 : 0 };
  });
}
