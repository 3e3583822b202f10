import type { HandlerOutline } from '../../course/outline.ts';
import type { Runner } from '../../runner/runner.ts';
import type { AuthoredLesson } from './builtlesson.ts';
import { NotRunnable, trial } from './trial.ts';

/** What every method does in a program that does no work. */
const BODIES: Readonly<Record<string, string>> = {
  'does nothing': '',
  throws: "throw new Error('no');",
  'waits for ever': 'return new Promise(() => {});',
};
const FEW_SEEDS = [1, 2, 3, 4];

/** Programs that do no work fail every lesson: none of them may pass all its scenarios. */
export async function degenerateProblems(runner: Runner, authored: AuthoredLesson): Promise<string[]> {
  const problems: string[] = [];
  for (const [what, body] of Object.entries(BODIES)) {
    const file = `proof/${what.replaceAll(' ', '-')}.ts`;
    const files = new Map([...authored.files, [file, programOf(authored.lesson.handlers, body)]]);
    if (!await isCaught(runner, { ...authored, files }, file)) problems.push(`scenarios.ts: a program whose every method ${what} passes the lesson`);
  }
  return problems;
}

function programOf(handlers: readonly HandlerOutline[], body: string): string {
  const method = (name: string): string => (name === 'recover' ? 'async recover() {}' : `${name}() { ${body} }`);
  return handlers.map(({ name, kind, methods }) => (kind === 'class' ? `export class ${name} { ${methods.map(method).join(' ')} }` : `export function ${name}() { ${body} }`)).join('\n');
}

async function isCaught(runner: Runner, authored: AuthoredLesson, file: string): Promise<boolean> {
  const { scenarios } = authored.lesson;
  try {
    for (const seeds of [FEW_SEEDS, undefined]) {
      for (const { id } of scenarios) {
        const { verdict } = await trial(runner, authored, file, id, { brief: true, ...(seeds ? { seeds } : {}) });
        if (verdict !== 'passed' && verdict !== 'unjudged') return true;
      }
    }
    return false;
  } catch (error) {
    if (error instanceof NotRunnable) return true;
    throw error;
  }
}
