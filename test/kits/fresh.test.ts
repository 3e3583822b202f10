import assert from 'node:assert/strict';
import { scenario } from '../../src/course/lesson.ts';
import { fresh, type Pure } from '../../src/kits/fresh.ts';
import { runProgram } from './run.ts';

type Exports = Readonly<Record<string, (input: unknown) => unknown>>;

/** What each of three processes answers to `of(input)`, twice. */
async function answers(text: string, inputs: readonly unknown[] = [1, 1, 1]): Promise<unknown[][]> {
  const heard: unknown[][] = [];
  await runProgram(scenario('fresh', {
    symptom: '',
    limit: { steps: 1_000 },
    world(stage) {
      const processes = fresh(stage, ['p1', 'p2', 'p3']);
      const ask = (process: Pure, index: number) => process.ask(exports => (exports as Exports)['of']!(inputs[index]));
      for (const atUs of [0, 1_000_000]) stage.world.at(atUs, () => heard.push(processes.map(ask)));
      return { endMs: 2_000 };
    },
  }), text);
  return heard;
}

describe('fresh processes', () => {
  it('answer at once, what a pure function answers wherever it is asked', async () => {
    assert.deepEqual(await answers(`export const of = x => x + 1;`), [[2, 2, 2], [2, 2, 2]]);
    assert.deepEqual(await answers(`export const of = list => [...list].sort().join('');`, [['b', 'a'], ['a', 'b'], ['b', 'a']]), [['ab', 'ab', 'ab'], ['ab', 'ab', 'ab']]);
  });

  it('have module state of their own, which lasts', async () => {
    assert.deepEqual(await answers(`let calls = 0; export const of = () => ++calls;`), [[1, 1, 1], [2, 2, 2]]);
  });

  it('show what depends on order or chance', async () => {
    assert.deepEqual((await answers(`export const of = list => list[0];`, [['b', 'a'], ['a', 'b'], ['b', 'a']]))[0], ['b', 'a', 'b']);
    assert.equal(new Set((await answers(`export const of = () => Math.random();`))[0]).size, 3);
  });

  it('may use the step budget of an event for each question', async () => {
    assert.deepEqual(await answers(`export const of = () => { let n = 0; while (n < 900) n++; return n; };`), [[900, 900, 900], [900, 900, 900]]);
    await assert.rejects(answers(`export const of = () => { for (;;); };`), /step budget of one event is used up/);
  });

  it('may neither wait nor fail', async () => {
    await assert.rejects(answers(`export const of = () => setTimeout(() => {}, 1);`), /what p1 computes is only read here/);
    await assert.rejects(answers(`export const of = () => { throw new Error('no idea'); };`), /no idea/);
  });
});
