import { groups, rollup } from 'd3';
import type { ReportedSpan, SentHeaders, SpansTrack, TrueWork } from '../../lab/recording.ts';
import type { Trace } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';

/** A piece of work in the tree of its trace. */
export interface Hop {
  readonly work: TrueWork;
  /** End of the run while it goes on. */
  readonly toUs: number;
  readonly report: ReportedSpan | undefined;
  /** Who truly called it. */
  readonly caller: Hop | undefined;
  readonly depth: number;
  /** What its report says that is not so, and what is missing. */
  readonly faults: readonly string[];
  /** The same in a word each. */
  readonly ills: readonly Ill[];
  /** What there is to know beside. */
  readonly notes: readonly string[];
}

/** Everything that was done for one operation or one batch, in the order of the tree that was recorded of it. */
export interface TraceTree {
  readonly name: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly hops: readonly Hop[];
  /** How many of its hops were recorded. */
  readonly recorded: number;
  /** In short what is wrong with what was recorded. */
  readonly faults: readonly string[];
}

export interface Traces {
  /** Those with faults first, then those that were recorded, each in order of time. */
  readonly trees: readonly TraceTree[];
  /** By row of the trace: whose work it shows. */
  readonly hopOfRow: ReadonlyMap<number, PlacedHop>;
  /** By work: what it sent, in order of time. */
  readonly sentBy: ReadonlyMap<number, readonly SentHeaders[]>;
}

export interface PlacedHop {
  readonly tree: TraceTree;
  readonly hop: Hop;
}

/** What can be wrong with the record of a piece of work. */
type Ill = 'not recorded' | 'lost' | 'refused' | 'wrong parent' | 'orphan' | 'unlinked';

type Draft = { -readonly [K in keyof Hop]: Hop[K] } & { faults: string[]; ills: Ill[]; notes: string[]; caller: Draft | undefined; root: Draft; children: Draft[] };

const keyOf = ({ traceId, spanId }: { readonly traceId: string; readonly spanId: string }): string => `${traceId} ${spanId}`;

const known = new WeakMap<SpansTrack, Traces>();

/** Computed once a track. */
export function tracesOf(track: SpansTrack, endUs: number): Traces {
  let traces = known.get(track);
  if (!traces) known.set(track, traces = compute(track, endUs));
  return traces;
}

/** The work that a row of the trace, or what led to it, is about. */
export function hopShownBy({ hopOfRow }: Traces, { cause }: Trace, row: number): PlacedHop | undefined {
  for (let at = row; at >= 0; at = cause[at]) if (hopOfRow.has(at)) return hopOfRow.get(at);
  return undefined;
}

function compute({ work, sent, reported }: SpansTrack, endUs: number): Traces {
  const drafts = draftsOf(work, reported, endUs);
  const bySpan = new Map<string, Draft>();
  for (const draft of drafts.values()) if (draft.report) bySpan.set(keyOf(draft.report), draft);
  for (const draft of drafts.values()) judge(draft, drafts, bySpan);
  const sharing = sharedIds(drafts.values());
  const trees = groups(drafts.values(), ({ root }) => root).map(([root, members]) => treeOf(root, members, sharing));
  trees.sort((a, b) => Number(b.faults.length > 0) - Number(a.faults.length > 0) || Number(b.recorded > 0) - Number(a.recorded > 0) || a.fromUs - b.fromUs);
  const sentBy = new Map(groups(sent, ({ by }) => by));
  return { trees, hopOfRow: rowsOf(trees, sentBy), sentBy };
}

function draftsOf(work: readonly TrueWork[], reported: readonly ReportedSpan[], endUs: number): ReadonlyMap<number, Draft> {
  const reports = new Map<number, ReportedSpan>();
  for (const span of reported) if (!reports.has(span.work)) reports.set(span.work, span);
  const drafts = new Map<number, Draft>();
  for (const each of work) {
    const caller = each.callers.length === 1 ? drafts.get(each.callers[0]) : undefined;
    const draft = { work: each, toUs: Math.min(endUs, each.toUs ?? endUs), report: reports.get(each.id), caller, depth: 0, faults: [], ills: [], notes: [], children: [] } as unknown as Draft;
    draft.root = caller?.root ?? draft;
    drafts.set(each.id, draft);
  }
  return drafts;
}

/** The nearest caller that reports its work, as far as headers arrived whole. */
function reportingCaller({ work, caller }: Draft): Draft | undefined {
  if (!caller || work.spoilt) return undefined;
  return caller.work.records ? caller : reportingCaller(caller);
}

/** Whether a trace may begin here: nobody called it, or nothing of the caller's headers arrived whole. */
function beginsAnew({ work, caller }: Draft): boolean {
  return work.spoilt || !caller;
}

function judge(draft: Draft, drafts: ReadonlyMap<number, Draft>, bySpan: ReadonlyMap<string, Draft>): void {
  const { work, report, notes, root } = draft;
  if (work.spoilt) notes.push(t('its headers arrived spoilt: a trace may begin here'));
  if (!work.records) notes.push(t('its service reports nothing'));
  if (!report) return hang(draft, draft.caller);
  if (report.fate === undefined) blame(draft, 'lost', t('lost on its way to the store'));
  else if (report.fate === 'refused') blame(draft, 'refused', t('refused by the store'));
  judgeLinks(draft, drafts);
  const truly = reportingCaller(draft);
  const told = report.parentId === null ? undefined : bySpan.get(keyOf({ traceId: report.traceId, spanId: report.parentId }));
  const inTree = told?.root === root && told !== draft;
  if (inTree && told !== truly) blame(draft, 'wrong parent', `${t('says that {0} called it', told.work.where)}; ${trulyWords(draft, truly)}`);
  else if (told && !inTree) blame(draft, 'wrong parent', `${t('says that {0} called it for {1}', told.work.where, told.root.work.about)}; ${trulyWords(draft, truly)}`);
  else if (!told && report.parentId !== null) blame(draft, 'orphan', `${t('an orphan: its parent was not recorded')}; ${trulyWords(draft, truly)}`);
  else if (!told && truly) blame(draft, 'wrong parent', `${t('says that the trace begins here')}; ${trulyWords(draft, truly)}`);
  hang(draft, inTree ? told : undefined);
}

function blame({ faults, ills }: Draft, ill: Ill, words: string): void {
  ills.push(ill);
  faults.push(words);
}

function trulyWords({ work: { callers } }: Draft, truly: Draft | undefined): string {
  if (callers.length > 1) return t('truly it serves {0} at once', callers.length);
  return truly ? t('truly {0} called it', truly.work.where) : t('truly it came from outside');
}

function hang(draft: Draft, parent: Draft | undefined): void {
  if (parent) parent.children.push(draft);
}

/** A batch links to the recorded spans that it comes from. */
function judgeLinks(draft: Draft, drafts: ReadonlyMap<number, Draft>): void {
  const { work, report, notes } = draft;
  if (work.callers.length < 2) return;
  const links = new Set(report!.links.map(keyOf));
  const causes = work.callers.flatMap(id => drafts.get(id)?.report ?? []);
  const linked = causes.filter(cause => links.has(keyOf(cause))).length;
  const words = t('links to {0} of the {1} recorded spans that it comes from', linked, causes.length);
  if (linked < causes.length) blame(draft, 'unlinked', words);
  else notes.push(words);
}

/** Of how many operations spans bear the same trace id. */
function sharedIds(drafts: Iterable<Draft>): ReadonlyMap<string, number> {
  const roots = new Map<string, Set<Draft>>();
  for (const { report, root } of drafts) {
    if (!report) continue;
    const known = roots.get(report.traceId);
    if (known) known.add(root);
    else roots.set(report.traceId, new Set([root]));
  }
  return new Map([...roots].map(([id, all]) => [id, all.size]));
}

function countWords(ill: Ill, count: number): string {
  switch (ill) {
    case 'not recorded': return t('{0} not recorded', count);
    case 'lost': return t('{0} lost', count);
    case 'refused': return t('{0} refused', count);
    case 'wrong parent': return count === 1 ? t('1 wrong parent') : t('{0} wrong parents', count);
    case 'orphan': return count === 1 ? t('1 orphan') : t('{0} orphans', count);
    case 'unlinked': return t('{0} unlinked', count);
  }
}

function treeOf(root: Draft, members: readonly Draft[], sharing: ReadonlyMap<string, number>): TraceTree {
  const recorded = members.filter(({ report }) => report).length;
  const faults: string[] = [];
  const missing = members.filter(hop => !hop.report && hop.work.records && companions(hop, members).some(({ report }) => report));
  for (const hop of missing) blame(hop, 'not recorded', t('not recorded'));
  if (missing.length > 0) faults.push(t('{0} of {1} recorded', recorded, members.filter(({ work }) => work.records).length));
  const ids = new Set(members.flatMap(({ report }) => report?.traceId ?? []));
  if (ids.size > members.filter(beginsAnew).length) faults.push(t('{0} trace ids', ids.size));
  const others = Math.max(0, ...[...ids].map(id => sharing.get(id)! - 1));
  if (others > 0) faults.push(others === 1 ? t('in one trace with 1 other') : t('in one trace with {0} others', others));
  for (const [ill, count] of rollup(members.flatMap(({ ills }) => ills), all => all.length, ill => ill)) {
    if (ill !== 'not recorded') faults.push(countWords(ill, count));
  }
  const tops = members.filter(hop => !members.some(({ children }) => children.includes(hop)));
  return { name: root.work.about, fromUs: root.work.fromUs, toUs: Math.max(...members.map(({ toUs }) => toUs)), hops: inOrder(tops, members), recorded, faults };
}

/** What one decision to record is about: the hops between which headers arrived whole. */
function companions(hop: Draft, members: readonly Draft[]): readonly Draft[] {
  const top = (each: Draft): Draft => (beginsAnew(each) ? each : top(each.caller!));
  return members.filter(other => top(other) === top(hop));
}

/** Parents before their children, those of one parent in order of time; what only leads back to itself comes last. */
function inOrder(tops: readonly Draft[], members: readonly Draft[]): readonly Hop[] {
  const placed = new Set<Draft>();
  const place = (hop: Draft, depth: number): void => {
    if (placed.has(hop)) return;
    placed.add(hop);
    hop.depth = depth;
    for (const child of [...hop.children].sort(byTime)) place(child, depth + 1);
  };
  for (const hop of [...tops].sort(byTime)) place(hop, 0);
  for (const hop of members) place(hop, 0);
  return [...placed];
}

const byTime = (a: Draft, b: Draft): number => a.work.fromUs - b.work.fromUs || a.work.id - b.work.id;

function rowsOf(trees: readonly TraceTree[], sentBy: Traces['sentBy']): Traces['hopOfRow'] {
  const places = new Map<number, PlacedHop>();
  for (const tree of trees) {
    for (const hop of tree.hops) {
      const { work, report } = hop;
      for (const row of [report?.row ?? -1, ...(sentBy.get(work.id) ?? []).map(sent => sent.row), work.row]) if (row >= 0) places.set(row, { tree, hop });
    }
  }
  return places;
}
