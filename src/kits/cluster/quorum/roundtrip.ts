import { quantileOf, RandomStream, type Distribution } from '../../../sim/index.ts';

const DRAWS = 4_001;

/** Median time until `count` of `of` nodes have answered a request sent to all of them, milliseconds. `latencyMs` is one way. */
export function roundTripMs(latencyMs: Distribution, count: number, of: number): number {
  const random = new RandomStream(1, 'round trips');
  const oneWayMs = (): number => quantileOf(latencyMs, (random.next32() + 0.5) / 2 ** 32);
  const times = Array.from({ length: DRAWS }, () => Array.from({ length: of }, () => oneWayMs() + oneWayMs()).sort((a, b) => a - b)[count - 1]!);
  return times.sort((a, b) => a - b)[(DRAWS - 1) / 2]!;
}
