import { Cluster, DurableList, localLog, LogReplica, poisson, replicatedLog, times, type Built, type Heard, type Stage } from 'faultlab/author';
import type { Handlers, LocalLog, NodeContext, NodeId, ReplicatedLog } from 'faultlab';
import type { Answer, Opening, Request } from './contract';

export const NODES = ['n1', 'n2', 'n3'];
/** Clients leave after this much silence. */
const PATIENCE_MS = 2_000;
/** A leader is there by then, in nearly all runs. */
const OPEN_MS = 3_000;
/** When most faults begin. Whoever leads then is noted as a fact `leader`. */
export const CUT_MS = 5_000;
const PER_SECOND = 10;

const ORDINARY_CENTS = 1_000_000;
/** What a thin account holds, and what is taken out of it. Nobody pays in. */
export const THIN_CENTS = 4_000;
const ORDINARY = Array.from({ length: 8 }, (_, index) => `a${index + 1}`);
const THIN = Array.from({ length: 8 }, (_, index) => `t${index + 1}`);
export const ACCOUNTS = [...ORDINARY, ...THIN];
export const OPENING: Opening = Object.fromEntries([...ORDINARY.map(account => [account, ORDINARY_CENTS]), ...THIN.map(account => [account, THIN_CENTS])]);

type MakeNode = new (ctx: NodeContext, log: ReplicatedLog, local: LocalLog, opening: Opening) => Handlers;

export interface Day {
  /** Nothing new comes after that; then all settles. */
  readonly closesMs: number;
  readonly settleMs: number;
}

/** Three nodes of a bank, and people who use any of them until it closes. Then all accounts are read at all nodes. */
export function bank(stage: Stage, { closesMs, settleMs }: Day): Built {
  const cluster = new Cluster(stage);
  const logs = new Map<NodeId, LogReplica>();
  cluster.learners(NODES, (exports, ctx, machine) => {
    const log = new LogReplica(machine, error => stage.program.processFailed(machine.node, error));
    logs.set(ctx.id, log);
    const list = new DurableList(machine);
    const node = new (exports['AccountNode'] as MakeNode)(ctx, replicatedLog(log), localLog(list), { ...OPENING });
    return {
      async recover() {
        stage.program.watch(machine.node, node);
        await list.recover();
        await log.recover();
        await node.recover?.();
      },
      onRequest: (request, from) => node.onRequest!(request, from),
      onMessage: (from, message) => node.onMessage?.(from, message),
      onTimer: name => node.onTimer?.(name),
    };
  });
  const bills = new Bills(stage);
  let operations = 0;
  const ask = (node: NodeId, op: Request['op'], account: string, cents: number, client = `client ${++operations}`): void => {
    const opId = `${op.charAt(0)}${operations}`;
    const request: Request = op === 'balance' ? { op, account, opId } : { op, account, cents, opId };
    cluster.ask(node, { client, f: op, key: account, request, timeoutMs: PATIENCE_MS, hear, done: heard => bills.answered(request, heard) });
  };
  // All different, and hardly any two sums of a few of them are alike.
  const amounts = stage.random.shuffle(Array.from({ length: 900 }, (_, index) => 1_000 + 97 * index + ((index * index) % 89)));
  for (const node of NODES) {
    times(stage, poisson(stage.random, PER_SECOND, OPEN_MS, closesMs), () => {
      const draw = stage.random.next();
      const op = draw < 0.5 ? 'deposit' : draw < 0.75 ? 'withdraw' : 'balance';
      const account = stage.random.pick(op === 'deposit' ? ORDINARY : ACCOUNTS);
      ask(node, op, account, THIN.includes(account) ? THIN_CENTS : amounts.pop()!);
    });
  }
  cluster.start();
  times(stage, [CUT_MS], () => {
    const leader = NODES.find(id => stage.world.node(id).state === 'up' && logs.get(id)!.role() === 'leader');
    if (leader !== undefined) stage.world.history.fact('leader', {}, leader);
  });
  const readMs = closesMs + settleMs;
  times(stage, [readMs], () => {
    for (const node of NODES) for (const account of ACCOUNTS) ask(node, 'balance', account, 0, `auditor ${++operations}`);
  });
  return { endMs: readMs + PATIENCE_MS };
}

/** "Unavailable" leaves open what becomes of it. */
function hear(output: unknown): Heard {
  const answer = output as Answer | null | undefined;
  if (answer?.ok === true) return { outcome: 'ok', output };
  return { outcome: answer?.ok === false && answer.why === 'insufficient' ? 'fail' : 'info', output };
}

/** Charts what a policy costs: money that was not taken or paid when it was asked for, and money paid out that was not there. */
class Bills {
  private readonly stage: Stage;
  private refusedCents = 0;
  private readonly held = new Map(Object.entries(OPENING));

  constructor(stage: Stage) {
    this.stage = stage;
    this.chart();
  }

  answered(request: Request, { outcome }: Heard): void {
    if (request.op === 'balance') return;
    const { account, cents } = request;
    if (outcome === 'info') this.refusedCents += cents;
    if (outcome === 'ok') this.held.set(account, this.held.get(account)! + (request.op === 'deposit' ? cents : -cents));
    this.chart();
  }

  private chart(): void {
    const { history } = this.stage.world;
    const regretted = [...this.held.values()].reduce((sum, cents) => sum + Math.max(0, -cents), 0);
    history.sample('Bills/refused', '€', this.refusedCents / 100);
    history.sample('Bills/regretted', '€', regretted / 100);
  }
}

