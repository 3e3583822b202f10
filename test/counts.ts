/** What the tests did. */
export interface Counts {
  readonly passed: number;
  /** One for each failed test: its name and what was wrong. */
  readonly failures: readonly string[];
  readonly skipped: number;
}

export const noTests: Counts = { passed: 0, failures: [], skipped: 0 };

export function add(a: Counts, b: Counts): Counts {
  return { passed: a.passed + b.passed, failures: [...a.failures, ...b.failures], skipped: a.skipped + b.skipped };
}

/** The line a run ends with. */
export function inWords({ passed, failures, skipped }: Counts): string {
  return `${passed} passed, ${failures.length} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** What mocha's tests did, when all have ended. */
export function counted(run: (ended: () => void) => Mocha.Runner): Promise<Counts> {
  const failures: string[] = [];
  return new Promise(resolve => {
    const runner = run(() => resolve({ passed: runner.stats?.passes ?? 0, failures, skipped: runner.stats?.pending ?? 0 }));
    runner.on('fail', (test, error) => failures.push(failure(test.fullTitle(), error)));
  });
}

/** An error may have come from another process, which leaves of it an object with its message. */
export function failure(name: string, error: unknown): string {
  return `${name}: ${(error as Error | undefined)?.message ?? String(error)}`;
}
