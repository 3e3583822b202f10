import type { InstanceEvidence, PerSecond } from 'faultlab';
import type { Diagnosis, Evidence, Mode } from '../contract';

const NOTHING: Diagnosis = { mode: 'none', where: '', because: [] };
const known = <Value>(series: PerSecond<Value>, from: number, to?: number): Value[] => series.slice(from, to).filter(value => value !== null);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
const now = (series: PerSecond): number => mean(known(series, -6));
/** As it was before anything could have happened. */
const usual = (series: PerSecond): number => mean(known(series, 0, 60));
const say = (mode: Mode, where: string, ...because: string[]): Diagnosis => ({ mode, where, because });

/** Do users notice? If so, the noisy branch, else the quiet one. */
export function diagnose(evidence: Evidence): Diagnosis {
  const { edges, instances } = evidence;
  const users = edges.find(({ from }) => from === 'internet')!;
  const missing = instances.some(({ up }) => known(up, -4).at(-1) === 0);
  const isNoisy = now(users.timeouts) > 0.01 * now(users.attempts) || missing;
  return (isNoisy ? noisy(evidence) : undefined) ?? quiet(evidence) ?? NOTHING;
}

function noisy({ probes, replicas, edges, instances, deploys }: Evidence): Diagnosis | undefined {
  const cut = probes.find(({ lossPercent }) => Math.min(...known(lossPercent, -6)) > 50);
  if (cut) {
    const count = new Map<string, number>();
    for (const { zone } of replicas) count.set(zone, (count.get(zone) ?? 0) + 1);
    return say('partition', [...count].sort(([, one], [, other]) => other - one)[0]![0], `lossPercent@${cut.id}`);
  }
  const renewed = new Set(deploys.filter(({ secondsAgo }) => secondsAgo < 75).map(({ service }) => service));
  const old = instances.filter(({ service }) => !renewed.has(service));
  const dead = old.find(({ up, service }) => known(up, -4).at(-1) === 0 && old.some(other => other.service === service && now(other.cpu) > 96));
  if (dead) return say('overload-cascade', dead.service, `up@${dead.id}`);

  const slowdown = ({ p50Ms }: InstanceEvidence): number => now(p50Ms) / Math.max(1, usual(p50Ms));
  const slow = old.filter(({ service, cpu }) => service !== 'store' && now(cpu) < 60).sort((one, other) => slowdown(other) - slowdown(one))[0];
  const siblings = old.filter(({ service, id }) => service === slow?.service && id !== slow.id);
  if (slow && slowdown(slow) > 5 && siblings.every(other => slowdown(other) < 2.5)) return say('gray-node', slow.id, `p50Ms@${slow.id}`, ...siblings.map(({ id }) => `p50Ms@${id}`));

  const [storm] = edges.filter(({ attempts, firstAttempts }) => now(attempts) > 2.5 * now(firstAttempts)).sort((one, other) => now(other.attempts) / now(other.firstAttempts) - now(one.attempts) / now(one.firstAttempts));
  return storm && say('retry-storm', storm.id, `attempts@${storm.id}`, `firstAttempts@${storm.id}`);
}

function quiet({ replicas, canary }: Evidence): Diagnosis | undefined {
  const leaders = replicas.filter(({ claimedRole }) => known(claimedRole, -6).at(-1) === 'leader');
  const termOf = ({ term }: (typeof leaders)[number]): number => known(term, -6).at(-1) ?? 0;
  if (leaders.length > 1) {
    const [old] = leaders.sort((one, other) => termOf(one) - termOf(other));
    return say('split-brain', old!.id, ...leaders.map(({ id }) => `term@${id}`));
  }
  if (leaders.length === 0 || Math.max(...known(canary.ageMs, -4)) < 3_500) return undefined;
  const positionOf = ({ position }: (typeof replicas)[number]): number => known(position, -8).at(-1) ?? 0;
  const [late] = [...replicas].sort((one, other) => positionOf(one) - positionOf(other));
  return say('replication-lag', late!.id, `position@${late!.id}`, 'ageMs@canary');
}
