import { atSeconds, type Check, type Fact, type Finding, type Measure, type RunRecord } from 'faultlab/author';

const SECOND_US = 1_000_000;
/** Users' promise: this share is answered, nothing read is older, and one replica leads. */
const ANSWERED = 0.99;
const OLDEST_S = 3;
/** It holds again once it has held for so long. */
const STEADY_S = 10;

const factsOf = ({ facts }: RunRecord, type: string): Fact[] => facts.filter(fact => fact.type === type);

/** When it began: the first fault that is no new version. */
const triggerUs = ({ strikes }: RunRecord): number | undefined => strikes.find(({ fault }) => fault.kind !== 'fleet-deploy')?.fromUs;

/** What users lack in each second, '' for nothing. */
function lacks(run: RunRecord): string[] {
  const of = (name: string): readonly number[] => run.series.get(name)?.values ?? [];
  const [asked, answered, age, leaders] = [of('Operations/asked'), of('Operations/answered'), of('What users read/age'), of('Leaders/claim it')];
  return asked.map((all, second) => {
    if (answered[second]! < ANSWERED * all) return `${Math.round((100 * answered[second]!) / all)} % of the operations were answered`;
    if (age[second]! > OLDEST_S) return `users read data that was ${Math.round(age[second]!)} s old`;
    if (leaders[second] !== 1) return `${leaders[second] === 0 ? 'nobody took writes' : `${leaders[second]} replicas took writes as leaders`}`;
    return '';
  });
}

/** Answers in order, each with how often it was given in a row. */
function told(run: RunRecord, fromUs: number): string {
  const runs: { text: string; count: number }[] = [];
  for (const { atUs, data } of factsOf(run, 'diagnosed')) {
    if (atUs < fromUs) continue;
    const text = data['mode'] === 'none' || data['where'] === '' ? String(data['mode']) : `${String(data['mode'])} at ${String(data['where'])}`;
    const known = data['ignored'] === true ? `${text}, for which no series of the evidence was cited` : text;
    if (runs.at(-1)?.text === known) runs.at(-1)!.count++;
    else runs.push({ text: known, count: 1 });
  }
  const shown = runs.slice(0, 4).map(({ text, count }) => (count > 1 ? `${text} (${count} times)` : text));
  return shown.length === 0 ? 'nothing' : `${shown.join(', then ')}${runs.length > 4 ? ', and others' : ''}`;
}

function runbooks(run: RunRecord): string {
  const done = factsOf(run, 'runbook').map(({ atUs, data }) => `at ${atSeconds(atUs)} ${String(data['done'] ?? `there was no ${String(data['where'])} to do anything to`)}`);
  return done.length === 0 ? 'No runbook was run' : `Runbooks: ${done.join('; ')}`;
}

/** What struck, in the words of this shop. */
function struck({ strikes }: RunRecord): string {
  const { fault, fromUs } = strikes.find(({ fault: { kind } }) => kind !== 'fleet-deploy')!;
  const where = String(fault['where']);
  const at = atSeconds(fromUs);
  switch (fault.kind) {
    case 'fleet-slow': return where.includes('-') ? `${where} worked ten times as long from ${at} on, its health check green` : `${where} was slow for five seconds, from ${at} on`;
    case 'fleet-crash': return `${where} died at ${at}`;
    case 'fleet-cut': return fault.lastsMs === undefined ? `nothing passed between the zones from ${at} on` : `the zones were cut off from each other for ${Math.round(fault.lastsMs / 100) / 10} s, at ${at}`;
    case 'fleet-lag': return `${where} applied hardly anything from ${at} on`;
    default: return `users came ${String(fault['factor'])} times as often from ${at} on`;
  }
}

const at = (fact: Fact | undefined, run: RunRecord, message: string): Finding => ({ message, atUs: fact?.atUs ?? run.endUs, row: fact?.row ?? -1, ...(fact?.node === undefined ? {} : { node: fact.node }) });

/** Who died besides the first, and when. */
function fell(run: RunRecord): string {
  const [, ...more] = factsOf(run, 'died').map(({ atUs, data }) => `${String(data['instance'])} at ${atSeconds(atUs)}`);
  return more.length === 0 ? '' : ` Then ${more.slice(0, 3).join(', ')}${more.length > 3 ? ' and others' : ''} fell.`;
}

/** Seconds from the trigger until users have what they were promised, to the end; `Infinity` if they have not. */
export const recoveredAfter: Measure = run => {
  const fromUs = triggerUs(run);
  if (fromUs === undefined) return undefined;
  const lacking = lacks(run);
  const last = lacking.reduce((latest, lack, second) => (lack === '' ? latest : second), -1);
  const value = last < 0 ? 0 : last >= lacking.length - STEADY_S ? Infinity : last + 1 - fromUs / SECOND_US;
  const state = value === Infinity ? `At the end ${lacking[last]}` : `Users were without what they were promised for ${Math.round(value)} s`;
  const answers = factsOf(run, 'diagnosed').filter(({ atUs }) => atUs >= fromUs);
  return { value, worst: at(answers.find(({ data }) => data['mode'] !== 'none') ?? answers[0], run, `${capital(struck(run))}.${fell(run)} ${state}. Diagnoses since: ${told(run, fromUs)}. ${runbooks(run)}`) };
};

/** No runbook loses what was acknowledged. */
export const keepsWrites: Check = run => {
  const lost = factsOf(run, 'lost')[0];
  return lost && at(lost, run, `${acted(run, lost)}. ${String(lost.data['writes'])} writes that it had acknowledged and no other replica had yet are gone: customers were told that they had bought. ${capital(happened(run))}`);
};

/** No runbook takes capacity below demand. */
export const keepsCapacity: Check = run => {
  const starved = factsOf(run, 'starved')[0];
  if (!starved) return undefined;
  const { service, possible, needed } = starved.data;
  return at(starved, run, `${acted(run, starved)}. Until then ${String(service)} could do all of the ${String(needed)} requests a second that users meant it to get, now it is ${String(possible)}: people are turned away who could have been served. ${capital(happened(run))}.${fell(run)}${repetitions(run, starved)}`);
};

/** Runbooks that were run. */
export const runbooksRun: Measure = run => {
  const done = factsOf(run, 'runbook');
  const lack = lacks(run).filter(each => each !== '').at(-1);
  return { value: done.length, ...(done[0] ? { worst: at(done[0], run, `${runbooks(run)}. ${capital(happened(run))}, and nobody had to do anything${lack === undefined ? '' : `; later ${lack}`}`) } : {}) };
};

/** What was done after which answers. */
function acted(run: RunRecord, { atUs, data: { mode, where } }: Fact): string {
  const done = factsOf(run, 'runbook').find(fact => fact.atUs === atUs);
  return `After two answers “${String(mode)} at ${String(where)}”, at ${atSeconds(atUs)}, ${String(done?.data['done'])}`;
}

/** How much of what came where a runbook was run had come before. */
function repetitions(run: RunRecord, { atUs, data: { where } }: Fact): string {
  const ratios = [...run.series].filter(([name]) => name.startsWith('Attempts for each call/') && name.endsWith(`>${String(where)}`)).map(([, { timesUs, values }]) => values[timesUs.findIndex(time => time >= atUs)]!);
  const most = Math.max(1, ...ratios);
  return most < 1.5 ? '' : ` ${Math.round(100 * (1 - 1 / most))} % of the calls to ${String(where)} were repetitions`;
}

const happened = (run: RunRecord): string => (triggerUs(run) === undefined ? 'nothing was wrong' : struck(run));
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
