import type { NodeEnvironment } from '../attempt.ts';
import { formatLog } from './inspect.ts';

/** Characters that one process may print in its life. */
const CHARACTERS = 1_000_000;

type Level = Parameters<NodeEnvironment['log']>[0];

/** The `console` of one node. Beyond its budget it says so once and prints no more. */
export function virtualConsole(environment: NodeEnvironment): unknown {
  let left = CHARACTERS;
  const counts = new Map<string, number>();
  const started = new Map<string, number>();
  const write = (level: Level, args: readonly unknown[]): void => {
    if (left <= 0) return;
    const text = formatLog(args);
    left -= text.length + 1;
    environment.log(level, text);
    if (left <= 0) environment.log('warn', `this process has printed ${CHARACTERS} characters: it prints no more`);
  };
  const printer = (level: Level) => (...args: unknown[]) => write(level, args);
  const info = printer('info');
  return {
    debug: printer('debug'),
    log: info,
    info,
    dir: (value: unknown) => write('info', [value]),
    table: (value: unknown) => write('info', [value]),
    warn: printer('warn'),
    error: printer('error'),
    trace: printer('debug'),
    group: info,
    groupEnd: () => {},
    assert: (condition: unknown, ...args: unknown[]) => {
      if (!condition) write('error', ['Assertion failed', ...args]);
    },
    count: (label: unknown = 'default') => {
      const count = (counts.get(String(label)) ?? 0) + 1;
      counts.set(String(label), count);
      write('info', [`${String(label)}: ${count}`]);
    },
    time: (label: unknown = 'default') => {
      started.set(String(label), environment.monotonicMs());
    },
    timeEnd: (label: unknown = 'default') => {
      const since = started.get(String(label));
      if (since !== undefined) write('info', [`${String(label)}: ${environment.monotonicMs() - since} ms`]);
    },
  };
}
