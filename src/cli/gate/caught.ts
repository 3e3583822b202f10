import type { ScenarioVerdict } from '../../lab/verdict.ts';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import type { CaughtProof } from './proof.ts';
import { NotRunnable, trial, trialUntilCaught } from './trial.ts';

export interface Caught {
  readonly proof: CaughtProof;
  readonly problems: readonly string[];
  readonly verdict?: ScenarioVerdict;
}

/** What a wrong program's first lines say: `// scenario: <id>` and one or more `// message: <words>`. */
export function wrongHeader(text: string): { readonly scenario: string | undefined; readonly words: readonly string[] } {
  const lines = text.split('\n');
  const header = lines.slice(0, lines.findIndex(line => !line.startsWith('//')));
  const values = (name: string): string[] => header.flatMap(line => new RegExp(`^//\\s*${name}:\\s*(.+?)\\s*$`).exec(line)?.[1] ?? []);
  return { scenario: values('scenario')[0], words: values('message') };
}

/** With `full` on the whole panel, for the numbers that it misses; else up to the first catch. */
export async function proveWrong(runner: Runner, authored: AuthoredLesson, file: string, full: boolean): Promise<Caught> {
  const { scenario, words } = wrongHeader(authored.files.get(file)!);
  if (scenario === undefined || words.length === 0) {
    return { proof: { file, ok: false, scenario: scenario ?? '' }, problems: [`${file}: must begin with // scenario: <id> and // message: <words>`] };
  }
  return proveCaught(runner, authored, { file, scenario, words, full });
}

export interface Expectation {
  readonly file: string;
  /** Id of the scenario that has to catch it. */
  readonly scenario: string;
  /** What its message contains. */
  readonly words: readonly string[];
  readonly full: boolean;
}

export async function proveCaught(runner: Runner, authored: AuthoredLesson, { file, scenario, words, full }: Expectation): Promise<Caught> {
  const found = authored.lesson.scenarios.find(({ id }) => id === scenario);
  if (!found) return { proof: { file, ok: false, scenario }, problems: [`${file}: there is no scenario ${scenario}`] };
  try {
    const verdict = await (full ? trial(runner, authored, file, scenario) : trialUntilCaught(runner, authored, file, found, message => lacking(message, words).length === 0));
    const { first } = verdict;
    const problem = mistake(verdict, words);
    const proof = { file, ok: problem === undefined, scenario, verdict: verdict.verdict, ...(first ? { seed: first.seed, message: first.message } : {}) };
    return { proof, problems: problem === undefined ? [] : [`${file}: ${problem}`], verdict };
  } catch (error) {
    if (!(error instanceof NotRunnable)) throw error;
    return { proof: { file, ok: false, scenario }, problems: [`${file}: cannot be run: ${error.message}`] };
  }
}

const lacking = (message: string, words: readonly string[]): string[] => words.filter(part => !message.includes(part));

function mistake({ id, verdict, first }: ScenarioVerdict, words: readonly string[]): string | undefined {
  if (verdict === 'passed' || verdict === 'unjudged') return `${id} does not catch it`;
  const missing = lacking(first!.message, words);
  return missing.length === 0 ? undefined : `${id} catches it, but its message lacks "${missing.join('", "')}": ${first!.message}`;
}
