import assert from 'node:assert/strict';
import { leavesInDoubt, refuses } from '../../../src/course/callfaults.ts';
import { redelivers } from '../../../src/course/brokerfaults.ts';
import { twin, type Faults } from '../twin.ts';
import { done, runQueues } from './queues.ts';

const send = (count: number, pauseMs = 0): string => `export async function send(ctx) { for (let n = 1; n <= ${count}; n++) { await ctx.queue.send('jobs', n).catch(() => {}); await sleep(${pauseMs || 1}); } }`;
/** Takes a message, works for a while, has its effect, acknowledges; `first`: acknowledges before. */
const worker = ({ ackFirst = false, workMs = 100 } = {}): string => `export async function work(ctx) {
  for (;;) {
    for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 1_000 }).catch(() => [])) {
      ${ackFirst ? 'await ctx.queue.ack(m);' : ''}
      await sleep(${workMs});
      ctx.done(m.body);
      ${ackFirst ? '' : 'await ctx.queue.ack(m).catch(() => {});'}
    }
  }
}`;
const missing = (effects: readonly unknown[], count: number): number => Array.from({ length: count }, (_, index) => index + 1).filter(n => !effects.includes(n)).length;
const repeats = (effects: readonly unknown[]): number => effects.length - new Set(effects).size;

describe('faults of a queue', () => {
  it('a crash of the broker loses what it has not confirmed, and nothing else', async () => {
    const careless = `export async function send(ctx) { for (let n = 1; n <= 20; n++) ctx.queue.send('jobs', n).then(() => ctx.done('confirmed ' + n), () => {}); }`;
    const told = `${careless} ${worker({ workMs: 1 })}`;
    const calm = done(await runQueues(told));
    assert.equal(missing(calm, 20), 0);
    const crashed = done(await runQueues(told, { faults: f => [f.crash('broker', 2, { lastsMs: 500 })] }));
    assert.equal(missing(crashed, 20), 20);
    assert.ok(!crashed.some(effect => String(effect).startsWith('confirmed')));
    const later = done(await runQueues(told, { faults: f => [f.crash('broker', 4.5, { lastsMs: 500 })] }));
    assert.equal(missing(later, 20), 0);
  });

  it('a crash of the broker leaves who holds a message, and how often it was received', async () => {
    const text = `${send(1)} export async function work(ctx) {
      for (;;) for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 1_000 }).catch(() => [])) ctx.done([m.receiveCount, Math.round(performance.now() / 100) / 10].join(' at '));
    }`;
    const short = { endMs: 3_500 };
    assert.deepEqual(done(await runQueues(text, short)), ['1 at 0', '2 at 1', '3 at 2', '4 at 3']);
    assert.deepEqual(done(await runQueues(text, { ...short, faults: f => [f.crash('broker', 500, { lastsMs: 1_000 })] })), ['1 at 0', '2 at 1.5', '3 at 2.5']);
  });

  it('a crash of the broker ends open calls when it is back', async () => {
    const text = `export async function work(ctx) { ctx.done(await ctx.queue.receive('jobs', { max: 1, waitMs: 15_000 }).then(m => m.length, error => error.code + ' at ' + Math.round(performance.now()))); }`;
    assert.deepEqual(done(await runQueues(text)), [0, 0]);
    assert.deepEqual(done(await runQueues(text, { faults: f => [f.crash('broker', 500, { lastsMs: 1_000 })] })), ['Reset at 1500', 'Reset at 1500']);
  });

  it('a crash of a receiver loses what it had acknowledged before it was done', async () => {
    const faults = { faults: (f: Parameters<typeof redelivers>[0]) => [1_050, 2_050, 3_050].map(atMs => f.crash('w1', atMs, { lastsMs: 200 })) };
    const text = (ackFirst: boolean): string => `${send(40, 100)} ${worker({ ackFirst, workMs: 150 })}`;
    assert.equal(missing(done(await runQueues(text(true))), 40), 0);
    assert.ok(missing(done(await runQueues(text(true), faults)), 40) > 0);
    assert.equal(missing(done(await runQueues(text(false), faults)), 40), 0);
  });

  it('no messages go to a receiver that died while it waited', async () => {
    const text = `export async function send(ctx) { await sleep(2_000); await ctx.queue.send('jobs', 1); }
      export async function work(ctx) { if (ctx.id === 'w1' || performance.now() > 1_000) for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 9_000 })) ctx.done(Math.round(performance.now() / 100)); }`;
    assert.deepEqual(done(await runQueues(text, { faults: f => [f.crash('w1', 500, { lastsMs: 100 })] })), [20]);
  });

  it('an ack without a clear answer brings the message again', async () => {
    const text = `${send(40, 50)} ${worker({ workMs: 10 })}`;
    assert.equal(repeats(done(await runQueues(text))), 0);
    const doubt = done(await runQueues(text, { faults: f => [leavesInDoubt(f, 'broker', 0.4, 0, { method: 'ack' })] }));
    assert.ok(repeats(doubt) > 3, String(repeats(doubt)));
    assert.equal(missing(doubt, 40), 0);
  });

  const again = async (faults: Faults): Promise<number> => repeats(done(await runQueues(`${send(40, 50)} ${worker({ workMs: 10 })}`, { faults })));
  const redelivery: Faults = f => [redelivers(f, 'jobs', { rate: 0.3, afterMs: 400 })];

  twin(redelivers, 'an acknowledged message is worked on again', redelivery, async faults => (await again(faults)) > 0);

  it('a redelivery brings a share of the messages again, once', async () => {
    const count = await again(redelivery);
    assert.ok(count >= 5 && count <= 20, String(count));
  });

  it('a zombie works on what another one has got', async () => {
    const text = `${send(2, 50)} ${worker({ workMs: 500 })}`;
    assert.equal(repeats(done(await runQueues(text))), 0);
    assert.equal(repeats(done(await runQueues(text, { faults: f => [f.pause('w1', 200, { lastsMs: 2_000 })] }))), 1);
  });

  it('a poison message comes again for ever, unless it is given up after some receives', async () => {
    const text = `export async function send(ctx) { for (let n = 1; n <= 5; n++) await ctx.queue.send('jobs', n === 2 ? null : { n }); }
      export async function work(ctx) {
        for (;;) for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 1_000 })) {
          try { ctx.done(m.body.n); await ctx.queue.ack(m); } catch { ctx.done('poison'); await ctx.queue.release(m, 100); }
        }
      }`;
    const dead = { visibilityMs: 1_000 };
    const count = (effects: readonly unknown[]): number => effects.filter(effect => effect === 'poison').length;
    assert.ok(count(done(await runQueues(text))) > 100);
    assert.equal(count(done(await runQueues(text, { queues: { jobs: { visibilityMs: 1_000, deadLetters: { queue: 'dead', afterReceives: 3 } }, dead } }))), 3);
  });

  it('a queue for dead letters that refuses them loses what was acknowledged before', async () => {
    const text = `${send(3)} export async function work(ctx) {
      for (;;) for (const m of await ctx.queue.receive('jobs', { max: 1, waitMs: 1_000 })) {
        await ctx.queue.ack(m);
        await ctx.queue.send('dead', m.body).then(() => ctx.done(m.body), () => {});
      }
    }`;
    assert.equal(missing(done(await runQueues(text)), 3), 0);
    assert.equal(missing(done(await runQueues(text, { faults: f => [refuses(f, 'broker', { code: 'Down' }, 1, 0, { where: { queue: 'dead' } })] })), 3), 3);
  });
});
