import type { Operation } from '../../../src/sim/history.ts';
import { Dice } from '../../check/histories/generate.ts';

/** A history as it would be in a file. */
export function linesOf(operations: readonly Operation[]): string[] {
  const lines: string[] = [];
  for (const { client, f, input, output, outcome, invokedRow, completedRow } of operations) {
    const process = Number(client);
    lines[invokedRow - 1] = JSON.stringify({ process, type: 'invoke', f, value: input ?? null });
    if (completedRow > 0) lines[completedRow - 1] = JSON.stringify({ process, type: outcome, f, value: output ?? input ?? null });
  }
  return lines;
}

/** Histories of several keys at once, their lines taken in turn. */
export function keyedLines(keys: number, historyOf: (key: number) => Operation[]): string[] {
  const histories = Array.from({ length: keys }, (_, key) => linesOf(historyOf(key).map(operation => ({ ...operation, client: String(10 * key + Number(operation.client)) }))).map(line => line.replace('{', `{"key":${key},`)));
  const longest = Math.max(...histories.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => histories.flatMap(lines => lines[at] ?? [])).flat();
}

/** Transactions of four steps by five clients, each taking place at one instant; of keys with a hundred values each. */
export function transactionLines(put: 'append' | 'w', operations: number): string[] {
  const dice = new Dice(operations);
  const store = new Map<number, unknown>();
  const lines: string[] = [];
  const open: { readonly process: number; readonly steps: readonly (readonly [string, number, unknown])[] }[] = [];
  let value = 0;
  let begun = 0;
  const end = (): void => {
    const { process, steps } = open.splice(dice.below(open.length), 1)[0]!;
    const seen = steps.map(([f, key, value]) => {
      const before = store.get(key) ?? (put === 'w' ? null : []);
      if (f === 'r') return [f, key, before];
      store.set(key, put === 'w' ? value : [...before as unknown[], value]);
      return [f, key, value];
    });
    lines.push(JSON.stringify({ process, type: 'ok', f: 'txn', value: seen }));
  };
  while (begun < operations) {
    if (open.length === 5) end();
    const process = [0, 1, 2, 3, 4].find(each => !open.some(other => other.process === each))!;
    const firstKey = Math.floor(value / 200) * 4;
    const steps = Array.from({ length: 4 }, () => (dice.below(2) === 0 ? ['r', firstKey + dice.below(4), null] as const : [put, firstKey + dice.below(4), ++value] as const));
    open.push({ process, steps });
    lines.push(JSON.stringify({ process, type: 'invoke', f: 'txn', value: steps }));
    begun++;
  }
  while (open.length > 0) end();
  return lines;
}
