import { hook, msToUs, type SimNode } from '../../sim/index.ts';
import { errorData, errorOf } from '../errors.ts';
import { Sampler, type Sampling } from '../sampling.ts';
import type { Exports, Program, Stage } from '../stage.ts';
import type { Handlers, NodeContext, NodeId } from './api.ts';
import { type CallErrors, callErrorsOf } from './callerrors.ts';
import { resetBy } from './calls.ts';
import type { Machine } from './machine.ts';
import { type Actor, ActorProcess, type Asked, type MakeActor, type Served, type Settled } from './process.ts';
import { refusedBy, resetCalls, turnAwayCalls } from './refusal.ts';
import { defineStops } from './stops.ts';

/** How a client reads an answer. */
export interface Heard {
  readonly outcome: 'ok' | 'fail' | 'info';
  readonly output: unknown;
  /** A refusal's wish, milliseconds, if it has one that is a number: the client should not come back before. */
  readonly retryAfterMs?: number;
}

export interface Ask {
  readonly client: string;
  /** What is asked, as the history names it. */
  readonly f: string;
  readonly key?: string;
  readonly request: unknown;
  /** What the history keeps as input; absent: the request. */
  readonly input?: unknown;
  /** The client then stops listening, and the operation is ambiguous. */
  readonly timeoutMs: number;
  /** Called when the client asks: not if the operation is left out of the run. For pictures. */
  asked?(): void;
  hear(answer: unknown): Heard;
  /** Called once, when the client has heard or has stopped listening. `row`: of the question, -1 when not recorded or when nobody asked. */
  done?(heard: Heard, row: number): void;
}

const NOBODY: Heard = { outcome: 'info', output: undefined };
const SILENCE: Heard = { outcome: 'info', output: 'no answer' };

/** Nodes that send, call and store, and clients that ask them. */
export class Cluster {
  private readonly stage: Stage;
  private readonly program: Program;
  /** Called with every request that a node of the learner's has answered; set before `start`. */
  served: ((served: Served) => void) | undefined;
  private readonly members: SimNode[] = [];
  /** Clients that wait for an answer, each with the node that it asked. */
  private readonly asked = new Map<Settled, SimNode>();
  private readonly errors: CallErrors;

  constructor(stage: Stage) {
    this.stage = stage;
    this.program = stage.program;
    this.errors = callErrorsOf(stage.world);
    defineStops(stage.world);
  }

  /** Nodes that run the learner's program. `make` gets the exports of a module evaluated for this incarnation alone. */
  learners(ids: readonly NodeId[], make: (exports: Exports, ctx: NodeContext, machine: Machine) => Handlers): void {
    for (const id of ids) {
      this.add(id, 'learner', (ctx, machine) => {
        const handlers = make(this.program.start(machine.node), ctx, machine);
        this.program.watch(machine.node, handlers);
        return handlers;
      });
    }
  }

  /** Nodes that run functions of the learner's module, whose variables a recording shows. `make` as of `learners`. */
  functions(ids: readonly NodeId[], make: (exports: Exports, ctx: NodeContext, machine: Machine) => Actor): void {
    for (const id of ids) {
      this.add(id, 'learner', (ctx, machine) => {
        const exports = this.program.start(machine.node);
        this.program.watch(machine.node, exports);
        return make(exports, ctx, machine);
      });
    }
  }

  /** A node whose program the lesson gives. */
  given(id: NodeId, make: (ctx: NodeContext, machine: Machine) => Handlers): void {
    this.add(id, 'given', (ctx, machine) => {
      const handlers = make(ctx, machine);
      this.program.watch(machine.node, handlers);
      return handlers;
    });
  }

  /** Starts all nodes. Call once, when all are added. */
  start(): void {
    for (const node of this.members) node.start();
  }

  /** A client asks a node, at this instant. If the operation is left out of the run nobody asks, which `done` is told at once. */
  ask(to: NodeId, { client, f, key, request, input = request, timeoutMs, asked, hear, done }: Ask): void {
    const { world } = this.stage;
    if (!world.workload.admits(f, key ?? client, to, world.nowUs)) {
      if (done) world.after(0, () => done(NOBODY, -1));
      return;
    }
    const node = world.node(to);
    const id = world.history.invoke(client, f, input, { node: to, ...(key === undefined ? {} : { key }) });
    asked?.();
    const end = (heard: Heard): void => {
      world.history.complete(id, heard.outcome, heard.output);
      this.asked.delete(settled);
      done?.(heard, world.history.invokedRow(id));
    };
    const silence = world.after(msToUs(timeoutMs), end, SILENCE);
    const complete = (heard: Heard): void => {
      if (!world.history.isOpen(id)) return;
      world.withdraw(silence);
      end(heard);
    };
    const settled: Settled = {
      answered: answer => complete(hear(world.copier.copy(answer))),
      threw: error => {
        const { kind, retryAfterMs } = errorData(error);
        const output = this.program.describe(error);
        complete(kind === 'Refused' ? { outcome: 'fail', output, ...(Number.isFinite(retryAfterMs) ? { retryAfterMs: retryAfterMs! } : {}) } : { outcome: 'info', output });
      },
    };
    if (node.withoutProcess) world.after(0, () => settled.threw(errorOf(refusedBy(node))));
    if (!node.hears) return;
    this.asked.set(settled, node);
    const row = world.history.invokedRow(id);
    node.after(0, () => {
      world.causeRow = row;
      (node.process as Asked).request(world.copier.copy(request), client, settled);
    });
  }

  /** Reads `name`, a method or a getter, of the learner's programs every so often; see `Sampling`. Call after `learners`. */
  sample(name: string, sampling: Sampling<Handlers>): void {
    const sampler = new Sampler<Handlers>(this.stage, name, sampling, ({ process }) => (process as ActorProcess).ready);
    sampler.start(this.members.filter(({ role }) => role === 'learner'));
  }

  /** Its process has died, and its machine closes the connections. */
  private hangUp(node: SimNode): void {
    resetCalls(node);
    for (const [settled, to] of this.asked) if (to === node) settled.threw(errorOf(resetBy(node)));
  }

  private add(id: NodeId, role: 'learner' | 'given', make: MakeActor): void {
    const node = this.stage.world.addNode(id, role);
    this.members.push(node);
    turnAwayCalls(node);
    node.whenCrashed.push(() => {
      if (node.withoutProcess) this.hangUp(node);
    });
    hook(node, {
      boot: () => {
        const process = new ActorProcess(node, this.program, this.members.filter(other => other !== node).map(other => other.id), make, role === 'given' ? this.errors : undefined);
        if (role === 'learner') process.served = this.served;
        return process;
      },
    });
  }
}
