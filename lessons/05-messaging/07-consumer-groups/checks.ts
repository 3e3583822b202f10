import { atSeconds, bestAssignment, duration, isBalanced, oneAtATime, type Check, type Fact, type Finding, type Item, type Measure, type RunRecord, type Tenure } from 'faultlab/author';
import { MEMBERS, nameOf, PARTITIONS, TOPICS } from './world.ts';

type MemberFact = Fact & { readonly node: string };

const TPS = TOPICS.flatMap(topic => Array.from({ length: PARTITIONS }, (_, partition) => nameOf({ topic, partition })));

const tpOf = ({ data }: Fact): string => nameOf({ topic: data['topic'] as string, partition: data['partition'] as number });
const of = (run: RunRecord, type: string): MemberFact[] => run.facts.filter((fact): fact is MemberFact => fact.type === type);

/** From the grant of a partition until it is given up, or its owner is out of the group. */
export function tenuresOf(run: RunRecord): Tenure[] {
  const open = new Map<string, { -readonly [K in keyof Tenure]: Tenure[K] }>();
  const tenures: Tenure[] = [];
  const end = (key: string, atUs: number): void => {
    const tenure = open.get(key);
    if (tenure) tenure.toUs = atUs;
    open.delete(key);
  };
  for (const fact of run.facts) {
    const { type, data, atUs, row, node } = fact;
    const member = data['member'] as string;
    if (type === 'granted') {
      const tenure = { scope: tpOf(fact), holder: node!, fromUs: atUs, toUs: Infinity, row, node: node! };
      open.set(`${member} ${tpOf(fact)}`, tenure);
      tenures.push(tenure);
    } else if (type === 'released' || type === 'lost') end(`${member} ${tpOf(fact)}`, atUs);
    else if (type === 'evicted' || type === 'left') for (const key of [...open.keys()]) if (key.startsWith(`${member} `)) end(key, atUs);
  }
  return tenures;
}

/** Owners at an instant. */
function ownersAt(tenures: readonly Tenure[], atUs: number): Map<string, string> {
  return new Map(tenures.filter(({ fromUs, toUs }) => fromUs <= atUs && toUs > atUs).map(({ scope, holder }) => [scope, holder]));
}

const topicsOf = (run: RunRecord, member: string): readonly string[] => of(run, 'reads').find(({ data }) => data['member'] === member)!.data['topics'] as string[];

/** Members that live at the end. */
const livingOf = ({ strikes }: RunRecord): string[] => MEMBERS.filter(id => !strikes.some(({ fault }) => fault.kind === 'crash' && fault['node'] === id && fault.lastsMs === undefined));

const itemsFor = (run: RunRecord, members: readonly string[]): Item[] => TPS.map(id => ({ id, takers: members.filter(member => topicsOf(run, member).includes(id.slice(0, id.indexOf('-')))) }));

/** No partition has two owners. */
export const oneOwner: Check = run => oneAtATime(tenuresOf(run), 'both work on the same records, and each believes that it is alone');

/** Nobody is given what it does not read. */
export const onlyWhatIsRead: Check = run => {
  const fact = of(run, 'misassigned')[0];
  return fact && { message: `${tpOf(fact)} was given to ${fact.node} at ${atSeconds(fact.atUs)}, which does not read topic ${fact.data['topic'] as string}: nobody reads this partition from then on`, atUs: fact.atUs, row: fact.row, node: fact.node };
};

/** At the end everybody has as much as can be. */
export const evenAtTheEnd: Check = run => {
  const members = livingOf(run);
  const owners = ownersAt(tenuresOf(run), run.endUs - 1);
  const orphan = TPS.find(tp => !members.includes(owners.get(tp) ?? ''));
  if (orphan !== undefined) return { message: `Nobody owns ${orphan} at the end: its records wait for ever`, atUs: run.endUs, row: -1, method: 'assign' };
  const loads = new Map(members.map(id => [id, [...owners.values()].filter(owner => owner === id).length]));
  const best = bestAssignment(members, itemsFor(run, members));
  if (isBalanced([...loads.values()], best)) return undefined;
  const sorted = [...loads].sort((a, b) => b[1] - a[1]);
  const [most, least] = [sorted[0]!, sorted.at(-1)!];
  return {
    message: `At the end ${most[0]} owns ${most[1]} partitions and ${least[0]} ${least[1]} (in all ${sorted.map(([, count]) => count).join(', ')}), where ${best.loads.join(', ')} is possible: the group is as slow as its busiest member`,
    atUs: run.endUs, row: -1, method: 'assign',
  };
};

/** Every record has its row. */
export const complete: Check = run => {
  const rows = new Set(of(run, 'row').map(({ data }) => `${data['tp'] as string} ${data['offset'] as number}`));
  const lost = of(run, 'appended').find(fact => !rows.has(`${tpOf(fact)} ${fact.data['offset'] as number}`));
  return lost && { message: `Record ${lost.data['offset'] as number} of ${tpOf(lost)}, there since ${atSeconds(lost.atUs)}, has no row at the end: it was passed over, or nobody came to it`, atUs: lost.atUs, row: lost.row };
};

/** Records that were written again, with who wrote them before. */
function repeatsOf(run: RunRecord): { readonly row: MemberFact; readonly before: MemberFact }[] {
  const first = new Map<string, MemberFact>();
  return of(run, 'row').flatMap(row => {
    const key = `${row.data['tp'] as string} ${row.data['offset'] as number}`;
    const before = first.get(key);
    if (!before) first.set(key, row);
    return before ? [{ row, before }] : [];
  });
}

/** No record is written twice. */
export const nothingTwice: Check = run => {
  const repeats = repeatsOf(run);
  const [first] = repeats;
  if (!first) return undefined;
  const { row, before } = first;
  const tp = row.data['tp'] as string;
  const same = repeats.filter(each => each.row.data['tp'] === tp && each.row.node === row.node && each.before.node === before.node).map(each => each.row.data['offset'] as number);
  const which = same.length === 1 ? `offset ${same[0]}` : `offsets ${same[0]} to ${same.at(-1)}`;
  return { message: `${tp}, ${which}: written by ${before.node} at ${atSeconds(before.atUs)} and, from ${atSeconds(row.atUs)} on, again by ${row.node}: no machine had failed, the hand-over did it`, atUs: row.atUs, row: row.row, node: before.node, method: 'onRevoked' };
};

/** How old the oldest row was that had to be written again, when its member died, seconds. */
export const oldestRepeat: Measure = run => {
  const died = run.strikes.filter(({ fault }) => fault.kind === 'crash');
  const ages = repeatsOf(run).map(({ row, before }) => {
    const atUs = died.find(({ fault, fromUs }) => fault['node'] === before.node && fromUs >= before.atUs)?.fromUs ?? Infinity;
    return { row, before, us: atUs - before.atUs };
  });
  const oldest = ages.reduce<(typeof ages)[number] | undefined>((a, b) => (a && a.us >= b.us ? a : b), undefined);
  if (!oldest) return undefined;
  const { row, before, us } = oldest;
  const when = us === Infinity ? 'although it had not died' : `${duration(us)} before it died`;
  return { value: us / 1e6, worst: { message: `${row.node} wrote offset ${row.data['offset'] as number} of ${row.data['tp'] as string} at ${atSeconds(row.atUs)}. ${before.node} had written it ${when}, and nobody knew`, atUs: row.atUs, row: row.row, node: before.node, method: 'onRecord' } };
};

/** Partitions that changed hands when a member came, beyond those that had to. */
export const needlessMoves = (joinedMs: number): Measure => run => movesSince(run, joinedMs * 1_000, `One member joined at ${atSeconds(joinedMs * 1_000)}`);

/** The same, when a member comes back that had stood still. */
export const needlessMovesAfterPause: Measure = run => {
  const pause = run.strikes.find(({ fault }) => fault.kind === 'pause');
  return pause && movesSince(run, pause.toUs, `${String(pause.fault['node'])} came back at ${atSeconds(pause.toUs)}, out of the group since long`);
};

function movesSince(run: RunRecord, fromUs: number, story: string): ReturnType<Measure> {
  const tenures = tenuresOf(run);
  const before = ownersAt(tenures, fromUs);
  const after = ownersAt(tenures, run.endUs - 1);
  const moved = TPS.filter(tp => before.get(tp) !== after.get(tp));
  const { moves } = bestAssignment(MEMBERS, itemsFor(run, MEMBERS), before);
  const grants = tenures.filter(tenure => tenure.fromUs > fromUs).length;
  return { value: Math.max(moved.length, grants) - moves, worst: { message: `${story}. ${Math.max(moved.length, grants)} partitions changed hands, and ${moves} had to: each is 2 s without a reader`, atUs: fromUs, row: -1, method: 'assign' } };
}

/** Partitions that went from one member to another while both were there all the time; what was given up for somebody who has gone since may go to anybody. */
export const movesAmong = (stayed: readonly string[], fromMs: number): Measure => run => {
  const last = new Map<string, Tenure>();
  const moves: { readonly before: Tenure; readonly after: Tenure }[] = [];
  const gone = run.facts.filter(({ type }) => type === 'left' || type === 'evicted');
  const wasForSomebodyElse = (before: Tenure, after: Tenure): boolean => gone.some(({ atUs }) => atUs > before.toUs && atUs < after.fromUs);
  for (const after of tenuresOf(run)) {
    const before = last.get(after.scope);
    if (before && before.holder !== after.holder && after.fromUs > fromMs * 1_000 && stayed.includes(before.holder) && stayed.includes(after.holder) && !wasForSomebodyElse(before, after)) moves.push({ before, after });
    last.set(after.scope, after);
  }
  const [first] = moves;
  return { value: moves.length, ...(first ? { worst: { message: `${first.after.scope} went from ${first.before.holder} to ${first.after.holder} at ${atSeconds(first.after.fromUs)}, one of ${moves.length} such moves. Both were there all the time: another member had come or gone`, atUs: first.after.fromUs, row: first.after.row, node: first.after.holder, method: 'assign' } } : {}) };
};

/** How long partitions were without a warm owner after their first, summed, seconds. */
export const downtime: Measure = run => {
  const warm = of(run, 'warm');
  const gaps: { readonly us: number; readonly tp: string; readonly fromUs: number }[] = [];
  for (const tp of TPS) {
    const tenures = tenuresOf(run).filter(({ scope }) => scope === tp);
    for (const [index, { fromUs: nextUs, holder }] of tenures.entries()) {
      const before = tenures[index - 1];
      if (!before) continue;
      const backUs = warm.find(({ data, node, atUs }) => data['tp'] === tp && node === holder && atUs >= nextUs)?.atUs ?? run.endUs;
      gaps.push({ us: backUs - Math.min(before.toUs, nextUs), tp, fromUs: before.toUs });
    }
  }
  const longest = gaps.reduce<(typeof gaps)[number] | undefined>((a, b) => (a && a.us >= b.us ? a : b), undefined);
  const sumUs = gaps.reduce((sum, { us }) => sum + us, 0);
  return longest && { value: sumUs / 1e6, worst: { message: `${gaps.length} times a partition changed hands, and was without a reader for ${duration(sumUs)} in all; ${longest.tp} for ${duration(longest.us)} from ${atSeconds(longest.fromUs)} on`, atUs: longest.fromUs, row: -1 } };
};

/** The longest time from the end of a dead member's session until another one has its partition, seconds. */
export const takeover: Measure = run => {
  const tenures = tenuresOf(run);
  const dead = run.strikes.filter(({ fault }) => fault.kind === 'crash').map(({ fault }) => fault['node'] as string);
  const outUs = Math.max(...of(run, 'evicted').filter(({ data }) => dead.includes((data['member'] as string).split('/')[0]!)).map(({ atUs }) => atUs));
  const late = TPS.flatMap(tp => {
    const own = tenures.filter(({ scope }) => scope === tp);
    const last = own.filter(({ holder, fromUs }) => dead.includes(holder) && fromUs < outUs).at(-1);
    const next = last && own.find(({ fromUs, holder }) => fromUs > last.fromUs && holder !== last.holder);
    return last ? [{ tp, from: last.holder, us: (next?.fromUs ?? Infinity) - outUs }] : [];
  });
  const worst = late.reduce<(typeof late)[number] | undefined>((a, b) => (a && a.us >= b.us ? a : b), undefined);
  return worst && { value: worst.us / 1e6, worst: { message: `${worst.from} was out of the group at ${atSeconds(outUs)}, and ${worst.tp} had no new owner ${worst.us === Infinity ? 'until the end' : `for ${duration(worst.us)}`}`, atUs: outUs, row: -1, method: 'assign' } satisfies Finding };
};
