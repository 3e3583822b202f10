import type { Child, ChildHost, StartOptions } from '../childhost.ts';
import type { Patience } from '../supervisor.ts';
import { Runner, type RunnerOptions } from '../runner.ts';
import { WorkerFiles, type ReadFile } from './files.ts';
import { WorkerChild } from './workerchild.ts';

/** Nothing measures a worker's processor time: it has a longer time by the clock. */
const PATIENCE: Partial<Patience> = { silentMs: 2_000 };

/** A runner whose children are Web Workers. */
export const workerRunner = (read: ReadFile, options: Omit<RunnerOptions, 'host'> = {}): Runner => new Runner({ patience: PATIENCE, cores: navigator.hardwareConcurrency, ...options, host: new WorkerHost(read) });

class WorkerHost implements ChildHost {
  private readonly files: WorkerFiles;

  constructor(read: ReadFile) {
    this.files = new WorkerFiles(read);
  }

  start({ silentMs }: StartOptions): Child {
    return new WorkerChild(this.files, silentMs);
  }

  startsOtherwise(): boolean {
    return false;
  }
}
