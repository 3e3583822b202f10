import type { Message, SimNode } from '../../sim/index.ts';
import { Calls } from '../cluster/calls.ts';
import type { Asked, Settled } from '../cluster/process.ts';
import type { Exports, Program } from '../stage.ts';
import type { Intake, Worker } from './api.ts';
import type { Server } from './server.ts';
import type { AttemptTag, Envelope } from './serving.ts';

export interface IntakeSpec {
  /** Id of the server that does the jobs. */
  readonly worker: string;
  /** How long clients listen. */
  readonly deadlineMs: number;
  /** Makes the learner's intake, afresh for each incarnation. */
  make(exports: Exports, worker: Worker): Intake;
}

/** A job that was neither answered nor refused so far. */
export interface OpenJob {
  readonly id: string;
  readonly sinceUs: number;
}

/** One incarnation of a process that takes jobs for a server: the learner's intake decides which, and when they are begun. */
export class Intaking implements Asked {
  readonly server: Server;
  readonly spec: IntakeSpec;
  /** Jobs that have come in. */
  asked = 0;
  /** Jobs that were refused. */
  refused = 0;
  private readonly node: SimNode;
  private readonly program: Program;
  private readonly calls: Calls;
  private readonly intake: Intake;
  private readonly open = new Map<number, OpenJob>();
  /** By id of the job: the request that came with it last, and how often it was given to the worker. */
  private readonly known = new Map<string, { request: number; runs: number }>();

  constructor(node: SimNode, program: Program, spec: IntakeSpec, server: Server) {
    this.node = node;
    this.program = program;
    this.spec = spec;
    this.server = server;
    this.calls = new Calls(node);
    this.intake = spec.make(program.start(node), Object.freeze<Worker>({ concurrency: server.spec.workers, run: this.run.bind(this) }));
    program.watch(node, this.intake);
  }

  get openJobs(): OpenJob[] {
    return [...this.open.values()];
  }

  /** Since when the job that has been open for longest waits. */
  get oldestUs(): number | undefined {
    for (const { sinceUs } of this.open.values()) return sinceUs;
    return undefined;
  }

  /** Jobs that are open and that the worker has not begun. */
  get waiting(): number {
    return Math.max(0, this.open.size - this.server.busy);
  }

  receive(message: Message): void {
    this.calls.answered(message);
  }

  request({ number, request: job }: Envelope, _from: string, { answered, threw }: Settled): void {
    const { node, spec: { deadlineMs } } = this;
    const id = idOf(job);
    this.asked++;
    this.open.set(number, { id, sinceUs: node.world.nowUs });
    this.known.set(id, { request: number, runs: this.known.get(id)?.runs ?? 0 });
    this.handle(job, deadlineMs).then(
      answer => this.settle(number, () => answered(answer)),
      (error: unknown) => this.settle(number, () => {
        this.refused++;
        this.program.requestFailed(node, error);
        threw(error);
      }),
    );
  }

  private async handle(job: unknown, deadlineMs: number): Promise<unknown> {
    return this.intake.handle(job, { deadlineMs });
  }

  private settle(number: number, tell: () => void): void {
    if (this.node.process !== this) return;
    this.open.delete(number);
    tell();
  }

  private run(job: unknown): Promise<unknown> {
    const known = this.known.get(idOf(job));
    if (!known) throw new TypeError('Worker.run() was given a job that no client has sent');
    const { node, spec: { method } } = this.server;
    return this.calls.ask(node, job, {}, { request: known.request, attempt: known.runs++, method } as Omit<AttemptTag, 'kind' | 'call'>);
  }
}

const idOf = (job: unknown): string => String((job as { id?: unknown } | null | undefined)?.id);
