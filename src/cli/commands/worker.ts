import { availableParallelism } from 'node:os';
import type { Context } from '../context.ts';
import { openCourse } from '../course.ts';
import { graderOf } from '../grade/cohort/local.ts';
import { openForGrading } from '../grade/privatescenarios.ts';
import { queueName } from '../grade/queue/jobs.ts';
import { readSecretKey } from '../grade/seeds.ts';
import { productVersion } from '../product.ts';
import { counted } from '../terminal.ts';
import { MOST_WORKERS, parse, UsageError, wholeNumber, type ExitCode } from '../usage.ts';

export const usage = 'faultlab worker --queue URL [--secret-seeds FILE] [--workers N] [--assignment FILE]';
export const help = `Grades what \`faultlab grade --queue\` puts into a Redis or Valkey, until it is ended (Ctrl+C lets it
finish what it has begun). Start as many as you like, on as many machines; one that dies is
replaced by the others.

  --queue URL          redis://127.0.0.1:6379; rediss:// for TLS
  --secret-seeds FILE  the key of the assignment's secret seeds, which is in no queue; a worker
                       without it grades assignments that have none
  --workers N          programs at a time; else as many as there are processors
  --assignment FILE    your own file, if the assignment has private scenarios or lessons of packs:
                       both lie beside it

Ends with 0 when it was ended, with 2 if the queue cannot be reached.`;

const options = { queue: { type: 'string' }, 'secret-seeds': { type: 'string' }, workers: { type: 'string' }, assignment: { type: 'string' } } as const;

export async function command(args: readonly string[], { terminal, dist }: Context): Promise<ExitCode> {
  const { values, positionals } = parse(args, options);
  if (positionals.length > 0) throw new UsageError(`worker takes no ${positionals[0]}`);
  if (values.queue === undefined) throw new UsageError('which queue? --queue redis://127.0.0.1:6379');
  const key = values['secret-seeds'] === undefined ? undefined : readSecretKey(values['secret-seeds']);
  const workers = wholeNumber('workers', values.workers, MOST_WORKERS) ?? availableParallelism();
  const course = values.assignment === undefined ? await openCourse(dist) : (await openForGrading(values.assignment, dist)).course;
  const { engine } = course.catalogue;
  const { work } = await import('../grade/queue/worker.ts');
  const ended = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
  const name = queueName({ faultlab: productVersion(dist), engine, key: key?.fingerprint });
  terminal.line(terminal.colors.dim(`${counted(workers, 'program')} at a time, engine ${engine}, ${key === undefined ? 'no secret seeds' : `secret seeds ${key.fingerprint}`}`));
  await work({ url: values.queue, name, grader: graderOf(course, dist, key), engine, workers, signal: ended.signal, told: text => terminal.line(text) });
  return 0;
}
