import { Cluster, poisson, times, type Built, type Exports, type Heard, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from './contract';

type Door = new (ctx: NodeContext) => Handlers;

export const DOOR = 'door';
const WORK_MS = 10_000;
const PATIENCE_MS = 600;
const AGAIN_MS = 300;
const MOST_QUESTIONS = 8;
const END_MS = WORK_MS + MOST_QUESTIONS * (PATIENCE_MS + AGAIN_MS);

export interface Copies {
  /** How long after its owner the bearer of a copied ticket comes, milliseconds. */
  readonly afterMs: readonly [low: number, high: number];
}

/** One door and four visitors a second; every third ticket was copied, and its copy comes, too. Who hears nothing asks again. */
export function evening({ afterMs: [low, high] }: Copies): (stage: Stage) => Built {
  return stage => {
    const cluster = new Cluster(stage);
    cluster.learners([DOOR], (exports: Exports, ctx) => new (exports['Door'] as Door)(ctx));
    const arrivals = poisson(stage.random, 4, 0, WORK_MS).flatMap((atMs, index) => [
      { atMs, request: { ticket: `ticket-${index + 1}`, visitor: `visitor-${index + 1}` } },
      ...(index % 3 === 0 ? [{ atMs: atMs + stage.random.between(low, high), request: { ticket: `ticket-${index + 1}`, visitor: `stranger-${index + 1}` } }] : []),
    ]);
    times(stage, arrivals.map(({ atMs }) => atMs), index => ask(stage, cluster, arrivals[index]!.request, MOST_QUESTIONS));
    cluster.start();
    return { endMs: END_MS };
  };
}

function ask(stage: Stage, cluster: Cluster, request: Request, left: number): void {
  cluster.ask(DOOR, {
    client: request.visitor, f: 'show', key: request.ticket, request, timeoutMs: PATIENCE_MS, hear,
    done: ({ outcome }) => {
      if (outcome === 'info' && left > 1) stage.world.after(AGAIN_MS * 1_000, () => ask(stage, cluster, request, left - 1));
    },
  });
}

const isAnswer = (answer: unknown): answer is Answer => answer === 'enter' || answer === 'used';
const hear = (answer: unknown): Heard => ({ outcome: isAnswer(answer) ? 'ok' : 'info', output: answer });
