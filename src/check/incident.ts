import type { Fact, RunRecord } from '../sim/history.ts';
import type { Check, Finding } from './finding.ts';

/**
 * Outages with an operator, as worlds of the kit `operator` record them: facts `page`, `injected` (`cause`, `where`), `action`
 * and `acted` (`name`, `args`), `harm` (`why`); series `Operations/asked`, `Operations/answered`, `Promise/kept`; and the
 * operator's conclusion, the output of the one operation.
 */
interface Valued {
  readonly value: number;
  readonly worst?: Finding;
}

const factsOf = ({ facts }: RunRecord, type: string): Fact[] => facts.filter(fact => fact.type === type);
const pageOf = (run: RunRecord): Fact | undefined => factsOf(run, 'page')[0];

/** Time since the page: `3:05`. */
const clock = (us: number): string => `${Math.floor(us / 60_000_000)}:${String(Math.floor(us / 1_000_000) % 60).padStart(2, '0')}`;
const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** Values of a series after the page, with the ends of their intervals. */
function since(run: RunRecord, name: string): { readonly atUs: number; readonly value: number }[] {
  const { timesUs, values } = run.series.get(name) ?? { timesUs: [], values: [] };
  const pageUs = pageOf(run)?.atUs ?? Infinity;
  return values.map((value, index) => ({ atUs: timesUs[index]!, value })).filter(({ atUs }) => atUs > pageUs);
}

/** Share of the operations that were answered around an instant. */
function successAt(run: RunRecord, atUs: number): number | undefined {
  const asked = since(run, 'Operations/asked');
  const answered = since(run, 'Operations/answered');
  const index = asked.findIndex(point => point.atUs >= atUs);
  return index < 0 ? undefined : answered[index]!.value / asked[index]!.value;
}

/** How long after an action its effect is told. */
const LATER_US = 20_000_000;
const TOLD = 4;

/** What the operator did last, and what came of it. */
function story(run: RunRecord): string {
  const pageUs = pageOf(run)!.atUs;
  const acted = factsOf(run, 'acted');
  if (acted.length === 0) return 'You did nothing';
  return acted.slice(-TOLD).map(({ atUs, data }) => {
    const success = successAt(run, atUs + LATER_US);
    return `${clock(atUs - pageUs)} ${callOf(data)}${success === undefined ? '' : `, then success ${percent(success)}`}`;
  }).join('; ');
}

const callOf = ({ name, args }: Fact['data']): string => `${String(name)}(${(args as unknown[]).map(String).join(', ')})`;

/** A finding at the operator's last action before an instant. */
function finding(run: RunRecord, message: string, atUs: number): Finding {
  const last = factsOf(run, 'action').filter(fact => fact.atUs <= atUs).at(-1) ?? pageOf(run)!;
  return { message, atUs, row: last.row, node: last.node! };
}

/** What the operator has concluded. */
export function conclusionOf({ operations }: RunRecord): { readonly cause?: unknown; readonly where?: unknown } | undefined {
  const [operation] = operations;
  return operation?.outcome === 'ok' && typeof operation.output === 'object' && operation.output !== null ? operation.output : undefined;
}

/** 1 if the operator has named the injected cause, and where it is if that is asked. */
export function verdictRight(run: RunRecord): Valued | undefined {
  const injected = factsOf(run, 'injected')[0];
  if (!injected) return undefined;
  const { cause, where } = injected.data as { cause: string; where: readonly string[] };
  const said = conclusionOf(run);
  if (said?.cause === cause && (where.length === 0 || where.includes(String(said.where)))) return { value: 1 };
  const [operation] = run.operations;
  const concluded = said ? `“${String(said.cause)}”${said.where === undefined || said.where === '' ? '' : ` at ${String(said.where)}`}` : 'nothing';
  const truth = `“${cause}”${where.length === 0 ? '' : ` at ${where.join(' or ')}`}`;
  const atUs = operation && operation.heardUs < Infinity ? operation.heardUs : run.endUs;
  return { value: 0, worst: finding(run, `You concluded ${concluded}; it was ${truth}: whoever reads that mends the wrong thing`, atUs) };
}

/** Seconds from the page until the promise to users holds and goes on to hold; `Infinity` if it does not at the end. */
export function mitigatedAfter(run: RunRecord): Valued | undefined {
  const pageUs = pageOf(run)?.atUs;
  const kept = since(run, 'Promise/kept');
  if (pageUs === undefined || kept.length === 0) return undefined;
  const last = kept.map(({ value }) => value).lastIndexOf(0);
  if (last < 0) return { value: 0 };
  const atUs = kept[last]!.atUs;
  const value = last === kept.length - 1 ? Infinity : (atUs - pageUs) / 1_000_000;
  const broken = value === Infinity ? 'the promise to users does not hold at the end' : `the promise to users was last broken at ${clock(atUs - pageUs)}`;
  return { value, worst: finding(run, `Counted from the page, ${broken}. ${story(run)}`, atUs) };
}

/** Share of the operations after the page that were not answered. */
export function toll(run: RunRecord): Valued | undefined {
  const sum = (name: string): number => since(run, name).reduce((total, { value }) => total + value, 0);
  const asked = sum('Operations/asked');
  if (asked === 0) return undefined;
  const value = 1 - sum('Operations/answered') / asked;
  return { value, worst: finding(run, `${percent(value)} of all operations from the page to the end came to nothing. ${story(run)}`, run.endUs) };
}

/** Number of actions, each of which has its price. */
export function actionsTaken(run: RunRecord): Valued | undefined {
  if (!pageOf(run)) return undefined;
  const actions = factsOf(run, 'action');
  return { value: actions.length, ...(actions[0] ? { worst: finding(run, `${callOf(actions[0].data)} at ${clock(actions[0].atUs - pageOf(run)!.atUs)}: nobody had to do anything`, actions[0].atUs) } : {}) };
}

/** Nothing is done that nobody can undo. */
export const noHarm: Check = run => {
  const harm = factsOf(run, 'harm')[0];
  return harm && { message: `At ${clock(harm.atUs - (pageOf(run)?.atUs ?? 0))} after the page ${String(harm.data['why'])}: nobody can take that back`, atUs: harm.atUs, row: harm.row, ...(harm.node === undefined ? {} : { node: harm.node }) };
};
