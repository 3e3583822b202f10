import { Cluster, poisson, times, type Built, type Exports, type Stage } from 'faultlab/author';
import type { Handlers, NodeContext } from 'faultlab';
import type { Answer, Request } from './contract';

type Book = new (ctx: NodeContext) => Handlers;

export const PATIENCE_MS = 1_000;
export const BOOK = 'book';
const WORK_MS = 10_000;
const SETTLE_MS = 5_000;

/** One node with a book, five visitors a second, and one who reads it at the end. */
export function hall(stage: Stage): Built {
  const cluster = new Cluster(stage);
  cluster.learners([BOOK], (exports: Exports, ctx) => new (exports['GuestBook'] as Book)(ctx));
  const ask = (client: string, request: Request): void => cluster.ask(BOOK, {
    client, f: request.op, request, timeoutMs: PATIENCE_MS,
    ...(request.op === 'sign' ? { key: request.name } : {}),
    hear: answer => ({ outcome: request.op === 'read' || answer === 'signed' ? 'ok' : 'fail', output: answer as Answer }),
  });
  const instants = poisson(stage.random, 5, 0, WORK_MS);
  times(stage, instants, index => ask(`visitor-${index + 1}`, { op: 'sign', name: `name-${index + 1}` }));
  times(stage, [WORK_MS + SETTLE_MS], () => ask('reader', { op: 'read' }));
  cluster.start();
  return { endMs: WORK_MS + SETTLE_MS + PATIENCE_MS };
}
