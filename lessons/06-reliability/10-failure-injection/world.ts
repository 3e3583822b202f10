import { Cluster, type Built, type Exports, type Stage } from 'faultlab/author';
import type { Finding, RunRecord, TransferService } from './contract';
import type { Habit } from './world/bank.ts';
import { builds } from './world/builds.ts';
import { Table } from './world/drawing.ts';
import { Explored } from './world/explored.ts';
import { verdictOn, type Fault, type Says } from './world/verdict.ts';

/** Time that a program has for one build; a run takes a millisecond. */
export const PATIENCE_MS = 5_000;

interface Program {
  check(run: RunRecord): string | null;
  explore(sut: TransferService): Promise<Finding[]>;
}

/** One process of the learner's for each build, all begun at once. What is wrong with its work becomes a fact. */
export function laboratory(stage: Stage, habits: readonly (Habit | undefined)[]): Built {
  const { world, random } = stage;
  const cluster = new Cluster(stage);
  const table = new Table();
  const all = builds(random, habits).map(build => new Explored(stage, build, table));
  for (const explored of all) {
    cluster.functions([explored.name], exports => ({ onRequest: () => work(exports as Exports & Program, explored) }));
  }
  for (const explored of all) {
    const { name } = explored;
    world.after(1_000, () => cluster.ask(name, {
      client: `tester of ${name}`, f: 'explore', key: name, request: {}, timeoutMs: PATIENCE_MS,
      hear(answer) {
        const fault = answer as Fault | null;
        if (fault) world.history.fact(fault.type, { build: name, text: fault.text, method: fault.method }, name);
        return { outcome: 'ok', output: `${explored.runs} runs` };
      },
    }), undefined);
  }
  cluster.start();
  return { endMs: PATIENCE_MS + 10 };
}

async function work({ check, explore }: Program, explored: Explored): Promise<Fault | null> {
  const says: Says = run => check(run);
  const findings: unknown = await explore(explored.sut());
  return verdictOn(explored, findings, says) ?? null;
}
