import assert from 'node:assert/strict';
import { Supervisor } from '../../src/runner/supervisor.ts';
import type { FromRunner, WatchdogReport } from '../../src/runner/protocol.ts';
import type { Child } from '../../src/runner/childhost.ts';

const patience = { loadMs: 10_000, silentMs: 20, cancelMs: 1_000 };
const request = { kind: 'run', id: 1 } as unknown as Parameters<Supervisor['watch']>[0];

/** A child that starts a scenario and says `report` every 50 ms until it is done after 600 ms, unless it is killed. */
function slowChild(report: WatchdogReport | undefined): Child {
  const timers: NodeJS.Timeout[] = [];
  const child = {
    ended: new Promise<string>(() => {}),
    onMessage: (_: FromRunner): void => {},
    onWatchdog: (_: WatchdogReport): void => {},
    send(): void {
      child.onMessage({ kind: 'started', id: 1, scenario: 'calm', hidden: false });
      if (report !== undefined) timers.push(setInterval(() => child.onWatchdog(report), 50));
      timers.push(setTimeout(() => {
        child.kill();
        child.onMessage({ kind: 'done', id: 1, durationMs: 600, cancelled: false });
      }, 600));
    },
    kill: () => timers.forEach(timer => clearInterval(timer)),
  };
  return child as unknown as Child;
}

const ending = (report?: WatchdogReport) => new Supervisor(slowChild(report), patience).watch(request, () => {}, undefined);

describe('a child that is silent for long', () => {
  it('goes on while its watchdog says that the machine is slow, not the program', async () => {
    assert.equal((await ending({ kind: 'watching', seed: 3, done: 2 })).kind, 'done');
  });

  it('is stuck when its watchdog is silent too', async () => {
    const end = await ending();
    assert.equal(end.kind === 'stuck' && end.stuck.reason, 'silent');
  });

  it('is stuck when its watchdog counted its processor time, at the seed that it names', async () => {
    const end = await ending({ kind: 'silent', seed: 3, done: 2 });
    assert.deepEqual(end.kind === 'stuck' && [end.stuck.seed, end.stuck.done], [3, 2]);
  });
});
