import { Fenced, KitError, Refused, Unknown } from './errors.ts';

/** Values of the modules that learner code may import, by specifier. */
export type Values = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The values that each process gets for itself, on its own clock. */
export function libraryFor(startTimer: (delayMs: number, fire: () => void) => void): Values {
  const sleep = (ms: number): Promise<void> => new Promise(resolve => {
    startTimer(ms, resolve);
  });
  return { faultlab: { Fenced, KitError, Refused, Unknown, sleep: sleep.bind(undefined) } };
}
