import assert from 'node:assert/strict';
import type { ScenarioVerdict } from '../../src/lab/verdict.ts';
import { PanelRun } from '../../src/runner/panelrun.ts';
import type { FromRunner } from '../../src/runner/protocol.ts';
import type { Ending } from '../../src/runner/supervisor.ts';

const passed = (id: string): ScenarioVerdict => ({ id, hidden: false, verdict: 'passed', seeds: 1, failedSeeds: [], demands: [] });
const done: Ending = { kind: 'done', durationMs: 1 };
const stuckIn = (scenario: string): Ending => ({ kind: 'stuck', stuck: { scenario, hidden: false, seed: 3, done: 2, reason: 'silent', message: 'hangs' } });

/** A request of three scenarios whose ends the test decides. */
function threeScenarios(signal?: AbortSignal) {
  const told: string[] = [];
  const shown: string[] = [];
  const panel = new PanelRun(['a', 'b', 'c'], {
    scenario: ({ id }) => told.push(id), progress: ({ scenario }) => shown.push(scenario), ...(signal === undefined ? {} : { signal }),
  });
  const running = new Map<string, { readonly say: (message: FromRunner) => void; readonly end: (ending: Ending) => Promise<void> }>();
  const begin = (): void => {
    const position = panel.queue.shift()!;
    const judged = panel.judge(position, (scenario, onMessage, signal) => new Promise(resolve => {
      signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }));
      running.set(scenario, { say: onMessage, end: async ending => {
        resolve(ending);
        await judged;
      } });
    }));
    judged.catch(() => {});
  };
  const pass = async (id: string): Promise<void> => {
    running.get(id)!.say({ kind: 'scenario', id: 1, verdict: passed(id) });
    await running.get(id)!.end(done);
  };
  return { panel, told, shown, begin, pass, running };
}

describe('a request whose scenarios are judged side by side', () => {
  it('tells them in its order', async () => {
    const { panel, told, begin, pass } = threeScenarios();
    for (let i = 0; i < 3; i++) begin();
    await pass('c');
    assert.deepEqual(told, []);
    await pass('a');
    assert.deepEqual(told, ['a']);
    await pass('b');
    assert.deepEqual(told, ['a', 'b', 'c']);
    const outcome = panel.outcome();
    assert.deepEqual(outcome.kind === 'done' && outcome.scenarios.map(({ id }) => id), ['a', 'b', 'c']);
  });

  it('shows the progress of the one that is told next', async () => {
    const { shown, begin, pass, running } = threeScenarios();
    begin();
    begin();
    const progress = (scenario: string) => running.get(scenario)!.say({ kind: 'progress', id: 1, scenario, seed: 1, done: 0, total: 9 });
    progress('b');
    progress('a');
    await pass('a');
    progress('b');
    assert.deepEqual(shown, ['a', 'b']);
  });

  it('ends after the first of them that had to be ended, whichever was found first', async () => {
    const { panel, told, begin, pass, running } = threeScenarios();
    for (let i = 0; i < 3; i++) begin();
    await pass('c');
    await running.get('b')!.end(stuckIn('b'));
    assert.deepEqual(told, []);
    await running.get('a')!.end(stuckIn('a'));
    const outcome = panel.outcome();
    assert.deepEqual(told, ['a']);
    assert.deepEqual(outcome.kind === 'done' && [outcome.stuck?.scenario, outcome.scenarios.map(({ verdict }) => verdict)], ['a', ['stuck']]);
  });

  it('begins nothing behind one that had to be ended, and still what is before it', async () => {
    const { panel, told, begin, pass, running } = threeScenarios();
    begin();
    begin();
    await running.get('b')!.end(stuckIn('b'));
    assert.deepEqual(panel.queue, []);
    await pass('a');
    assert.deepEqual(told, ['a', 'b']);
  });

  it('keeps the verdicts told before it was cancelled', async () => {
    const control = new AbortController();
    const { panel, begin, pass } = threeScenarios(control.signal);
    for (let i = 0; i < 3; i++) begin();
    await pass('a');
    await pass('c');
    control.abort();
    await new Promise(resolve => setTimeout(resolve, 0));
    assert.deepEqual(panel.outcome(), { kind: 'cancelled', scenarios: [passed('a')] });
  });

  it('says once what keeps the program from being judged', async () => {
    const { panel, begin, running } = threeScenarios();
    begin();
    begin();
    for (const id of ['a', 'b']) running.get(id)!.say({ kind: 'problems', id: 1, problems: [{ message: 'syntax' }] });
    await running.get('b')!.end(done);
    assert.deepEqual([panel.queue, panel.outcome()], [[], { kind: 'problems', problems: [{ message: 'syntax' }] }]);
  });

  it('ends the others where the runner itself fails', async () => {
    const { panel, begin, running } = threeScenarios();
    begin();
    begin();
    await assert.rejects(running.get('b')!.end({ kind: 'broken', message: 'a fault of ours' }), /a fault of ours/);
    assert.deepEqual(panel.queue, []);
  });
});
