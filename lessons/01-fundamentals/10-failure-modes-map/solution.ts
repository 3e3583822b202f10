import type { EdgeEvidence, InstanceEvidence, PerSecond, ReplicaEvidence } from 'faultlab';
import type { Diagnosis, Evidence, Mode } from './contract';

/** Clocks are 2 s wrong and samples missing: an instant proves nothing, ten seconds do. */
const RECENT_S = 10;
/** Two clocks disagree by so much at most. */
const CLOCKS_S = 4;

const recent = <Value>(series: PerSecond<Value>, seconds = RECENT_S): Value[] => series.slice(-seconds).filter(value => value !== null);
const mean = (series: PerSecond, seconds?: number): number => {
  const values = recent(series, seconds);
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
};
const last = <Value>(series: PerSecond<Value>): Value | undefined => recent(series).at(-1);
const found = (mode: Mode, where: string, because: readonly string[]): Diagnosis => ({ mode, where, because });

/** From causes that explain others to those that others may explain. */
export function diagnose(evidence: Evidence): Diagnosis {
  return torn(evidence) ?? twoLeaders(evidence) ?? falling(evidence) ?? limping(evidence) ?? behind(evidence) ?? storm(evidence) ?? found('none', '', []);
}

/** Packets say whether there is a way; processes cannot. */
function torn({ probes, replicas }: Evidence): Diagnosis | undefined {
  const dead = probes.filter(({ lossPercent }) => recent(lossPercent, 8).length > 4 && recent(lossPercent, 8).every(loss => loss > 50));
  if (dead.length === 0) return undefined;
  const [zone] = replicas.map(each => each.zone).filter((each, _, all) => 2 * all.filter(other => other === each).length > all.length);
  return found('partition', zone!, dead.map(({ id }) => `lossPercent@${id}`));
}

/** The newer term was elected by a majority; the older one has not heard of it. */
function twoLeaders({ replicas }: Evidence): Diagnosis | undefined {
  const leaders = replicas.filter(({ claimedRole }) => last(claimedRole) === 'leader').sort((one, other) => last(one.term)! - last(other.term)!);
  if (leaders.length < 2) return undefined;
  return found('split-brain', leaders[0]!.id, leaders.flatMap(({ id }) => [`claimedRole@${id}`, `term@${id}`]));
}

/** Somebody died without being replaced, and those left have nothing to spare. */
function falling({ instances, deploys }: Evidence): Diagnosis | undefined {
  const isReplaced = ({ service }: InstanceEvidence): boolean => deploys.some(deploy => deploy.service === service && deploy.secondsAgo < 75);
  const dead = instances.filter(instance => last(instance.up) === 0 && !isReplaced(instance));
  const worst = dead.find(({ service }) => instances.some(other => other.service === service && last(other.up) === 1 && mean(other.cpu, 5) > 95));
  return worst && found('overload-cascade', worst.service, dead.filter(({ service }) => service === worst.service).map(({ id }) => `up@${id}`));
}

/** One is many times as slow as those that do the same, without having more to do. */
function limping({ instances, deploys }: Evidence): Diagnosis | undefined {
  for (const instance of instances) {
    const { id, service } = instance;
    if (service === 'store' || deploys.some(deploy => deploy.service === service && deploy.secondsAgo < 75)) continue;
    const others = instances.filter(other => other.service === service && other !== instance);
    const usual = Math.min(...others.map(({ p50Ms }) => mean(p50Ms)));
    if (last(instance.up) === 1 && mean(instance.p50Ms) > 4 * usual && mean(instance.cpu) < 50) return found('gray-node', id, [`p50Ms@${id}`, `cpu@${id}`]);
  }
  return undefined;
}

/** Nobody fails and nobody waits; only positions and the canary know. */
function behind({ replicas, canary }: Evidence): Diagnosis | undefined {
  const [leader] = replicas.filter(({ claimedRole }) => last(claimedRole) === 'leader');
  if (!leader || Math.max(...recent(canary.ageMs, 4)) < 3_000) return undefined;
  const written = recent(leader.position);
  const perSecond = (written.at(-1)! - written[0]!) / RECENT_S;
  const gap = ({ position }: ReplicaEvidence): number => mean(leader.position, 4) - mean(position, 4);
  const late = replicas.reduce((one, other) => (gap(other) > gap(one) ? other : one));
  if (gap(late) < CLOCKS_S * perSecond) return undefined;
  return found('replication-lag', late.id, [`position@${late.id}`, 'ageMs@canary']);
}

/** Nobody is dead, nobody has more to begin: the load is repetition. */
function storm({ edges }: Evidence): Diagnosis | undefined {
  const repeats = ({ attempts, firstAttempts }: EdgeEvidence): number => mean(attempts) / Math.max(1, mean(firstAttempts));
  const worst = edges.reduce((one, other) => (repeats(other) > repeats(one) ? other : one));
  return repeats(worst) > 2 ? found('retry-storm', worst.id, [`attempts@${worst.id}`, `firstAttempts@${worst.id}`]) : undefined;
}
