import assert from 'node:assert/strict';
import { demand, type RunRecord } from '../../../src/course/author.ts';
import { asking, judge } from '../../lab/jobs/support.ts';

/** What the clients heard in one run without faults. */
async function answers(text: string, asks = 3): Promise<unknown[]> {
  let heard: unknown[] = [];
  const see = demand('see', (run: RunRecord) => void (heard = run.operations.map(({ outcome, output }) => (outcome === 'info' ? `silence: ${String(output)}` : output))));
  const { verdict, first } = await judge(asking({ asks, always: [see] }), text, { seeds: [1] });
  assert.equal(verdict, 'passed', first?.message);
  return heard;
}

const node = (body: string): string => `import { Refused, Unknown, Fenced, KitError, sleep } from 'faultlab'\nexport class Node { constructor(ctx) { this.ctx = ctx }\n${body} }`;

describe('nodes of the kit cluster', () => {
  it('know their names and their peers', async () => {
    assert.deepEqual(await answers(node('onRequest() { return [this.ctx.id, ...this.ctx.peers].join() }')), ['a,b,c', 'b,a,c', 'c,a,b']);
  });

  it('get a copy of what is sent: a change after sending is not seen', async () => {
    const text = node(`onMessage(from, m) { this.got = m.list.join() }
      async onRequest(r) { if (r.n === 0) { const m = { list: [1] }; this.ctx.send('b', m); m.list.push(2) } return this.got ?? 'nothing' }`);
    assert.deepEqual((await answers(text))[1], '1');
  });

  it('are told that a function cannot be sent, at the line that sends it', async () => {
    assert.deepEqual((await answers(node('onRequest() { try { this.ctx.send("b", { run() {} }) } catch (error) { return error.message } }')))[0], 'a function cannot be sent or stored: only data can');
  });

  it('hear of a caller\'s errors what the other side threw', async () => {
    const text = node(`async onRequest(r) {
      if (r.why === 'refused') throw new Refused('Busy', 'come back later', { status: 503, retryAfterMs: 70 })
      if (r.why === 'fenced') throw new Fenced('Epoch')
      if (r.why === 'bug') throw new Error('secret of the callee')
      const heard = []
      for (const why of ['refused', 'fenced', 'bug']) {
        try { await this.ctx.call(this.ctx.peers[0], { why }) } catch (error) { heard.push([error.constructor.name, error.code, error.status, error.retryAfterMs, error instanceof KitError, error.message.includes('secret')].join()) }
      }
      return heard.join(' ')
    }`);
    assert.deepEqual((await answers(text, 1))[0], 'Refused,Busy,503,70,true,false Fenced,Epoch,,,true,false Unknown,500,500,,true,false');
  });

  it('survive a thrown value that throws at every question', async () => {
    const text = node('onRequest(r) { if (r.n === 0) throw new Proxy({}, { getPrototypeOf() { throw new Error("no") }, get() { throw new Error("no") } }); return "lives" }');
    assert.match(String((await answers(text, 4))[0]), /^silence: /);
    assert.deepEqual((await answers(text, 4))[3], 'lives');
  });

  it('give a call up after its timeout, or when its signal is aborted', async () => {
    const text = node(`async onRequest(r) {
      if (r === 'wait') return new Promise(() => {})
      const before = performance.now()
      const wait = async o => { try { return await this.ctx.call('b', 'wait', o) } catch (error) { return (error.code ?? error.message) + ' after ' + Math.round(performance.now() - before) } }
      const controller = new AbortController()
      setTimeout(() => controller.abort(new Error('enough')), 80)
      return (await Promise.all([wait({ timeoutMs: 50 }), wait({ signal: controller.signal })])).join(', ')
    }`);
    assert.deepEqual((await answers(text, 1))[0], 'Timeout after 50, enough after 80');
  });

  it('have timers by name: the last one counts, a cancelled one does not', async () => {
    const text = node(`onTimer(name) { (this.fired ??= []).push(name + '@' + Math.round(performance.now())) }
      async onRequest() { const { ctx } = this; ctx.setTimer('x', 10); ctx.setTimer('x', 40); ctx.setTimer('y', 20); ctx.cancelTimer('y'); await sleep(60); return this.fired.join() }`);
    assert.deepEqual((await answers(text, 1))[0], 'x@40');
  });

  it('are given nothing before recover has come back', async () => {
    const text = node('async recover() { await sleep(30); this.ready = true } onRequest() { return this.ready ?? false }');
    assert.deepEqual(await answers(text), [true, true, true]);
  });

  it('have their requests interleave at every await', async () => {
    const text = node('async onRequest(r) { if (r.peer) { const seen = this.n ?? 0; await sleep(200); this.n = seen + 1; return this.n } const [x, y] = await Promise.all([1, 2].map(() => this.ctx.call("b", { peer: true }))); return [x, y].join() }');
    assert.deepEqual((await answers(text, 1))[0], '1,1');
  });

  it('share nothing but messages: module variables are each process\'s own', async () => {
    assert.deepEqual(await answers('let count = 0\nexport class Node { onRequest() { return ++count } }', 6), [1, 1, 1, 2, 2, 2]);
  });

  it('tell a client for certain that nothing was done by a Refused, and by no other exception', async () => {
    assert.deepEqual((await answers(node('onRequest() { throw new Refused("Busy") }'), 1))[0], 'Refused: Busy');
    assert.deepEqual((await answers(node('onRequest() { throw new Unknown("Timeout") }'), 1))[0], 'silence: Unknown: Timeout');
  });
});
