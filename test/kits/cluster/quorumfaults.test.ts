import assert from 'node:assert/strict';
import { constant, leavesInDoubt, refuses, type Fault, type FaultAuthor } from '../../../src/course/author.ts';
import { asked } from './quorums.ts';

type Plan = (f: FaultAuthor) => readonly Fault[];

interface Case {
  readonly fault: string;
  /** What a naive program does at 1 s. */
  readonly body: string;
  /** Of both runs. */
  readonly base?: Plan;
  readonly faults: Plan;
  /** Whether it came to harm, by what it answers. */
  readonly harmed: (output: unknown) => boolean;
}

const put = (to: string, value: string, version: string, key = 'k'): string => `ctx.call(${to}, { op: 'put', key: '${key}', value: '${value}', version: ${version} }, { timeoutMs: 100 })`;
const get = (from = "'r1'", key = 'k'): string => `ctx.call(${from}, { op: 'get', key: '${key}' }, { timeoutMs: 100 })`;
const ALL = "['r1', 'r2', 'r3']";

/** Waits for every replica. */
const WAITS_FOR_ALL = `return Promise.all(${ALL}.map(id => ${put('id', 'v', "[1, 'a']")})).then(() => 'ok', error => error.code)`;
/** Sends, and takes it for done. */
const FIRE_AND_FORGET = `ctx.send('r1', { op: 'put', key: 'k', value: 'v', version: [1, 'a'] }); await sleep(50); return (await ${get()}).value`;
/** Takes the first two answers for a quorum. */
const COUNTS_ANSWERS = `for (const id of ${ALL}) ctx.send(id, { op: 'get', key: 'k', id: 1 }); while (this.heard.length < 2) await sleep(1); return this.heard.slice(0, 2).map(([from]) => from).join()`;
/** Takes any answer for that of its last question. */
const TAKES_ANY_ANSWER = `const ask = async () => { this.heard = []; ctx.send('r1', { op: 'get', key: 'k' }); await sleep(60); return this.heard.at(-1)?.[1].value }
  await ask(); await ${put("'r1'", 'v', "[1, 'a']")}; return (await ask()) ?? 'nothing'`;
/** Versions by the clock. */
const CLOCK = `await ${put("'r1'", 'old', "[Date.now(), 'a']")}; await sleep(500); await ${put("'r1'", 'new', "[Date.now(), 'a']")}; return (await ${get()}).value`;
/** One replica is enough, for writes and for reads. */
const ONE_IS_ENOUGH = `await Promise.any(${ALL}.map(id => ${put('id', 'v', "[1, 'a']")})); await sleep(500); return (await Promise.any(${ALL}.map(id => ${get('id')}))).value`;
/** Another write comes between it and its second try, which has a version of its own. */
const TRIES_ANEW = `const failed = await ${put("'r1'", 'mine', "[1, 'a']")}.then(() => false, () => true); await sleep(300); await ${put("'r1'", 'newer', "[2, 'b']")}
  if (failed) await ${put("'r1'", 'mine', "[3, 'a']")}; return (await ${get()}).value`;
const IGNORES_ERRORS = `await ${put("'r1'", 'v', "[1, 'a']")}.catch(() => {}); await sleep(300); return (await ${get()}).value`;
const READS_LATER = `await ${put("'r1'", 'v', "[1, 'a']")}; await sleep(500); return (await ${get()}).value`;
const ASKS_ONE = `return ${get()}.then(() => 'ok', error => error.code)`;
/** Two writes that belong together, one after the other. */
const TWO_EDITS = `for (const key of ['address', 'order']) { ctx.send('r1', { op: 'put', key, value: key, version: [1, 'a'] }); await sleep(20) }
  return (await ${get("'r1'", 'order')}).value + ' for ' + (await ${get("'r1'", 'address')}).value`;

const cases: readonly Case[] = [
  { fault: 'a crash', body: WAITS_FOR_ALL, faults: f => [f.crash('r2', 500)], harmed: output => output === 'Timeout' },
  { fault: 'the death of a process', body: WAITS_FOR_ALL, faults: f => [f.crash('r2', 500, { host: 'up' })], harmed: output => output === 'ConnectionRefused' },
  { fault: 'a pause', body: ASKS_ONE, faults: f => [f.pause('r1', 500, { lastsMs: 1_000 })], harmed: output => output === 'Timeout' },
  { fault: 'a destroyed disk', body: READS_LATER, faults: f => [f.crash('r1', 1_200, { lastsMs: 100, disk: 'destroyed' })], harmed: output => output === undefined },
  { fault: 'a lost put', body: FIRE_AND_FORGET, faults: f => [f.lose({ method: 'put' }, 1)], harmed: output => output === undefined },
  { fault: 'a put that is held back', body: FIRE_AND_FORGET, faults: f => [f.hold({ method: 'put' }, 0, { lastsMs: 2_000 })], harmed: output => output === undefined },
  { fault: 'a doubled answer', body: COUNTS_ANSWERS, base: f => [f.slow(['r2', 'r3'], ['a'], constant(50), 0, { oneWay: true })], faults: f => [f.double({ from: 'r1' }, 1, constant(20))], harmed: output => output === 'r1,r1' },
  { fault: 'a late answer', body: TAKES_ANY_ANSWER, faults: f => [f.late({ kind: 'send', from: 'r1' }, 1, constant(90), 0, { lastsMs: 1_050 })], harmed: output => output === 'nothing' },
  { fault: 'a late put', body: TWO_EDITS, faults: f => [f.late({ method: 'put' }, 1, constant(300), 0, { lastsMs: 1_010 })], harmed: output => output === 'order for undefined' },
  { fault: 'a clock that jumps back', body: CLOCK, faults: f => [f.jump('a', -5_000, 1_200)], harmed: output => output === 'old' },
  { fault: 'a cut', body: ONE_IS_ENOUGH, faults: f => [f.cut(['a'], ['r2', 'r3'], 0, { lastsMs: 1_300 }), f.cut(['a'], ['r1'], 1_300)], harmed: output => output === undefined },
  { fault: 'a slow link', body: ASKS_ONE, faults: f => [f.slow(['r1'], ['a'], constant(200), 0)], harmed: output => output === 'Timeout' },
  { fault: 'puts that are refused', body: IGNORES_ERRORS, faults: f => [refuses(f, 'r1', { code: 'Busy' }, 1, 0, { method: 'put' })], harmed: output => output === undefined },
  { fault: 'a put in doubt', body: TRIES_ANEW, faults: f => [leavesInDoubt(f, 'r1', 1, 0, { lastsMs: 1_200 })], harmed: output => output === 'mine' },
];

describe('what faults do to those who ask replicas', () => {
  for (const { fault, body, base = () => [], faults, harmed } of cases) {
    it(`${fault}: the harm is done with it and not without it`, async () => {
      const { output: calm } = await asked(body, base);
      assert.equal(harmed(calm), false, `without the fault: ${JSON.stringify(calm)}`);
      const { output } = await asked(body, f => [...base(f), ...faults(f)]);
      assert.equal(harmed(output), true, `with the fault: ${JSON.stringify(output)}`);
    });
  }
});
