import assert from 'node:assert/strict';
import type { Child } from '../../src/runner/childhost.ts';
import { share } from '../../src/runner/share.ts';

interface FakeChild {
  readonly id: number;
  alive: boolean;
}

/** Children that exist in name only; `taken` and `given` tell which came and went. */
function fakeChildren(most: number, take: (id: number) => Promise<void> = async () => {}) {
  const taken: number[] = [];
  const given: number[] = [];
  return {
    taken, given,
    children: {
      most,
      take: async () => {
        const id = taken.push(taken.length);
        await take(id);
        return { id, alive: true } as unknown as Child;
      },
      giveBack: (child: Child) => given.push((child as unknown as FakeChild).id),
    },
  };
}

const idOf = (child: Child): number => (child as unknown as FakeChild).id;

/** Resolves when it has been asked for so many times. */
function rendezvous(count: number): () => Promise<void> {
  let left = count;
  let open = (): void => {};
  const all = new Promise<void>(resolve => (open = resolve));
  return () => {
    if (--left === 0) open();
    return all;
  };
}

describe('work that several children share', () => {
  it('is done in order by one where it is short', async () => {
    const { children, taken, given } = fakeChildren(3);
    const done: string[] = [];
    await share(['a', 'b', 'c'], children, async (child, item) => void done.push(`${idOf(child)}${item}`));
    assert.deepEqual([done, taken.length, given], [['1a', '1b', '1c'], 1, [1]]);
  });

  it('is helped with where it lasts, by as many as may work', async () => {
    const { children, given } = fakeChildren(3);
    const together = rendezvous(3);
    const done: string[] = [];
    await share(['a', 'b', 'c', 'd'], children, async (_, item) => {
      if (item !== 'd') await together();
      done.push(item);
    });
    assert.deepEqual([done.sort(), given.sort()], [['a', 'b', 'c', 'd'], [1, 2, 3]]);
  });

  it('goes on in another child after one has ended', async () => {
    const { children, given } = fakeChildren(1);
    const done: string[] = [];
    await share(['a', 'b', 'c'], children, async (child, item) => {
      done.push(`${idOf(child)}${item}`);
      if (item === 'b') (child as unknown as FakeChild).alive = false;
    });
    assert.deepEqual([done, given], [['1a', '1b', '2c'], [1, 2]]);
  });

  it('does without a helper that cannot be had, or comes too late', async () => {
    for (const late of [Promise.reject(new Error('no more processes')), new Promise<void>(() => {})]) {
      late.catch(() => {});
      const { children, taken, given } = fakeChildren(2, id => (id === 1 ? Promise.resolve() : late));
      const done: string[] = [];
      await share(['a', 'b'], children, async (_, item) => {
        while (taken.length < 2) await new Promise(resolve => setTimeout(resolve, 5));
        done.push(item);
      });
      assert.deepEqual([done, given], [['a', 'b'], [1]]);
    }
  });

  it('ends with the first failure, begins nothing more, and gives all children back', async () => {
    const { children, given } = fakeChildren(2);
    const together = rendezvous(2);
    const done: string[] = [];
    await assert.rejects(share(['a', 'b', 'c'], children, async (_, item) => {
      await together();
      if (item === 'a') throw new Error('a failed');
      done.push(item);
    }), /a failed/);
    assert.deepEqual([done, given.sort()], [['b'], [1, 2]]);
  });

  it('fails where not even one child can be had', async () => {
    const { children } = fakeChildren(2, () => Promise.reject(new Error('no process')));
    await assert.rejects(share(['a'], children, async () => {}), /no process/);
  });
});
