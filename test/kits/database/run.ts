import { Cluster, constant, Database, scenario, type DatabaseSpec, type FaultAuthor, type Fault, type RunRecord } from '../../../src/course/author.ts';
import type { Row } from '../../../src/kits/index.ts';
import { runProgram } from '../run.ts';

export interface Setting extends Partial<DatabaseSpec> {
  /** Processes; each runs the exported function of its name with its context, `ctx.db` in it, after every start. */
  readonly nodes?: readonly string[];
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly endMs?: number;
}

export interface Outcome {
  readonly record: RunRecord;
  /** What the function of a process returned, or `Class code reason` of what it threw; once for each start that came so far. */
  readonly results: Readonly<Record<string, readonly unknown[]>>;
  /** What is in a table at the end. */
  rows(table: string): readonly Row[];
}

export const ACCOUNTS = { columns: ['id', 'owner', 'balance'], key: 'id', rows: [1, 2, 3].map(id => ({ id, owner: 'ann', balance: 100 })) };
export const OUTBOX = { columns: ['id', 'xid', 'event'], key: 'id', defaults: { id: 'sequence', xid: 'xid' } } as const;

/** Runs processes with a database `db` between them: 1 ms links, commits of 2 ms. */
export async function runDatabase(text: string, { nodes = ['a', 'b'], faults = () => [], endMs = 10_000, ...spec }: Setting = {}): Promise<Outcome> {
  const results: Record<string, unknown[]> = Object.fromEntries(nodes.map(id => [id, []]));
  let database: Database | undefined;
  const { record } = await runProgram(scenario('database', {
    symptom: '',
    world(stage) {
      stage.world.network.defaultLatencyMs = constant(1);
      const cluster = new Cluster(stage);
      database = new Database(stage, cluster, 'db', { tables: { accounts: ACCOUNTS, outbox: OUTBOX }, commitMs: constant(2), ...spec });
      const connected = database;
      cluster.functions(nodes, (exports, ctx, machine) => ({
        async run() {
          const act = exports[ctx.id] as (ctx: unknown) => Promise<unknown>;
          const said = await act({ ...ctx, db: connected.connect(machine) }).catch((error: Error & { code?: string; reason?: string }) => [error.name, error.code ?? error.message, error.reason].filter(Boolean).join(' '));
          results[ctx.id]!.push(said);
        },
      }));
      cluster.start();
      return { endMs };
    },
    faults: f => faults(f),
  }), `import { sleep, Refused, Unknown } from 'faultlab';\n${text}`);
  return { record, results, rows: table => database!.rows(table) };
}

/** The only result of a process. */
export const only = ({ results }: Outcome, id: string): unknown => results[id]![0];
