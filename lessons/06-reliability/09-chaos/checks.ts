import { atSeconds, duration, type Check, type Finding, type Measure, type RunRecord } from 'faultlab/author';
import type { Truth } from './world.ts';

const LAB = 'lab';
/** As the subject of a sentence. */
const faults = (kind: string): string => (kind === 'delay' ? 'delays' : kind);

/** Calls that have to meet each kind of fault before a claim can be said to hold. */
export const EVIDENCE = 50;
/** Delay that counts as a slow dependency. */
const SLOW_MS = 2_000;
export const MOST_PERCENT = 10;

interface Stretch {
  readonly edge: string;
  readonly fault: string;
  readonly ms: number;
  readonly percent: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly hits: number;
  readonly row: number;
}

/** What was injected, in order. */
function stretchesOf({ facts, endUs }: RunRecord): Stretch[] {
  const stops = new Map(facts.filter(({ type }) => type === 'stopped').map(fact => [fact.data['injection'], fact]));
  return facts.filter(({ type }) => type === 'injected').map(({ data, atUs, row }) => {
    const stop = stops.get(data['injection']);
    return {
      edge: String(data['edge']), fault: String(data['fault']), ms: Number(data['ms']), percent: Number(data['percent']),
      fromUs: atUs, toUs: stop?.atUs ?? endUs, hits: Number(stop?.data['hits'] ?? 0), row,
    };
  });
}

const truthsOf = ({ facts }: RunRecord): Truth[] => facts.filter(({ type }) => type === 'truth').map(({ data }) => data as unknown as Truth);
const edgeOf = ({ claim }: Truth): string => claim.replace('survives-without-', '');

/** What the program said, by claim. */
function verdictsOf({ operations: [experiment] }: RunRecord): ReadonlyMap<string, string> {
  const { outcome, output } = experiment!;
  if (outcome !== 'ok' || !Array.isArray(output)) return new Map();
  return new Map(output.map((each: { claim?: unknown; verdict?: unknown } | null) => [String(each?.claim), String(each?.verdict)]));
}

/** At the end, where the verdicts are. */
function told(run: RunRecord, message: string, row?: number): Finding {
  const [experiment] = run.operations;
  const { completedRow, invokedRow, heardUs } = experiment!;
  return { message, atUs: Math.min(heardUs, run.endUs), row: row ?? (completedRow >= 0 ? completedRow : invokedRow), node: LAB, method: 'experiment' };
}

/** How the program ended, if it did not say anything. */
function silence({ operations: [experiment] }: RunRecord): string {
  const { outcome, output, heardUs } = experiment!;
  return outcome === 'ok' ? '' : ` (the experiment had returned nothing by ${atSeconds(heardUs)}: ${String(output)})`;
}

/** What was tried at a dependency. */
function triedAt(run: RunRecord, edge: string): string {
  const hits = (kind: string): number => stretchesOf(run).filter(each => each.edge === edge && each.fault === kind).reduce((sum, each) => sum + each.hits, 0);
  const [errors, delays] = [hits('errors'), hits('delay')];
  if (errors + delays === 0) return stretchesOf(run).some(each => each.edge === edge) ? `0 calls to ${edge} met what was injected there` : `nothing was ever injected at ${edge}`;
  return `${errors} pages met errors of ${edge} in the experiments, and ${delays} met a slow ${edge}`;
}

/** Share of the weak claims that were called broken. */
export const weakNamed: Measure = run => {
  const weak = truthsOf(run).filter(({ is }) => is === 'weak' || is === 'spreads');
  if (weak.length === 0) return undefined;
  const verdicts = verdictsOf(run);
  const missed = weak.filter(({ claim }) => verdicts.get(claim) !== 'broken');
  const [first] = missed;
  return { value: 1 - missed.length / weak.length, ...(first ? { worst: told(run, `${whatIsWeak(first)}; ${triedAt(run, edgeOf(first))}, and ${first.claim} was ${said(verdicts, first.claim)}${silence(run)}. It will be found out by an outage instead`) } : {}) };
};

function whatIsWeak(truth: Truth): string {
  const edge = edgeOf(truth);
  const { verifiedDaysAgo, changedDaysAgo } = truth;
  const since = verifiedDaysAgo === undefined ? '' : ` (changed ${changedDaysAgo} days ago, last tried ${verifiedDaysAgo} days ago)`;
  if (truth.is === 'spreads') return `When ${edge} fails, callers try again until the pages of all users fail`;
  if (truth.to === 'errors') return `When ${edge} fails, pages fail with it${since}`;
  return `When ${edge} is slow, ${truth.shows === 'waiting' ? 'pages wait for it' : 'pages fail'}${since}`;
}

const said = (verdicts: ReadonlyMap<string, string>, claim: string): string => (verdicts.has(claim) ? `called "${verdicts.get(claim)}"` : 'not mentioned');

/** How pages fared during the longest experiment at a dependency, beside those of everybody else. */
function compared(run: RunRecord, edge: string): string {
  const [longest] = stretchesOf(run).filter(each => each.edge === edge).sort((a, b) => b.hits - a.hits);
  if (!longest) return '';
  const failed = (group: string): string => {
    const { timesUs, values } = run.series.get(`Failed pages/${group}`)!;
    const during = [...values].filter((_, index) => timesUs[index]! > longest.fromUs && timesUs[index]! <= longest.toUs);
    return `${(during.reduce((sum, value) => sum + value, 0) / Math.max(1, during.length)).toFixed(1)} %`;
  };
  return `. While ${faults(longest.fault)} were injected there from ${atSeconds(longest.fromUs)} to ${atSeconds(longest.toUs)}, ${failed('injected')} of the pages with it failed, and ${failed('others')} of all others`;
}

/** Claims that are true, or about which nothing could be found out, and were called broken. */
export const soundBlamed: Measure = run => {
  const verdicts = verdictsOf(run);
  const blamed = truthsOf(run).filter(({ is, claim }) => (is === 'sound' || is === 'quiet') && verdicts.get(claim) === 'broken');
  const [first] = blamed;
  const incident = run.strikes.find(({ fault }) => fault.kind === 'incident');
  const why = incident && first && stretchesOf(run).some(each => each.edge === edgeOf(first) && each.fromUs < incident.toUs && each.toUs > incident.fromUs)
    ? `, and from ${atSeconds(incident.fromUs)} to ${atSeconds(incident.toUs)} 5 % of the pages of all users failed, also of those for whom nothing was injected`
    : '';
  return { value: blamed.length, ...(first ? { worst: told(run, `${first.claim} was called "broken" though the page does survive it: ${triedAt(run, edgeOf(first))}${why}${compared(run, edgeOf(first))}. A team will look for a fault that is not there`) } : {}) };
};

/** Claims that were said to hold without enough evidence. */
export const groundless: Measure = run => {
  const verdicts = verdictsOf(run);
  const stretches = stretchesOf(run);
  const met = (edge: string, kind: string): number => stretches.filter(each => each.edge === edge && each.fault === kind && (kind === 'errors' || each.ms >= SLOW_MS)).reduce((sum, { hits }) => sum + hits, 0);
  const bare = truthsOf(run).filter(truth => verdicts.get(truth.claim) === 'holds' && ['errors', 'delay'].some(kind => met(edgeOf(truth), kind) < EVIDENCE));
  const worst = bare.find(({ is }) => is !== 'sound') ?? bare[0];
  return {
    value: bare.length,
    ...(worst ? {
      worst: told(run, `${worst.claim} was called "holds": ${met(edgeOf(worst), 'errors')} requests met errors of ${edgeOf(worst)}, ${met(edgeOf(worst), 'delay')} a delay of ${SLOW_MS / 1_000} s or more. What nobody has met has not been tried`),
    } : {}),
  };
};

/** Claims that were called sound or broken. */
export const judged: Measure = run => {
  const verdicts = verdictsOf(run);
  const truths = truthsOf(run).filter(({ is }) => is !== 'quiet');
  const open = truths.filter(({ claim }) => !['holds', 'broken'].includes(verdicts.get(claim) ?? ''));
  return {
    value: truths.length - open.length,
    ...(open[0] ? { worst: told(run, `${open.length} of ${truths.length} claims got no clear verdict${silence(run)}: ${open[0].claim} was ${said(verdicts, open[0].claim)}; ${triedAt(run, edgeOf(open[0]))}. The team knows no more than before`) } : {}),
  };
};

/** Pages that failed because of the experiments. */
export const harmed: Measure = run => {
  const facts = run.facts.filter(({ type }) => type === 'harmed');
  const last = facts.at(-1);
  if (!last) return { value: 0 };
  const usersAt = (us: number): number => Number(facts.filter(({ atUs }) => atUs <= us).at(-1)?.data['users'] ?? 0);
  const costs = stretchesOf(run).map(each => ({ each, cost: usersAt(each.toUs) - usersAt(each.fromUs) })).sort((a, b) => b.cost - a.cost);
  const value = Number(last.data['users']);
  const [most] = costs;
  if (!most) return { value };
  const { each, cost } = most;
  const clearUs = facts.find(({ atUs, data }) => atUs > each.fromUs && Number(data['users']) >= usersAt(each.fromUs) + 40)?.atUs ?? each.toUs;
  return {
    value,
    worst: {
      message: `${value} users got no page because of the experiments, ${cost} of them while ${faults(each.fault)} were injected at ${each.edge} from ${atSeconds(each.fromUs)} to ${atSeconds(each.toUs)}; `
        + `40 of them had failed ${duration(clearUs - each.fromUs)} after the start. Whoever comes later is harmed for an answer that is there already`,
      atUs: each.fromUs, row: each.row, node: LAB, method: 'experiment',
    },
  };
};

/** Nothing is injected for more than a tenth of the users at a time. */
export const smallRadius: Check = run => {
  const stretches = stretchesOf(run);
  for (const { fromUs, row, edge, fault } of stretches) {
    const at = new Map(stretches.filter(each => each.fromUs <= fromUs && each.toUs > fromUs).map(each => [`${each.edge} ${each.fault} ${each.fromUs}`, each]));
    const percent = Math.max(...[...at.values()].map(each => each.percent));
    if (percent <= MOST_PERCENT) continue;
    return { message: `At ${atSeconds(fromUs)} ${faults(fault)} were injected at ${edge} for ${percent} % of the users; ${MOST_PERCENT} % are agreed on. If the claim is wrong, that is an outage`, atUs: fromUs, row, node: LAB, method: 'experiment' };
  }
  return undefined;
};

/** Seconds that injections went on after an instant at which they should have ended; the longest. */
const wentOn = (since: (run: RunRecord) => readonly { readonly fromUs: number; readonly toUs: number; readonly what: string }[]): Measure => run => {
  const troubles = since(run);
  if (troubles.length === 0) return undefined;
  let longest = { us: 0, finding: undefined as Finding | undefined };
  for (const { fromUs, toUs, what } of troubles) {
    for (const each of stretchesOf(run)) {
      if (each.fromUs >= toUs || each.toUs <= fromUs) continue;
      const us = Math.min(each.toUs, toUs) - fromUs;
      if (us <= longest.us) continue;
      const when = each.fromUs > fromUs
        ? `at ${atSeconds(each.fromUs)}, ${duration(each.fromUs - fromUs)} later, ${faults(each.fault)} began to be injected at ${each.edge}`
        : `${duration(us)} later ${faults(each.fault)} were still injected at ${each.edge}, since ${atSeconds(each.fromUs)}`;
      longest = { us, finding: { message: `${what} from ${atSeconds(fromUs)} on, and ${when}. An experiment in the middle of an incident harms, and shows nothing`, atUs: fromUs, row: each.row, node: LAB, method: 'experiment' } };
    }
  }
  return { value: longest.us / 1_000_000, ...(longest.finding ? { worst: longest.finding } : {}) };
};

export const stoppedInIncident = wentOn(({ strikes }) => strikes.filter(({ fault }) => fault.kind === 'incident').map(({ fromUs, toUs }) => ({ fromUs, toUs, what: '5 % of the pages of all users failed' })));

export const stoppedWhenSpreading = wentOn(({ facts, endUs }) => facts.filter(({ type }) => type === 'degraded').map(({ atUs, data }) => ({
  fromUs: atUs, toUs: facts.find(fact => fact.type === 'recovered' && fact.atUs > atUs)?.atUs ?? endUs,
  what: `Callers of ${String(data['edge'])} had tried again so often that pages of users failed for whom nothing was injected,`,
})));

/** Claims that no page can say anything about, and that got a verdict. */
export const quietJudged: Measure = run => {
  const verdicts = verdictsOf(run);
  const quiet = truthsOf(run).filter(({ is, claim }) => is === 'quiet' && verdicts.get(claim) !== 'inconclusive');
  const [first] = quiet;
  return { value: quiet.length, ...(first ? { worst: told(run, `No page calls ${edgeOf(first)}, whatever the documents say: 0 requests met the fault. ${first.claim} was ${said(verdicts, first.claim)}${silence(run)}, and nobody will look again`) } : {}) };
};
