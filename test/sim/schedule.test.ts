import assert from 'node:assert/strict';
import { constant, uniform, type Choice, type Fault } from '../../src/sim/index.ts';
import { planSentences } from '../../src/lab/sentences.ts';
import { listeners, run, sendEveryMs } from './support.ts';

/** How long each of ten messages from a to b was on its way, by number; twice where it came twice. */
function underway(schedule: readonly Choice[], faults: readonly Fault[] = []) {
  const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], { faults, off: [], schedule });
  world.network.decisions = [];
  world.network.link(a!, b!).latencyMs = uniform(4, 8);
  sendEveryMs(world, a!, b!, 0, 10);
  run(world);
  const byNumber = Array.from({ length: 10 }, (_, number) => arrivals.filter(({ body }) => body === number).map(({ atMs, body }) => atMs - (body as number)));
  return { byNumber, sentences: planSentences({ faults, off: [], schedule }, { sentences: new Map(faults.map(fault => [fault, fault.id])), decisions: world.network.decisions, operations: { asked: [], of: 0 }, idle: [] }) };
}

describe('a schedule', () => {
  const drawn = underway([]).byNumber;

  it('times single messages, and leaves all others as they are drawn', () => {
    const { byNumber } = underway([{ does: 'take', message: 'a>b:7', delayMs: 1.5 }]);
    assert.deepEqual(byNumber[7], [1.5]);
    for (const number of [0, 1, 2, 3, 4, 5, 6, 8, 9]) assert.deepEqual(byNumber[number], drawn[number]);
  });

  it('has a fault strike single messages, if it is in force and concerns them', () => {
    const lose: Fault = { id: 'l', kind: 'lose', start: { atMs: 2 }, filter: { kind: 'send' }, rate: 0 };
    const schedule: Choice[] = [{ does: 'strike', fault: 'l', message: 'a>b:1' }, { does: 'strike', fault: 'l', message: 'a>b:3' }];
    const { byNumber } = underway(schedule, [lose]);
    assert.deepEqual(byNumber.map(times => times.length), [1, 1, 1, 0, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual(underway(schedule, [{ ...lose, filter: { kind: 'call' } }]).byNumber, drawn);
    assert.deepEqual(underway(schedule).byNumber, drawn);
  });

  it('paces a link from a message on, until its next pace', () => {
    const { byNumber } = underway([{ does: 'pace', message: 'a>b:6', quantile: 0.25 }, { does: 'pace', message: 'a>b:2', quantile: 0.75 }]);
    assert.deepEqual(byNumber.map(times => times[0]).slice(2), [7, 7, 7, 7, 5, 5, 5, 5]);
    assert.deepEqual(byNumber.slice(0, 2), drawn.slice(0, 2));
  });

  it('of another link changes nothing', () => {
    assert.deepEqual(underway([{ does: 'pace', message: 'b>a:0', quantile: 0.9 }, { does: 'take', message: 'a>c:0', delayMs: 1 }]).byNumber, drawn);
  });

  it('outdoes a fault that is late, not one that loses', () => {
    const late: Fault = { id: 'late', kind: 'late', start: { atMs: 0 }, filter: {}, rate: 1, delayMs: constant(100) };
    const { byNumber } = underway([{ does: 'take', message: 'a>b:1', delayMs: 2 }], [late]);
    assert.deepEqual(byNumber[1], [2]);
    assert.ok(byNumber[2]![0]! > 100);
    assert.deepEqual(underway([{ does: 'take', message: 'a>b:1', delayMs: 2 }], [{ ...late, kind: 'lose' }]).byNumber[1], []);
  });

  it('is told in sentences', () => {
    const double: Fault = { id: 'd', kind: 'double', start: { atMs: 0 }, filter: {}, rate: 0, delayMs: constant(20) };
    const { sentences } = underway([
      { does: 'strike', fault: 'd', message: 'a>b:5' }, { does: 'take', message: 'a>b:4', delayMs: 1.5 }, { does: 'take', message: 'a>b:99', delayMs: 1 },
      { does: 'pace', message: 'a>b:0', quantile: 0.05 }, { does: 'pace', message: 'a>b:6', quantile: 0.98 },
    ], [double]);
    assert.deepEqual(sentences, [
      'The message that a sends b at 0.005 s arrives twice, the second time after 20 ms.', 'The message that a sends b at 0.004 s takes 1.5 ms.',
      'What a sends b is fast: only 5 % are faster.', 'What a sends b is from its message 7 on slow: only 2 % are slower.',
    ]);
  });
});
