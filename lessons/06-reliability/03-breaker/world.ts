import { lognormal, poisson, Services, times, type Built, type ServerSpec, type Stage } from 'faultlab/author';
import { Unknown, type Breaker, type Dep } from 'faultlab';

export const REVIEWS = 'reviews';
export const SHOPS = ['shop-1', 'shop-2'] as const;
export const WORKERS = 16;
/** Pages that each shop is asked for. */
export const PER_SECOND = 20;
const OWN_WORK_MS = 20;
const CALL_TIMEOUT_MS = 1_000;
const PATIENCE_MS = 2_000;

/** What became of the reviews of a page. */
export type Reviews = 'shown' | 'none' | 'failed' | 'left out';
export interface Page {
  readonly reviews: Reviews;
  /** The error's name, where there was one. */
  readonly error?: string;
}

type MakeBreaker = new () => Breaker;
type MakeError = new () => Error;

const reviews: ServerSpec = { workers: 40, queue: 1_000, method: 'reviews', serviceMs: lognormal(25, 0.5), answer: (_request, number) => ({ review: number }) };

/** Shops that build pages, and the one service that they all ask for reviews. */
export function shops(stage: Stage, lastsMs: number, perSecond = PER_SECOND): Built {
  const services = new Services(stage, { noun: 'page' });
  for (const id of SHOPS) services.server(id, shop(stage, id));
  services.server(REVIEWS, reviews);
  const visits = SHOPS.flatMap(id => poisson(stage.random, perSecond, 0, lastsMs).map(atMs => ({ atMs, id }))).sort((a, b) => a.atMs - b.atMs);
  times(stage, visits.map(({ atMs }) => atMs), index => services.ask(visits[index]!.id, { number: index + 1, f: 'page', request: { product: index + 1 }, timeoutMs: PATIENCE_MS }));
  services.start();
  const endMs = lastsMs + PATIENCE_MS;
  services.chartWorkers(SHOPS, endMs);
  services.sample('state', {
    everyMs: 250, untilMs: endMs, of: ({ breaker }) => breaker!,
    timeline: { name: 'Breakers', tones: { closed: 'good', open: 'bad', 'half-open': 'waiting' } },
  });
  return { endMs };
}

function shop({ world, program }: Stage, id: string): ServerSpec {
  let BreakerOpen: MakeError;
  const ownWork = (): Promise<void> => new Promise(resolve => void world.node(id).after(OWN_WORK_MS * 1_000, resolve));
  return {
    workers: WORKERS, queue: 2 * WORKERS, method: 'page', deps: [REVIEWS],
    part: exports => {
      BreakerOpen = exports['BreakerOpen'] as MakeError;
      return { breaker: new (exports['Breaker'] as MakeBreaker)() };
    },
    handle: async (request, deps, { breaker }) => {
      await ownWork();
      try {
        return await page(request, deps[REVIEWS] as Dep, breaker!, BreakerOpen);
      } catch (error) {
        throw new Unknown('500', `the page failed: ${program.describe(error)}`);
      }
    },
  };
}

/** The page goes without reviews if the breaker says so, or if reviews says no; anything else is an error of the page. */
async function page(request: unknown, dep: Dep, breaker: Breaker, BreakerOpen: MakeError): Promise<Page> {
  const asked: { ran?: true; answer?: unknown; error?: unknown } = {};
  const ask = async (): Promise<unknown> => {
    asked.ran = true;
    try {
      return asked.answer = await dep.call(request, { timeoutMs: CALL_TIMEOUT_MS });
    } catch (error) {
      asked.error = error;
      throw error;
    }
  };
  try {
    const answer = await breaker.call(ask.bind(undefined));
    if (answer === undefined || answer !== asked.answer) throw new TypeError('the breaker answered something that reviews did not');
    return { reviews: 'shown' };
  } catch (error) {
    if (asked.ran && error === asked.error) return about(error);
    if (error instanceof BreakerOpen) return { reviews: 'left out' };
    throw error;
  }
}

function about(error: unknown): Page {
  const { code, status } = error as { code: string; status?: number };
  return { reviews: status === 404 ? 'none' : 'failed', error: status === undefined ? code : String(status) };
}
