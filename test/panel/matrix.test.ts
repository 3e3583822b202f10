import assert from 'node:assert/strict';
import type { MatrixTrack } from '../../src/lab/recording.ts';
import { matrixOf, opinionAt, wrongStretches } from '../../src/panel/layout/matrix.ts';

const belief = (timeUs: number, observer: string, subject: string, text: string) => ({ timeUs, observer, subject, text, event: timeUs });
const truth = (timeUs: number, subject: string, text: string, observer?: string) => ({ timeUs, subject, text, event: -1, ...(observer === undefined ? {} : { observer }) });

const health: MatrixTrack = {
  type: 'matrix', name: 'Health',
  beliefs: [belief(0, 'lb-1', 's1', 'up'), belief(0, 'lb-2', 's1', 'up'), belief(0, 'lb-2', 's2', 'up'), belief(30, 'lb-1', 's1', 'down'), belief(60, 'lb-2', 's1', '')],
  truths: [truth(0, 's1', 'up'), truth(0, 's2', 'up'), truth(20, 's1', 'down'), truth(40, 's1', 'up'), truth(50, 's1', 'slow')],
};

describe('the matrix of beliefs', () => {
  const { observers, subjects, steps, truths } = matrixOf(health);
  const at = (observer: string, subject: string, atUs: number) => opinionAt(steps[observers.indexOf(observer)]![subjects.indexOf(subject)]!, atUs);

  it('has a row for each observer, a column for each subject, and what is true for all', () => {
    assert.deepEqual([observers, subjects], [['lb-1', 'lb-2'], ['s1', 's2']]);
    assert.deepEqual(truths!.map(list => list.length), [4, 1]);
    assert.equal(at('lb-1', 's2', 100), undefined);
  });

  it('tells whether a belief is true, and since when it has not been', () => {
    const told = (observer: string, atUs: number) => {
      const { belief: text, truth: is, wrongSinceUs } = at(observer, 's1', atUs)!;
      return [text, is, wrongSinceUs];
    };
    assert.deepEqual(told('lb-1', 10), ['up', 'up', undefined]);
    assert.deepEqual(told('lb-1', 20), ['up', 'down', 20]);
    assert.deepEqual(told('lb-1', 30), ['down', 'down', undefined]);
    assert.deepEqual(told('lb-1', 55), ['down', 'slow', 40], 'wrong all along, whatever the truth changed to');
    assert.deepEqual(told('lb-2', 60), ['', 'slow', undefined], 'no opinion is not wrong');
    assert.equal(at('lb-1', 's1', 35)!.event, 30);
  });

  it('holds a belief against what is true between the two, where that is known', () => {
    const { steps: [[pair]] } = matrixOf({ ...health, beliefs: [belief(0, 'a', 'lock', 'token 1')], truths: [truth(0, 'lock', 'held by a'), truth(0, 'lock', 'token 1', 'a'), truth(9, 'lock', '', 'a')] });
    assert.equal(opinionAt(pair!, 8)!.wrong, false);
    assert.equal(opinionAt(pair!, 9)!.wrong, true);
  });

  it('knows the stretches in which a belief is wrong, as shares of what is shown', () => {
    const pair = steps[0]![0]!;
    assert.deepEqual(wrongStretches(pair, 0, 100), [{ from: 0.2, to: 0.3 }, { from: 0.4, to: 1 }]);
    assert.deepEqual(wrongStretches(pair, 25, 45), [{ from: 0, to: 0.25 }, { from: 0.75, to: 1 }]);
    assert.deepEqual(wrongStretches(pair, 31, 39), []);
  });
});
