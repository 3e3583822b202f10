import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventQueue } from '../../src/sim/queue.ts';

const none = (): void => {};

describe('the event queue', () => {
  it('gives events in order of (time, sequence), whatever is pushed, popped and removed between', () => {
    const command = fc.oneof(
      { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 0, max: 12 }) }) },
      { weight: 2, arbitrary: fc.constant('pop' as const) },
      { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
    );
    fc.assert(fc.property(fc.array(command, { maxLength: 400 }), commands => {
      const queue = new EventQueue();
      let pending: { timeUs: number; sequence: number; slot: number }[] = [];
      commands.forEach((each, sequence) => {
        if (each !== 'pop' && 'push' in each) {
          pending.push({ timeUs: each.push, sequence, slot: queue.push(each.push, none, sequence, undefined) });
          return;
        }
        if (each !== 'pop') {
          const [removed] = pending.splice(each.remove % Math.max(1, pending.length), 1);
          if (removed) queue.remove(removed.slot);
          return;
        }
        const [first] = [...pending].sort((a, b) => a.timeUs - b.timeUs || a.sequence - b.sequence);
        assert.equal(queue.pop(), first !== undefined);
        if (first === undefined) return;
        assert.deepEqual([queue.timeUs, queue.a], [first.timeUs, first.sequence]);
        pending = pending.filter(event => event !== first);
      });
      assert.equal(queue.size, pending.length);
    }));
  });

  it('keeps events apart beyond its first capacity', () => {
    const queue = new EventQueue();
    for (let i = 0; i < 1000; i++) queue.push((i * 7919) % 1000, none, i, -i);
    for (let timeUs = 0; timeUs < 1000; timeUs++) {
      assert.ok(queue.pop());
      assert.equal(queue.timeUs, timeUs);
      assert.equal(((queue.a as number) * 7919) % 1000, timeUs);
      assert.equal(queue.b, -(queue.a as number));
    }
    assert.equal(queue.pop(), false);
  });
});
