import type { NodeEnvironment } from '../lab/attempt.ts';
import { compileAttempt } from '../lab/compile/compile.ts';
import type { StripTypes } from '../lab/compile/strip.ts';
import { createAttempt } from '../lab/sandbox/attempt.ts';

const PROGRAM = `
export class Handler {
  #seen = new Map<string, number>();
  async handle(key: string): Promise<number> {
    for (const [other] of this.#seen) if (other === key) throw new Error(key);
    try { await new Promise<void>(resolve => setTimeout(resolve, 1)); } finally { this.#seen.set(key, Date.now()); }
    return Math.max(2 ** this.#seen.size, performance.now());
  }
}
export const handler = new Handler();
void handler.handle('a');`;

const environment: NodeEnvironment = { wallMs: () => 0, monotonicMs: () => 0, random: () => 0, startTimer: () => 1, stopTimer: () => {}, log: () => {} };

/** Compiles and starts a small program, so that a learner's first one finds the compiler warm. */
export function rehearse(stripTypes: StripTypes): void {
  const source = { file: '/rehearsal.ts', entry: 'rehearsal.ts', files: { 'rehearsal.ts': PROGRAM } };
  const compiled = compileAttempt(source, { mode: 'explore', stripTypes, libraries: {} });
  if (!compiled.ok) throw new Error(`the rehearsal does not compile: ${compiled.problems[0]!.message}`);
  createAttempt(compiled.program).start(environment, {});
}
