import { parseArgs, type ParseArgsConfig } from 'node:util';

/** 0: all passed; 1: something failed; 2: it could not be judged. */
export type ExitCode = 0 | 1 | 2;

/** The command cannot do what it was asked for; `faultlab` ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** `parseArgs`, with its complaints as `UsageError`. */
export function parse<const T extends Options>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0]!);
  }
}

/** The only positional argument. */
export function lessonArgument(positionals: readonly string[]): string {
  const [lesson, ...more] = positionals;
  if (lesson === undefined) throw new UsageError('which lesson? For example: 6.1, or reliability/retries; `faultlab list` shows them all');
  if (more.length > 0) throw new UsageError(`one lesson at a time: ${more.join(' ')} is too much`);
  return lesson;
}

/** A whole number from 1 on. */
export function wholeNumber(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most) throw new UsageError(`--${option} takes a whole number from 1 to ${most}, not ${text}`);
  return number;
}

/** Programs that are graded at a time. */
export const MOST_WORKERS = 256;
