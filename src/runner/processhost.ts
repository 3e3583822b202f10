import { availableParallelism } from 'node:os';
import type { Child, ChildHost, StartOptions } from './childhost.ts';
import { Runner, type RunnerOptions } from './runner.ts';
import { RunnerChild } from './runnerchild.ts';

export interface ProcessOptions {
  /** Path of the child's program, `dist/child.js`. */
  readonly program: string;
  /** Folders that a child may read. */
  readonly readable: readonly string[];
  readonly execPath?: string;
  readonly drain?: 'batch';
  /** Resident memory at which a child is ended. */
  readonly limitBytes?: number;
}

/** Below what makes the heap limit end a child, which takes it seconds. */
const LIMIT_BYTES = 448 * 2 ** 20;

/** A runner whose children are Node processes. */
export const processRunner = (options: ProcessOptions & Omit<RunnerOptions, 'host'>): Runner => new Runner({ cores: availableParallelism(), ...options, host: new ProcessHost(options) });

class ProcessHost implements ChildHost {
  private readonly options: ProcessOptions;
  /** False once a host has refused its flags: the compartment is the wall, and the child says that nothing is blocked. */
  private permissions = true;

  constructor(options: ProcessOptions) {
    this.options = options;
  }

  start({ debug, silentMs }: StartOptions): Child {
    const { program, readable, execPath, drain, limitBytes = LIMIT_BYTES } = this.options;
    return new RunnerChild({
      program,
      readable,
      ...(execPath === undefined ? {} : { execPath }),
      inspect: debug,
      permissions: this.permissions,
      child: { silentMs, limitBytes, ...(drain === undefined ? {} : { drain }), ...(debug ? { debug } : {}) },
    });
  }

  startsOtherwise(why: string): boolean {
    if (!this.permissions || !/bad option|not allowed in/.test(why)) return false;
    this.permissions = false;
    return true;
  }
}
