import { Redis } from 'ioredis';
import { UsageError } from '../../usage.ts';

const PATIENCE_MS = 5_000;

/** A connection to a Redis or Valkey, opened. Throws `UsageError`, which tells no password. */
export async function connect(url: string): Promise<Redis> {
  const place = placeOf(url);
  // A command that waits for its answer may wait for as long as the server is away: work goes on where it was.
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null, connectTimeout: PATIENCE_MS, retryStrategy: tries => Math.min(tries * 200, 2_000) });
  let trouble = 'no answer';
  redis.on('error', (error: Error) => { trouble = (error as NodeJS.ErrnoException).code ?? error.message; });
  const late = new Promise<never>((_, reject) => setTimeout(() => reject(new Error(trouble)), PATIENCE_MS).unref());
  try {
    await Promise.race([redis.connect().then(() => redis.ping()), late]);
    return redis;
  } catch {
    redis.disconnect();
    throw new UsageError(`cannot reach the queue at ${place}: ${trouble}`);
  }
}

/** Without user and password. */
function placeOf(url: string): string {
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) throw new UsageError('--queue takes the address of a Redis or Valkey: redis://127.0.0.1:6379');
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
