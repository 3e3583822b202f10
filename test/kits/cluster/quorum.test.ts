import assert from 'node:assert/strict';
import { constant, lognormalByP99, roundTripMs } from '../../../src/course/author.ts';
import { asked } from './quorums.ts';

const put = (value: string, version: string): string => `await ctx.call('r1', { op: 'put', key: 'k', value: '${value}', version: ${version} })`;
const get = (replica = 'r1'): string => `await ctx.call('${replica}', { op: 'get', key: 'k' })`;

describe('replicas', () => {
  it('hold nothing at first', async () => {
    assert.deepEqual((await asked(`return ${get()}`)).output, { version: [0, ''] });
  });

  it('keep the highest version, by number and then by text, and say which it is', async () => {
    const { output, run } = await asked(`return [${put('old', '[2, "a"]')}, ${put('number', '[3, "a"]')}, ${put('text', '[3, "b"]')}, ${put('lower', '[3, "aa"]')}, ${put('long ago', '[1, "z"]')}, ${get()}, ${get('r2')}]`);
    assert.deepEqual(output, [
      { version: [2, 'a'] }, { version: [3, 'a'] }, { version: [3, 'b'] }, { version: [3, 'b'] }, { version: [3, 'b'] }, { value: 'text', version: [3, 'b'] }, { version: [0, ''] },
    ]);
    assert.deepEqual(run.facts.map(({ type, node, data }) => [type, node, data['value']]), ['old', 'number', 'text', 'lower', 'long ago'].map(value => ['put', 'r1', value]));
  });

  it('keep what they have acknowledged over a crash', async () => {
    const { output } = await asked(`${put('kept', '[1, ""]')}; await sleep(1000); return ${get()}`, f => [f.crash('r1', 1_500, { lastsMs: 200 })]);
    assert.deepEqual(output, { value: 'kept', version: [1, ''] });
  });

  it('answer a message with a message of the same id, as often as it arrives', async () => {
    const body = 'ctx.send("r1", { op: "get", key: "k", id: 7 }); ctx.send("r2", { op: "put", key: "k", value: "v", version: [1, "a"], id: "x" }); await sleep(100); return this.heard';
    const answers = [['r1', { version: [0, ''], id: 7 }], ['r2', { version: [1, 'a'], id: 'x' }]];
    assert.deepEqual((await asked(body)).output, answers);
    const doubled = await asked(body, f => [f.double({ from: 'r1' }, 1, constant(20))]);
    assert.deepEqual(doubled.output, [...answers, answers[0]]);
  });

  it('give a call one answer, even if it arrives twice', async () => {
    assert.deepEqual((await asked(`return ${get()}`, f => [f.double({ from: 'r1' }, 1, constant(20))])).output, { version: [0, ''] });
  });

  it('refuse what they do not understand, and live on', async () => {
    const { output } = await asked(`const wrong = [null, 'get', {}, { op: 'get' }, { op: 'put', key: 'k', value: 'v' }, { op: 'put', key: 'k', version: ['1', 'a'] }, { op: 'put', key: 'k', version: [NaN, 'a'] }, { op: 'put', key: 'k', version: [1, 'a'], after: [['k', 1]] }]
      const heard = []
      for (const request of wrong) { await ctx.call('r1', request).catch(error => heard.push(error.code)); ctx.send('r1', request) }
      await sleep(100)
      return [heard.join(), this.heard.length, this.heard.every(([, message]) => message.error.includes('understands')), ${get()}]`);
    assert.deepEqual(output, [Array(8).fill('BadRequest').join(), 8, true, { version: [0, ''] }]);
  });

  it('can be hit by faults by their operations', async () => {
    const { output } = await asked(`return [${get()}, await ctx.call('r1', { op: 'put', key: 'k', value: 'v', version: [1, 'a'] }, { timeoutMs: 50 }).catch(error => error.code), ${get()}]`, f => [f.lose({ method: 'put', to: ['r1'] }, 1)]);
    assert.deepEqual(output, [{ version: [0, ''] }, 'Timeout', { version: [0, ''] }]);
  });
});

describe('a put after others', () => {
  const after = (key: string, version: string, after: string): string => `ctx.call('r1', { op: 'put', key: '${key}', value: '${key}', version: ${version}, after: ${after} }, { timeoutMs: 2000 })`;
  const held = `async () => Promise.all(['address', 'order', 'mail'].map(async key => (await ctx.call('r1', { op: 'get', key })).value))`;
  const ADDRESS = `ctx.call('r1', { op: 'put', key: 'address', value: 'address', version: [1, 'a'] })`;

  it('is seen at once where they are there, or higher ones', async () => {
    const { output } = await asked(`await ${ADDRESS}; return [await ${after('order', '[1, "a"]', '[["address", [1, "a"]]]')}, await ${after('mail', '[1, "a"]', '[["address", [0, "z"]], ["order", [1, "a"]]]')}, await (${held})()]`);
    assert.deepEqual(output, [{ version: [1, 'a'] }, { version: [1, 'a'] }, ['address', 'order', 'mail']]);
  });

  it('is hidden until they are, and so is what waits for it', async () => {
    const { output, run } = await asked(`const held = ${held}
      const mail = ${after('mail', '[1, "a"]', '[["order", [1, "a"]]]')}, order = ${after('order', '[1, "a"]', '[["address", [1, "a"]]]')}
      await sleep(100); const before = await held(); await ${ADDRESS}; return [before, await held(), await order, await mail]`);
    assert.deepEqual(output, [[undefined, undefined, undefined], ['address', 'order', 'mail'], { version: [1, 'a'] }, { version: [1, 'a'] }]);
    assert.deepEqual(run.facts.map(({ data }) => data['key']), ['address', 'order', 'mail']);
  });

  it('is given up after a second, and nothing of it is kept', async () => {
    const { output, run } = await asked(`const held = ${held}
      const fromMs = performance.now(); const answer = await ${after('order', '[1, "a"]', '[["address", [1, "a"]], ["order", [0, ""]]]')}; const tookMs = performance.now() - fromMs
      await ${ADDRESS}; await sleep(100); return [answer, tookMs, await held()]`);
    assert.deepEqual(output, [{ notYet: [['address', [1, 'a']]] }, 1_010, ['address', undefined, undefined]]);
    assert.equal(run.facts.length, 1);
  });

  it('is gone with a crash, and with no crash after it was seen', async () => {
    const body = (wait: string): string => `const held = ${held}; const order = ${after('order', '[1, "a"]', '[["address", [1, "a"]]]')}.catch(error => error.code); ${wait}
      await sleep(600); await ${ADDRESS}; await sleep(1200); return [await order, (await held())[1]]`;
    const crash = 1_300;
    assert.deepEqual((await asked(body(''), f => [f.crash('r1', crash, { lastsMs: 100 })])).output, ['Timeout', undefined]);
    assert.deepEqual((await asked(body(`await ${ADDRESS};`), f => [f.crash('r1', crash, { lastsMs: 100 })])).output, [{ version: [1, 'a'] }, 'order']);
  });

  it('may be sent, too', async () => {
    const { output } = await asked(`ctx.send('r1', { op: 'put', key: 'order', value: 'x', version: [1, 'a'], after: [['address', [1, 'a']]], id: 7 }); await sleep(50); const before = this.heard.length; await ${ADDRESS}; await sleep(50); return [before, this.heard]`);
    assert.deepEqual(output, [0, [['r1', { version: [1, 'a'], id: 7 }]]]);
  });
});

describe('a round trip', () => {
  it('takes as long as the slowest that is waited for', () => {
    assert.equal(roundTripMs(constant(5), 3, 5), 10);
    const [one, three, five] = [1, 3, 5].map(count => roundTripMs(lognormalByP99(5, 20), count, 5));
    assert.ok(one! < three! && three! < five! && Math.abs(three! - 10.8) < 0.1, `${one} ${three} ${five}`);
  });
});
