import type { CatalogueLesson, CatalogueScenario } from '../course/catalogue.ts';
import { STRATEGIES, type Exploration, type Space } from '../lab/explore/exploration.ts';
import { quantity } from '../lab/quantity.ts';
import type { AttemptProblem, DemandVerdict, ScenarioVerdict, SourceRange } from '../lab/verdict.ts';
import type { AttemptSource } from '../runner/protocol.ts';
import { placeOf, shownPath } from './places.ts';
import { snippet, textOf } from './snippet.ts';
import { counted, type Terminal } from './terminal.ts';

const STRATEGY_WIDTH = Math.max(...STRATEGIES.map(name => name.length));

/** Tells a person what came of an attempt. */
export class Report {
  private readonly terminal: Terminal;
  private readonly lesson: CatalogueLesson;
  private readonly source: AttemptSource;
  /** How the file was named on the command line, if it was. */
  private readonly fileOption: string | undefined;
  private readonly nameWidth: number;
  /** An empty line was printed last. */
  private spaced = false;

  constructor(terminal: Terminal, lesson: CatalogueLesson, source: AttemptSource, fileOption: string | undefined) {
    this.terminal = terminal;
    this.lesson = lesson;
    this.source = source;
    this.fileOption = fileOption;
    this.nameWidth = Math.max(...lesson.scenarios.map(({ id, label }) => Math.max(id.length, label.length)));
  }

  title(): void {
    const { bold, dim } = this.terminal.colors;
    const { number, title } = this.lesson;
    this.terminal.line(`${bold(`${number} ${title}`)}\n${dim(shownPath(this.source.file))}\n`);
  }

  scenario(verdict: ScenarioVerdict): void {
    const { green, red, yellow, dim } = this.terminal.colors;
    const { seeds, failedSeeds } = verdict;
    const ended = verdict.verdict === 'error' || verdict.verdict === 'stuck';
    const share = failedSeeds.length === 0 || ended ? '' : `, ${failedSeeds.length} missed a demand (${percent(failedSeeds.length / seeds)})`;
    const mark = verdict.verdict === 'passed' ? green('✔') : verdict.verdict === 'unjudged' ? yellow('?') : red('✘');
    const word = ended || verdict.verdict === 'unjudged' ? `${verdict.verdict}  ` : '';
    this.terminal.line(`${mark} ${this.nameOf(verdict).padEnd(this.nameWidth)}  ${word}${dim(counted(seeds, 'seed') + share)}`);
    if (verdict.verdict === 'unjudged' && seeds > 0) this.terminal.line(indent([yellow('its pooled demands need the whole panel: run it without --seed and --seeds')]));
    if (verdict.verdict === 'passed' && !verdict.hidden) for (const demand of verdict.demands) if (demand.value !== undefined) this.terminal.line(indent([dim(numbersOf(demand))]));
    this.spaced = verdict.verdict !== 'passed' && verdict.verdict !== 'unjudged';
    if (this.spaced) this.failure(verdict);
  }

  /** What a strategy came to in a scenario. `replay`: the link to what it found. */
  exploration({ scenario, strategy, seeds, runs, beyond, idle, space, found }: Exploration, replay: string | undefined): void {
    const { green, red, dim } = this.terminal.colors;
    const looked = idle ?? (runs === 0 ? 'no time was left' : [counted(runs, 'run'), ...(space ? [spaceTold(space)] : [counted(seeds, 'seed')]), ...(beyond > 0 ? [`${beyond} left out: the solution fails in them, too`] : [])].join(', '));
    const name = found ? scenario : this.lesson.scenarios.find(({ id }) => id === scenario)?.label ?? scenario;
    this.terminal.line(`${found ? red('✘') : green('·')} ${strategy.padEnd(STRATEGY_WIDTH)}  ${name.padEnd(this.nameWidth)}  ${dim(looked)}`);
    this.spaced = found !== undefined;
    if (found) this.failure(found, replay === undefined ? undefined : `faultlab replay ${quoted(replay)}${this.fileArgument}`);
  }

  summary(text: string): void {
    this.terminal.line(this.spaced ? text : `\n${text}`);
  }

  /** What the hidden scenarios did, for somebody who has passed them all. */
  attacks(judged: readonly ScenarioVerdict[]): void {
    const { dim } = this.terminal.colors;
    const hidden = judged.filter(verdict => verdict.hidden);
    if (hidden.length === 0) return;
    this.terminal.line('\nThe hidden scenarios were, in the words of those whom they hit:');
    for (const { id, demands } of hidden) {
      this.terminal.line(`  ${id}: “${this.known(id)!.symptom}”`);
      for (const demand of demands) if (demand.value !== undefined) this.terminal.line(indent([dim(numbersOf(demand))]));
    }
  }

  problems(problems: readonly AttemptProblem[]): void {
    const { red } = this.terminal.complaintColors;
    for (const { message, range } of problems) {
      this.terminal.complain(red(`${range ? startOf(range) : shownPath(this.source.file)}: ${message}`));
      if (range) this.terminal.complain(snippet(textOf(this.source, range), range).join('\n'));
    }
  }

  private get fileArgument(): string {
    return this.fileOption === undefined ? '' : ` --file ${quoted(this.fileOption)}`;
  }

  private failure({ id, first, demands }: ScenarioVerdict, replay?: string): void {
    const { bold, dim } = this.terminal.colors;
    const broken = demands.filter(({ ok, name }) => !ok && !first?.message.includes(name)).map(demand => dim(brokenDemand(demand)));
    const lines: string[] = [];
    if (first) {
      const { message, node, timeMs, seed, plan, range } = first;
      const where = [...(node === undefined ? [] : [`at ${node}`]), `${Math.round(timeMs) / 1000} s`, `seed ${seed}`].join(', ');
      lines.push(bold(message), dim(where), ...broken);
      if (plan.length > 0) lines.push('', 'What happened around it:', ...plan.map(sentence => `  · ${sentence}`));
      if (range) lines.push('', `${startOf(range)}:`, ...snippet(textOf(this.source, range), range));
      if (!this.known(id)?.private) lines.push('', dim(replay ?? `faultlab replay ${this.lesson.id} --scenario ${id} --seed ${seed}${this.fileArgument}`));
    }
    this.terminal.line(`${indent(lines)}\n`);
  }

  private known(id: string): CatalogueScenario | undefined {
    return this.lesson.scenarios.find(scenario => scenario.id === id);
  }

  /** A hidden scenario that has failed is the learner's own: it is called by its id. */
  private nameOf({ id, hidden, verdict }: ScenarioVerdict): string {
    const { label, private: own } = this.known(id) ?? { label: id };
    return hidden && !own && verdict !== 'passed' && verdict !== 'unjudged' ? id : label;
  }
}

const startOf = ({ file, startLineNumber, startColumn }: SourceRange): string => placeOf({ file, line: startLineNumber, column: startColumn });

const percent = (share: number): string => quantity(share, undefined, 1);

function brokenDemand(demand: DemandVerdict): string {
  const { name, kind, limit, share, passShare } = demand;
  if (limit === undefined) return `broken: ${name}`;
  const met = kind === 'pooled' || share === undefined || passShare === undefined ? '' : `; met in ${percent(share)} of the runs, ${percent(passShare)} needed`;
  return `missed: ${numbersOf(demand)}${met}`;
}

/** `answered ok: at worst 99.4 %, at least 99 % is asked for`; as in the message. */
function numbersOf({ name, kind, value, limit, bound, unit }: DemandVerdict): string {
  const told = (number: number): string => quantity(number, unit, limit);
  const reached = value === undefined ? 'no value' : `${kind === 'measure' ? 'at worst ' : ''}${told(value)}`;
  if (limit === undefined) return `${name}: ${reached}`;
  return `${name}: ${reached}, ${bound === 'atLeast' ? 'at least' : 'at most'} ${told(limit)} is asked for`;
}

function spaceTold({ states, exhausted, deviations, scope }: Space): string {
  const covered = deviations < 1 ? 'the drawn order' : `${counted(deviations, 'deviation')} from the drawn order`;
  const told = `${counted(states, 'state')}, ${exhausted ? 'exhausted: there is no other order' : `not exhausted beyond ${covered}`}`;
  if (!scope) return told;
  const { operations, complete, of } = scope;
  return `${complete === 0 ? '' : `every order of ${complete} of ${counted(of, 'operation')}; `}with ${complete === 0 ? `${operations} of ${counted(of, 'operation')}` : operations}: ${told}`;
}

const quoted = (argument: string): string => (/^[\w./\\:@-]+$/.test(argument) ? argument : JSON.stringify(argument));

const indent = (lines: readonly string[]): string => lines.map(line => (line === '' ? '' : `    ${line}`)).join('\n');
