import type { SutFault } from 'faultlab';
import type { Books, Finding, RunRecord } from '../contract';
import { harmOf, isDefective } from './builds.ts';
import type { Explored } from './explored.ts';
import { allNamed, brokenIn, movedOf } from './promises.ts';

/** What is to be said about a program's work on one build. */
export interface Fault {
  readonly type: 'no-finding' | 'missed';
  readonly text: string;
  readonly method: 'check' | 'explore';
}

/** What a program's own check says of a run. */
export type Says = (run: RunRecord) => string | null;

const KINDS: readonly unknown[] = ['crash', 'drop', 'duplicate', 'delay'];
/** A run that lasts longer is one of a slow recovery. */
const SLOW_MS = 15_000;
const seconds = (ms: number): string => `${Math.round(ms / 10) / 100} s`;

/** The first thing that is wrong with what a program answered; undefined if it did what it had to do. */
export function verdictOn(explored: Explored, answer: unknown, says: Says): Fault | undefined {
  if (!Array.isArray(answer) || !answer.every(isFinding)) return { type: 'no-finding', method: 'explore', text: 'explore answered something else than a list of findings, { faults: { at, kind }[], message }' };
  for (const finding of answer) {
    const wrong = wrongWith(finding, explored, says);
    if (wrong) return wrong;
  }
  const [first] = answer as Finding[];
  if (first) explored.drawing.beside(explored.replay(first.faults), 'as found');
  return !first && isDefective(explored.build) ? missed(explored, says) : undefined;
}

function isFinding(value: unknown): value is Finding {
  const { faults, message } = (value ?? {}) as Partial<Finding>;
  return typeof message === 'string' && Array.isArray(faults) && faults.every(fault => Number.isInteger((fault as Partial<SutFault> | null)?.at) && KINDS.includes((fault as Partial<SutFault>).kind));
}

function wrongWith({ faults, message }: Finding, explored: Explored, says: Says): Fault | undefined {
  const run = explored.replay(faults);
  const told = (text: string, method: Fault['method']): Fault => {
    explored.drawing.beside(run, 'as reported');
    return { type: 'no-finding', method, text: `the finding "${shortened(message)}", ${allNamed(faults, run.events)}, ${text}` };
  };
  if (brokenIn(run) === undefined) return told(`breaks no promise: ${whyFine(run)}`, 'check');
  for (const fault of faults) {
    const broken = brokenIn(explored.replay(faults.filter(other => other !== fault)));
    if (broken !== undefined) return told(`is longer than it needs to be: without fault ${faults.indexOf(fault) + 1} of ${faults.length} ${broken} all the same`, 'explore');
  }
  return says(run) === null ? told('does not fail again: check finds nothing wrong with this run', 'check') : undefined;
}

/** What may have looked odd about a run in which every promise is kept. */
function whyFine(run: RunRecord): string {
  const reasons: string[] = [];
  for (const { outcome, output, input, heardMs } of run.operations) {
    if (outcome !== 'info' || movedOf(run, input).taken === 0) continue;
    reasons.push(`transfer ${input.id} ${output === undefined ? 'heard nothing' : `was answered "${String(output)}" at ${seconds(heardMs!)}`} and was carried out, which is allowed`);
  }
  if (run.endMs > SLOW_MS) reasons.push(`the recovery came to its end at ${seconds(run.endMs)}, late, with every transfer whole`);
  return reasons.length === 0 ? 'other events, perhaps in another order, and every transfer is whole' : reasons.join('; ');
}

function missed(explored: Explored, says: Says): Fault {
  const { broken, drawing } = explored;
  if (broken) {
    const { run, faults, what, index } = broken;
    drawing.missed(faults, 'broken, not reported');
    drawing.beside(run, 'as missed');
    const said = says(run);
    return {
      type: 'missed', method: said === null ? 'check' : 'explore',
      text: `with ${allNamed(faults, run.events)}, ${balanced(run.end) ? 'the sum of all balances is right, and ' : ''}${what}. Run ${index + 1} was exactly this, and ${said === null ? 'check found nothing wrong with it' : 'explore did not report it'}`,
    };
  }
  const faults = harmOf(explored.build, explored.seed);
  const run = explored.replay(faults);
  drawing.missed(faults, 'not tried');
  drawing.beside(run, 'as missed');
  return { type: 'missed', method: 'explore', text: `with ${allNamed(faults, run.events)}, ${brokenIn(run)!}${whyUnseen(explored, faults, run)}` };
}

function whyUnseen({ runs, runsLeft, severalFaults }: Explored, faults: readonly SutFault[], { events, endMs }: RunRecord): string {
  const left = runsLeft === 0 ? 'and no run is left' : `and ${runsLeft} runs were left`;
  if (faults.length > 1) return `. It takes both faults: ${severalFaults} of ${runs} runs had more than one, none of them broke a promise, ${left}`;
  const [{ at, kind }] = faults as [SutFault];
  const next = events.find(each => each.at > at)!;
  const where = kind === 'crash' ? ` The window lies between event ${at} and event ${at + 1}: ${Math.round((next.timeMs - events[at]!.timeMs) * 10) / 10} ms of ${seconds(endMs)}.` : '';
  return `.${where} None of ${runs} runs had this fault, ${left}`;
}

function balanced({ opening, closing }: Books): boolean {
  const sum = (balances: Books['opening']): number => Object.values(balances).reduce((total, balance) => total + balance, 0);
  return sum(opening) === sum(closing);
}

const shortened = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);
