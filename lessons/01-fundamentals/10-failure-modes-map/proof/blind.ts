import type { Diagnosis, Evidence } from '../contract';

const NONE: Diagnosis = { mode: 'none', where: '', because: [] };

type Series<T = number> = readonly (T | null)[];

function known<T>(series: Series<T>, seconds: number): T[] {
  return series.slice(-seconds).filter((value): value is T => value !== null);
}
function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}
/** Index since which it holds without a break up to now; 120 if it does not hold. Holes are skipped, up to `gap` exceptions in a row too. */
function since(holds: readonly (boolean | null)[], gap = 0): number {
  let start = 120;
  let missed = 0;
  for (let at = 119; at >= 0; at -= 1) {
    const value = holds[at];
    if (value === null || value === undefined) continue;
    if (value) { start = at; missed = 0; } else if (++missed > gap) break;
  }
  return start;
}

function partition({ probes, replicas }: Evidence): Diagnosis | undefined {
  const cut = probes.filter(({ lossPercent }) => 120 - since(lossPercent.map((loss) => (loss === null ? null : loss > 50))) >= 6);
  if (cut.length === 0) return undefined;
  const zones = new Map<string, number>();
  for (const { zone } of replicas) zones.set(zone, (zones.get(zone) ?? 0) + 1);
  const [where] = [...zones].sort((a, b) => b[1] - a[1])[0]!;
  return { mode: 'partition', where, because: cut.map(({ id }) => `lossPercent@${id}`) };
}

function splitBrain({ replicas }: Evidence): Diagnosis | undefined {
  const leaders = replicas
    .filter(({ claimedRole }) => { const roles = known(claimedRole, 6); return roles.length >= 3 && roles.every((role) => role === 'leader'); })
    .map((replica) => ({ ...replica, newest: known(replica.term, 10).at(-1) ?? 0 }))
    .sort((a, b) => a.newest - b.newest);
  if (leaders.length < 2 || leaders[0]!.newest === leaders.at(-1)!.newest) return undefined;
  return { mode: 'split-brain', where: leaders[0]!.id, because: leaders.flatMap(({ id }) => [`term@${id}`, `claimedRole@${id}`]) };
}

/** How many seconds behind the leader, for each second. */
function lagOf(position: Series, leader: Series): (number | null)[] {
  return position.map((has, at) => {
    if (has === null) return null;
    let j = 119;
    while (j >= 0 && (leader[j] === null || leader[j]! > has)) j -= 1;
    return j < 0 ? null : at - j;
  });
}
function lag({ replicas, canary }: Evidence): Diagnosis | undefined {
  const leader = replicas.filter(({ claimedRole }) => known(claimedRole, 5).at(-1) === 'leader')
    .sort((a, b) => (known(b.term, 10).at(-1) ?? 0) - (known(a.term, 10).at(-1) ?? 0))[0];
  if (!leader) return undefined;
  if (known(canary.ageMs, 12).filter((age) => age > 3000).length < 2) return undefined;
  let worst: { id: string; behind: number } | undefined;
  for (const { id, position, claimedRole } of replicas) {
    if (id === leader.id || known(claimedRole, 5).at(-1) === 'leader') continue;
    const lags = lagOf(position, leader.position);
    const usual = Math.min(...lags.filter((value): value is number => value !== null));
    const recent = known(lags, 8);
    if (recent.length < 5 || !recent.every((value) => value - usual >= 3)) continue;
    const behind = median(recent) - usual;
    if (!worst || behind > worst.behind) worst = { id, behind };
  }
  return worst && { mode: 'replication-lag', where: worst.id, because: [`position@${worst.id}`, `position@${leader.id}`, 'ageMs@canary'] };
}

function downSince(up: Series): number {
  return since(up.map((value) => (value === null ? null : value === 0)));
}

function gray({ instances }: Evidence): Diagnosis | undefined {
  let worst: { id: string; ratio: number; siblings: string[] } | undefined;
  for (const one of instances) {
    const siblings = instances.filter(({ service, id }) => service === one.service && id !== one.id);
    if (siblings.length === 0) continue;
    // Who has lost a sibling has a reason to be slow.
    if ([one, ...siblings].some(({ up }) => known(up, 40).filter((value) => value === 0).length >= 7)) continue;
    if (known(one.up, 5).at(-1) !== 1) continue;
    for (const field of ['p50Ms', 'p99Ms'] as const) {
      const usual = median(siblings.map((sibling) => median(known(sibling[field], 12))).filter((value) => !Number.isNaN(value)));
      const mine = known(one[field], 12);
      if (mine.length < 7 || Number.isNaN(usual)) continue;
      const factor = field === 'p50Ms' ? 3 : 4;
      const slow = mine.filter((value) => value > factor * usual && value - usual > (field === 'p50Ms' ? 15 : 150)).length;
      if (slow < 0.8 * mine.length) continue;
      const before = median(one[field].slice(0, 15).filter((value): value is number => value !== null));
      if (one.service === 'store' && median(mine) < 2 * before) continue;
      const ratio = median(mine) / usual;
      if (!worst || ratio > worst.ratio) worst = { id: one.id, ratio, siblings: siblings.map(({ id }) => id) };
    }
  }
  if (!worst) return undefined;
  return { mode: 'gray-node', where: worst.id, because: [`p50Ms@${worst.id}`, `p99Ms@${worst.id}`, `up@${worst.id}`, ...worst.siblings.map((id) => `p50Ms@${id}`)] };
}

interface Found { readonly since: number; readonly diagnosis: Diagnosis }

function cascade({ instances }: Evidence): Found | undefined {
  let first: Found | undefined;
  for (const service of new Set(instances.map((one) => one.service))) {
    const all = instances.filter((one) => one.service === service);
    const dead = all.filter(({ up }) => downSince(up) <= 118);
    if (dead.length === 0) continue;
    const alive = all.filter((one) => !dead.includes(one));
    const busy = alive.flatMap(({ cpu }) => known(cpu, 4));
    if (alive.length > 0 && (busy.length === 0 || mean(busy) < 95)) continue;
    const died = Math.min(...all.map(({ up }) => { const at = up.findIndex((value) => value === 0); return at < 0 ? 120 : at; }));
    if (first && first.since <= died) continue;
    first = { since: died, diagnosis: { mode: 'overload-cascade', where: service, because: [...dead.map(({ id }) => `up@${id}`), ...alive.map(({ id }) => `cpu@${id}`)] } };
  }
  return first;
}

function storm({ edges }: Evidence): Found | undefined {
  let first: (Found & { readonly ratio: number }) | undefined;
  for (const edge of edges) {
    const hot = edge.attempts.map((attempts, at) => {
      const once = edge.firstAttempts[at] ?? null;
      const lost = edge.timeouts[at] ?? null;
      if (attempts === null || once === null || lost === null) return null;
      return attempts > 1.4 * once && lost > 0.2 * attempts;
    });
    const from = since(hot, 1);
    if (from > 109) continue;
    const ratio = mean(known(edge.attempts, 10)) / mean(known(edge.firstAttempts, 10));
    if (first && (first.since < from - 3 || (first.since <= from + 3 && first.ratio >= ratio))) continue;
    first = { since: from, ratio, diagnosis: { mode: 'retry-storm', where: edge.id, because: [`attempts@${edge.id}`, `firstAttempts@${edge.id}`, `timeouts@${edge.id}`] } };
  }
  return first;
}

function decide(evidence: Evidence): Diagnosis {
  const found = partition(evidence) ?? splitBrain(evidence) ?? gray(evidence);
  if (found) return found;
  const died = cascade(evidence);
  const storms = storm(evidence);
  if (died && (!storms || died.since <= storms.since + 4)) return died.diagnosis;
  if (storms) return storms.diagnosis;
  return lag(evidence) ?? NONE;
}

export function diagnose(evidence: Evidence): Diagnosis {
  return decide(evidence);
}
