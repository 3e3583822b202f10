import type { Diagnosis, Evidence } from '../contract';

type Series = readonly (number | null)[];
type Instance = Evidence['instances'][number];
type Edge = Evidence['edges'][number];

const NONE: Diagnosis = { mode: 'none', where: '', because: [] };
const NEWEST = 119;

/** What was collected in [from, to]. */
const known = <V>(series: readonly (V | null)[], from: number, to = NEWEST): V[] => series.slice(Math.max(0, from), to + 1).filter((value): value is V => value !== null);
const median = (values: readonly number[]): number | null => (values.length === 0 ? null : [...values].sort((a, b) => a - b)[values.length >> 1]!);
const mean = (values: readonly number[]): number => (values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length);
const sum = (series: Series, from: number, to = NEWEST): number => known(series, from, to).reduce((total, value) => total + value, 0);

/** Seconds of cut among the last ones, and whether it lasts. */
function cut({ probes }: Evidence) {
  const lossy: (boolean | null)[] = [];
  for (let at = 0; at <= NEWEST; at++) {
    const losses = probes.map(({ lossPercent }) => lossPercent[at] ?? null).filter((loss): loss is number => loss !== null);
    lossy.push(losses.length === 0 ? null : Math.max(...losses) >= 50);
  }
  const now = known(lossy, NEWEST - 3).slice(-2);
  let since = NEWEST + 1;
  for (let at = NEWEST, clean = 0; at >= 0 && clean < 3; at--) {
    if (lossy[at] === true) {
      since = at;
      clean = 0;
    } else if (lossy[at] === false) clean++;
  }
  return { lasts: now.length > 0 && now.every(Boolean), seconds: NEWEST + 1 - since, recently: known(lossy, NEWEST - 20).some(Boolean) };
}

/** Replicas that claim to lead, the oldest term first. Only what is fresh counts: handing over takes no longer than clocks are wrong. */
function leaders({ replicas }: Evidence) {
  return replicas
    .map((replica) => ({ id: replica.id, roles: known(replica.claimedRole, NEWEST - 5), term: known(replica.term, NEWEST - 5).at(-1) ?? -1 }))
    .filter(({ roles, term }) => term >= 0 && roles.length >= 2 && roles.slice(-2).every((role) => role === 'leader'))
    .sort((one, other) => one.term - other.term);
}

/** Index since which an instance is down, or null. */
function downSince({ up }: Instance): number | null {
  const last = known(up, NEWEST - 4);
  if (last.length < 2 || last.slice(-3).some((value) => value !== 0)) return null;
  let since = NEWEST;
  for (let at = NEWEST; at >= 0 && up[at] !== 1; at--) if (up[at] === 0) since = at;
  return since;
}

function firstDead({ instances }: Evidence): { service: string; id: string; since: number } | null {
  let first: { service: string; id: string; since: number } | null = null;
  for (const instance of instances) {
    const since = downSince(instance);
    if (since === null || (first !== null && first.since <= since)) continue;
    const siblings = instances.filter(({ service, id }) => service === instance.service && id !== instance.id);
    const live = siblings.filter((sibling) => downSince(sibling) === null);
    const busyNow = mean(live.flatMap(({ cpu }) => known(cpu, NEWEST - 4)));
    const before = mean([instance, ...siblings].flatMap(({ cpu }) => known(cpu, since - 15, since - 4)));
    const tooMuch = (before * (siblings.length + 1)) / Math.max(1, siblings.length) >= 100;
    if (live.length === 0 || busyNow >= 95 || (tooMuch && busyNow >= 85)) first = { service: instance.service, id: instance.id, since };
  }
  return first;
}

/** Edges on which most calls are repetitions, and since when; the first one first. */
function storms({ edges, instances }: Evidence) {
  const found: { edge: Edge; since: number; ratio: number }[] = [];
  for (const edge of edges) {
    const ratioAt = (at: number): number => sum(edge.attempts, at - 2, at) / Math.max(1, sum(edge.firstAttempts, at - 2, at));
    const ratio = sum(edge.attempts, NEWEST - 5) / Math.max(1, sum(edge.firstAttempts, NEWEST - 5));
    const lost = sum(edge.timeouts, NEWEST - 5) / Math.max(1, sum(edge.attempts, NEWEST - 5));
    if (ratio < 1.6 || lost < 0.35) continue;
    // all instances of the callee suffer, not one
    const callee = instances.filter(({ service }) => service === edge.to);
    if (!callee.every(({ attempts, errors }) => sum(attempts, NEWEST - 6) === 0 || sum(errors, NEWEST - 6) / sum(attempts, NEWEST - 6) >= 0.25)) continue;
    let since = NEWEST;
    while (since > 2 && ratioAt(since - 1) >= 1.3) since--;
    found.push({ edge, since, ratio });
  }
  return found.sort((one, other) => (Math.abs(one.since - other.since) <= 2 ? other.ratio - one.ratio : one.since - other.since));
}

/** Seconds that each follower is behind its leader, beyond what clocks make of it. */
function laggard(evidence: Evidence): string | null {
  const leader = leaders(evidence).at(-1);
  const lead = evidence.replicas.find(({ id }) => id === leader?.id);
  if (lead === undefined) return null;
  const behindAt = (positions: Series, at: number): number | null => {
    const position = positions[at];
    if (position === null || position === undefined) return null;
    for (let then = NEWEST; then >= 0; then--) {
      const value = lead.position[then];
      if (value !== null && value !== undefined && value <= position) return at - then;
    }
    return 120;
  };
  const behind = (positions: Series, from: number, to: number): number | null => {
    const all: number[] = [];
    for (let at = from; at <= to; at++) {
      const value = behindAt(positions, at);
      if (value !== null) all.push(value);
    }
    return median(all);
  };
  const stale = Math.max(0, ...known(evidence.canary.ageMs, NEWEST - 9)) >= 2000;
  if (!stale) return null;
  let worst: { id: string; excess: number } | null = null;
  for (const replica of evidence.replicas) {
    if (replica.id === lead.id || known(replica.claimedRole, 0).some((role) => role === 'leader' || role === 'fenced')) continue;
    const instance = evidence.instances.find(({ id }) => id === replica.id);
    if (instance !== undefined && known(instance.up, NEWEST - 20).some((up) => up === 0)) continue;
    const usual = behind(replica.position, 10, 50) ?? 0;
    const now = behind(replica.position, NEWEST - 2, NEWEST);
    const before = behind(replica.position, NEWEST - 6, NEWEST - 4);
    if (now === null || before === null) continue;
    const excess = now - Math.min(usual, 4);
    if (excess < 2.5 || before - Math.min(usual, 4) < 1 || now < before - 1) continue;
    if (worst === null || excess > worst.excess) worst = { id: replica.id, excess };
  }
  return worst?.id ?? null;
}

/** One instance that is slow beside its siblings although its check is content. */
function gray({ instances }: Evidence): string | null {
  let worst: { id: string; times: number } | null = null;
  const slowness = ({ p50Ms }: Instance, from: number, to: number): number | null => {
    const usual = median(known(p50Ms, 0, 50));
    const now = median(known(p50Ms, from, to));
    return usual === null || now === null ? null : now / Math.max(1, usual);
  };
  const spans = [[NEWEST - 3, NEWEST], [NEWEST - 6, NEWEST - 4], [NEWEST - 9, NEWEST - 7]] as const;
  for (const instance of instances) {
    if (known(instance.up, NEWEST - 45).some((up) => up === 0)) continue;
    const siblings = instances.filter(({ service, id }) => service === instance.service && id !== instance.id);
    let times = Infinity;
    for (const [from, to] of spans) {
      const own = slowness(instance, from, to);
      if (own === null) {
        times = 0;
        break;
      }
      const others = Math.max(1, ...siblings.map((sibling) => slowness(sibling, from, to) ?? 1));
      times = Math.min(times, own / others);
    }
    if (times >= 2.5 && (worst === null || times > worst.times)) worst = { id: instance.id, times };
  }
  return worst?.id ?? null;
}

function judge(evidence: Evidence): Diagnosis {
  const { lasts, seconds, recently } = cut(evidence);
  const leading = leaders(evidence);
  const two = leading.length >= 2 && leading[0]!.term < leading.at(-1)!.term;
  const splitBrain = (): Diagnosis => ({ mode: 'split-brain', where: leading[0]!.id, because: leading.flatMap(({ id }) => [`term@${id}`, `claimedRole@${id}`]) });
  if (lasts) {
    if (two && seconds >= 35) return splitBrain();
    if (seconds < 4) return NONE;
    const count = new Map<string, number>();
    for (const { zone } of evidence.replicas) count.set(zone, (count.get(zone) ?? 0) + 1);
    const [zone] = [...count].sort(([, one], [, other]) => other - one)[0]!;
    return { mode: 'partition', where: zone, because: evidence.probes.map(({ id }) => `lossPercent@${id}`) };
  }
  if (two) return splitBrain();

  const storm = storms(evidence)[0];
  const dead = firstDead(evidence);
  if (dead !== null && (storm === undefined || storm.since > dead.since - 12)) return { mode: 'overload-cascade', where: dead.service, because: [`up@${dead.id}`] };

  if (!recently) {
    const late = laggard(evidence);
    if (late !== null) return { mode: 'replication-lag', where: late, because: [`position@${late}`, 'ageMs@canary'] };
    const slow = gray(evidence);
    if (slow !== null) return { mode: 'gray-node', where: slow, because: [`p50Ms@${slow}`, `up@${slow}`] };
  }
  if (storm !== undefined && NEWEST - storm.since >= 8) {
    const { id } = storm.edge;
    return { mode: 'retry-storm', where: id, because: [`attempts@${id}`, `firstAttempts@${id}`] };
  }
  return NONE;
}

let asked = 0;
export function diagnose(evidence: Evidence): Diagnosis {
  const answer = judge(evidence);
  const trend = (series: Series) => [114, 115, 116, 117, 118, 119].map((at) => (series[at] === null ? '-' : Math.round((series[at] ?? 0) * 10) / 10)).join(' ');
  asked++;
  console.log(asked, answer.mode, answer.where, '| edges', evidence.edges.map(({ id, attempts, firstAttempts, timeouts }) => `${id} ${sum(attempts, 114)}/${sum(firstAttempts, 114)}/${sum(timeouts, 114)}`).join('; '),
    '| inst', evidence.instances.map(({ id, p50Ms, cpu, up }) => `${id} ${median(known(p50Ms, 114))}ms ${Math.round(mean(known(cpu, 114)))}% ${known(up, 114).join('')}`).join('; '),
    '| rep', evidence.replicas.map(({ id, zone, claimedRole, term, position }) => `${id} ${zone} ${known(claimedRole, 114).at(-1)} ${known(term, 114).at(-1)} ${trend(position)}`).join('; '),
    '| loss', evidence.probes.map(({ id, lossPercent }) => `${id} ${trend(lossPercent)}`).join('; '), '| canary', trend(evidence.canary.ageMs), '| deploys', evidence.deploys.map(({ service, secondsAgo }) => `${service} ${secondsAgo}`).join());
  return answer;
}
