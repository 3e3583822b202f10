import { type Message, msToUs, type SimNode, US_PER_MS } from '../../sim/index.ts';
import { Calls } from '../cluster/calls.ts';
import type { Asked, Settled } from '../cluster/process.ts';
import type { Exports, Program } from '../stage.ts';
import type { Balancer } from './api.ts';
import type { Server } from './server.ts';
import type { AttemptTag, Envelope } from './serving.ts';

export interface BalancersSpec {
  /** Ids of the servers that they choose from. */
  readonly backends: readonly string[];
  /** A backend that has not answered by then counts as failed. */
  readonly timeoutMs: number;
  /** A backend that is down is noticed at the next check: it is no member any more, and what is open to it is reset. */
  readonly checkMs: number;
  /** The key that a request is about; absent: requests have none. */
  keyOf?(request: unknown): string | undefined;
  /** Makes the learner's balancer, afresh for each incarnation. */
  make(exports: Exports): Balancer;
}

/** One incarnation of a load balancer: passes each request of a user on to the backend that the learner's code picks. */
export class Balancing implements Asked {
  private readonly node: SimNode;
  private readonly program: Program;
  private readonly spec: BalancersSpec;
  private readonly backends: ReadonlyMap<string, Server>;
  private readonly calls: Calls;
  private readonly balancer: Balancer;
  private members: readonly string[] = [];

  constructor(node: SimNode, program: Program, spec: BalancersSpec, backends: ReadonlyMap<string, Server>) {
    this.node = node;
    this.program = program;
    this.spec = spec;
    this.backends = backends;
    this.calls = new Calls(node);
    this.balancer = spec.make(program.start(node));
    program.watch(node, this.balancer);
    this.look();
    // Balancers check at different times, so that for a while they disagree about who is there.
    node.after(msToUs(spec.checkMs * node.world.keyed('health checks').at(node.index)), check, this);
  }

  check(): void {
    const { node, spec } = this;
    node.after(msToUs(spec.checkMs), check, this);
    this.look();
  }

  /** Which backends are up. */
  private look(): void {
    const { spec, members, backends } = this;
    const up = spec.backends.filter(id => backends.get(id)!.node.state === 'up');
    if (up.join() === members.join()) return;
    for (const id of spec.backends) if (up.includes(id) !== members.includes(id)) this.node.world.pictures?.matrix('Health').believes(this.node.id, id, up.includes(id) ? 'up' : 'down');
    this.members = up;
    this.balancer.members([...up]);
    for (const id of members) if (!up.includes(id)) this.calls.reset(backends.get(id)!.node);
  }

  receive(message: Message): void {
    this.calls.answered(message);
  }

  request({ number, request }: Envelope, _from: string, { answered, threw }: Settled): void {
    const { node: { world }, spec: { keyOf, timeoutMs } } = this;
    const key = keyOf?.(request);
    const id = this.balancer.pick(key === undefined ? {} : { key });
    const server = this.members.includes(id) ? this.backends.get(id)! : undefined;
    if (!server) throw new TypeError(`Balancer.pick() returned ${String(id)}, which is no member at present`);
    this.balancer.started(id);
    const startedUs = world.nowUs;
    const finish = (ok: boolean): void => this.finished(id, { ms: (world.nowUs - startedUs) / US_PER_MS, ok });
    const tag: Omit<AttemptTag, 'kind' | 'call'> = { request: number, attempt: 0, method: server.spec.method };
    this.calls.ask(server.node, request, { timeoutMs }, tag).then(
      answer => { finish(true); answered(answer); },
      (error: unknown) => { finish(false); threw(error); },
    );
  }

  private finished(id: string, result: { readonly ms: number; readonly ok: boolean }): void {
    try {
      this.balancer.finished(id, result);
    } catch (error) {
      this.program.processFailed(this.node, error);
    }
  }
}

function check(balancing: Balancing): void {
  balancing.check();
}
