import type { Isolation } from '../../../src/kits/database/sql/api.ts';
import type { Statement } from '../../../src/kits/database/sql/statements.ts';

/** Whoever acts in a script. */
export const SESSIONS = ['A', 'B', 'C', 'D'] as const;

/** A table of a script, for the kit and for PostgreSQL. */
export interface ScriptTable {
  /** SQL types by column. */
  readonly columns: Readonly<Record<string, 'int' | 'text' | 'bool'>>;
  readonly key: string;
  readonly unique?: readonly { readonly columns: readonly string[]; readonly deferred?: boolean }[];
  readonly defaults?: Readonly<Record<string, 'sequence' | 'xid'>>;
  /** Column that may not be below zero. */
  readonly notNegative?: string;
  readonly rows: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

/** What one session does. A statement outside of a transaction is one by itself. */
export type Action =
  | Statement
  | { readonly op: 'begin'; readonly isolation: Isolation }
  | { readonly op: 'commit' | 'rollback' }
  /** Sends its commit and is gone before it hears. */
  | { readonly op: 'commit and die' }
  /** Its process ends in the middle of whatever it does. */
  | { readonly op: 'die' }
  /** How many rows of a table have been written by transactions below the horizon. */
  | { readonly op: 'below horizon'; readonly table: string };

/** `'time'`: nobody does anything until deadlocks have been found. */
export type Step = readonly [session: string, action: Action] | 'time';

export interface Script {
  readonly title: string;
  readonly tables: Readonly<Record<string, ScriptTable>>;
  readonly steps: readonly Step[];
}

/** Somebody who can carry scripts out. */
export interface Database {
  /** Makes the tables afresh. */
  prepare(tables: Script['tables']): Promise<void>;
  /** Begins an action; the promise is its answer. */
  act(session: string, action: Action): Promise<unknown>;
  /** Resolves when every action that is open waits for somebody else. */
  quiet(): Promise<void>;
  time(): Promise<void>;
}

/** SQLSTATE of a failure. */
export class Failed extends Error {}

const wordsOf = (action: Action): string => {
  const { op, ...rest } = action;
  return [op, ...Object.values(rest).map(value => (typeof value === 'string' ? value : JSON.stringify(value)))].join(' ');
};

/** What everybody heard, line by line. */
export async function transcript(database: Database, { tables, steps }: Script): Promise<string[]> {
  const lines: string[] = [];
  const open = new Map<string, { readonly words: string; answer?: string }>();
  await database.prepare(tables);
  for (const step of steps) {
    const answered = new Set([...open].filter(([, { answer }]) => answer !== undefined).map(([session]) => session));
    for (const session of answered) open.delete(session);
    if (step === 'time') await database.time();
    else {
      const [session, action] = step;
      const waiting: { words: string; answer?: string } = { words: `${session}: ${wordsOf(action)}` };
      open.set(session, waiting);
      void database.act(session, action).then(value => { waiting.answer = valueText(value); }, (error: Error) => { waiting.answer = error instanceof Failed ? error.message : `unexpected ${String(error)}`; });
    }
    await database.quiet();
    const now = step === 'time' ? undefined : step[0];
    if (now !== undefined) lines.push(`${open.get(now)!.words} → ${open.get(now)!.answer ?? 'waits'}`);
    for (const session of [...open.keys()].sort()) {
      const { words, answer } = open.get(session)!;
      if (session !== now && answer !== undefined) lines.push(`  then ${words} → ${answer}`);
    }
  }
  return lines;
}

/** Rows without the ids of transactions, which differ, and with their columns in one order. */
function valueText(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).filter(([column]) => column !== 'xid').sort(([a], [b]) => (a < b ? -1 : 1)));
  }) ?? 'done';
}
