import assert from 'node:assert/strict';
import fc from 'fast-check';
import { directCauses, type Step } from '../../src/check/happenedbefore.ts';

const made = (node: string, item: number): Step<number> => ({ node, kind: 'made', item });
const seen = (node: string, item: number): Step<number> => ({ node, kind: 'seen', item });
const pairs = (steps: readonly Step<number>[]): string[] => directCauses(steps).map(({ cause, effect, own }) => `${cause}${own ? '=' : '-'}${effect}`);

describe('what happened directly before what', () => {
  it('is what a node made last, and what it has seen since', () => {
    assert.deepEqual(pairs([made('a', 1), made('b', 2), seen('a', 2), made('a', 3), made('a', 4), seen('b', 4), seen('b', 3), made('b', 5)]), ['1=3', '2-3', '3=4', '2=5', '4-5', '3-5']);
  });

  it('does not join what nobody saw', () => {
    assert.deepEqual(pairs([made('a', 1), made('b', 2), made('c', 3)]), []);
  });

  it('is not what a node saw before it lost its memory, but is what it made', () => {
    assert.deepEqual(pairs([made('b', 1), made('a', 2), seen('a', 1), { node: 'a', kind: 'forgot' }, made('a', 3)]), ['2=3']);
  });

  it('gives, link by link, exactly what vector clocks tell', () => {
    const anySteps = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(5)), { maxLength: 30 });
    fc.assert(fc.property(anySteps, choices => {
      const items: { readonly node: string; readonly clock: Map<string, number> }[] = [];
      const clocks = new Map(['a', 'b', 'c'].map(node => [node, new Map<string, number>()]));
      const steps = choices.map(([node, choice]): Step<number> => {
        const clock = clocks.get(node)!;
        if (choice === 0 || items.length === 0) {
          clock.set(node, (clock.get(node) ?? 0) + 1);
          return made(node, items.push({ node, clock: new Map(clock) }) - 1);
        }
        const item = choice % items.length;
        for (const [other, count] of items[item]!.clock) clock.set(other, Math.max(count, clock.get(other) ?? 0));
        return seen(node, item);
      });
      const before = items.map(() => new Set<number>());
      for (const { cause, effect } of directCauses(steps)) for (const earlier of [cause, ...before[cause]!]) before[effect]!.add(earlier);
      items.forEach(({ clock }, effect) => items.forEach((other, cause) => {
        const known = cause !== effect && (clock.get(other.node) ?? 0) >= other.clock.get(other.node)!;
        assert.equal(before[effect]!.has(cause), known, `${cause} before ${effect}`);
      }));
    }), { seed: 11, numRuns: 500 });
  });
});
