import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Row } from './rows.ts';

const ROUNDS = 3;

/** Events a second in a child of its own, the best of some that take turns with the others. */
function measure(...kinds: readonly (readonly [walls: 'plain' | 'sandboxed', kind: 'sync' | 'async'])[]): number[] {
  const best = kinds.map(() => 0);
  for (let round = 0; round < ROUNDS; round++) {
    kinds.forEach((args, i) => {
      best[i] = Math.max(best[i]!, Number(execFileSync(process.execPath, ['--no-warnings', join(import.meta.dirname, 'sandboxload.ts'), ...args], { encoding: 'utf8' })));
    });
  }
  return best;
}

export function rows(): Row[] {
  const [plain, sync, plainAsync, async] = measure(['plain', 'sync'], ['sandboxed', 'sync'], ['plain', 'async'], ['sandboxed', 'async']) as [number, number, number, number];
  return [
    { name: 'kernel and handler, no sandbox', figure: plain, unit: 'events/s' },
    { name: 'kernel and handler, sandboxed', figure: sync, unit: 'events/s', ratio: sync / plain, goal: '≥ 0.90 of no sandbox' },
    { name: 'the same with promises, no sandbox', figure: plainAsync, unit: 'events/s', ratio: plainAsync / plain },
    { name: 'the same with promises, sandboxed', figure: async, unit: 'events/s', ratio: async / sync, goal: '≥ 0.35 of sync' },
  ];
}
