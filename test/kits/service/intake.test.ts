import assert from 'node:assert/strict';
import type { FaultAuthor } from '../../../src/course/faultauthor.ts';
import { scenario } from '../../../src/course/lesson.ts';
import { slower } from '../../../src/course/serverfaults.ts';
import { times } from '../../../src/course/workload.ts';
import type { Intake, Worker } from '../../../src/kits/service/api.ts';
import { Services } from '../../../src/kits/service/world.ts';
import { constant, type Fault, type RunRecord } from '../../../src/sim/index.ts';
import { runProgram } from '../run.ts';

type MakeIntake = new (deps: { readonly worker: Worker }) => Intake;

interface House {
  readonly atMs: readonly number[];
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  /** Called with what each client has been told, and when it may come back. */
  readonly heard?: (job: number, retryAfterMs: number | undefined) => void;
}

/** Two slots, 100 ms a job; clients listen for 300 ms. */
async function run(text: string, { atMs, faults = () => [], heard }: House): Promise<RunRecord & { readonly open: readonly string[] }> {
  let open: string[] = [];
  const { record } = await runProgram(scenario('house', {
    symptom: '',
    world(stage) {
      const services = new Services(stage, { linkMs: 0, noun: 'job' });
      services.server('worker', { workers: 2, queue: Infinity, serviceMs: constant(100), method: 'run', effect: 'done', answer: job => (job as { id: string }).id });
      services.intake('intake', { worker: 'worker', deadlineMs: 300, make: (exports, worker) => new (exports['Intake'] as MakeIntake)({ worker }) });
      times(stage, atMs, index => services.ask('intake', {
        number: index + 1, f: 'job', request: { id: `j${index + 1}` }, timeoutMs: 300, done: ({ retryAfterMs }) => heard?.(index + 1, retryAfterMs),
      }));
      services.start();
      services.chartIntake('intake', 2_000);
      times(stage, [4_999], () => { open = services.openAt('intake').map(({ id }) => id); });
      return { endMs: 5_000 };
    },
    faults,
  }), text);
  return { ...record, open };
}

const PASSES_ON = 'export class Intake { constructor({ worker }) { this.worker = worker; } handle(job) { return this.worker.run(job); } }';
const outcomes = ({ operations }: RunRecord): string[] => operations.map(({ outcome, output }) => (outcome === 'ok' ? String(output) : outcome));
const doneMs = ({ facts }: RunRecord): number[] => facts.filter(({ type }) => type === 'done').map(({ atUs }) => atUs / 1_000);

describe('an intake', () => {
  it('gives jobs to a worker that does as many at a time as it says', async () => {
    const record = await run(PASSES_ON, { atMs: [0, 0, 0, 0] });
    assert.deepEqual(outcomes(record), ['j1', 'j2', 'j3', 'j4']);
    assert.deepEqual(doneMs(record), [100, 100, 200, 200]);
    const told = await run('export class Intake { constructor({ worker }) { this.slots = worker.concurrency; } async handle(_job, { deadlineMs }) { return [this.slots, deadlineMs]; } }', { atMs: [0] });
    assert.deepEqual(told.operations[0]!.output, [2, 300]);
  });

  it('lets clients of a long queue leave, and its worker goes on for nobody', async () => {
    const record = await run(PASSES_ON, { atMs: Array<number>(18).fill(0) });
    assert.equal(outcomes(record).filter(outcome => outcome.startsWith('j')).length, 4);
    assert.equal(doneMs(record).length, 18);
    assert.deepEqual(record.series.get('Worker/busy')!.values.slice(0, 4), [100, 100, 100, 0]);
    assert.deepEqual(record.series.get('Jobs/answered in time')!.values.slice(0, 3), [16, 0, 0]);
    assert.deepEqual(record.series.get('Waiting/jobs')!.values.slice(0, 3), [12, 8, 2]);
    assert.deepEqual(record.series.get('Age/oldest job')!.values.slice(0, 4), [250, 500, 750, 0]);
  });

  it('refuses with Busy, and tells when to come back', async () => {
    const waits: (number | undefined)[] = [];
    const text = `import { Busy, Refused } from 'faultlab';
    export class Intake { handle({ id }) { const error = new Busy(id === 'j1' ? 250 : NaN); if (!(error instanceof Refused) || error.status !== 503) throw new Error('odd'); throw error; } }`;
    const record = await run(text, { atMs: [0, 1], heard: (_job, retryAfterMs) => waits.push(retryAfterMs) });
    assert.deepEqual(outcomes(record), ['fail', 'fail']);
    assert.equal(record.operations[0]!.output, 'Busy: busy; come back in 250 ms');
    assert.deepEqual(waits, [250, undefined]);
  });

  it('is in doubt about what ends with another exception', async () => {
    const record = await run(`export class Intake { async handle() { throw new Error('full'); } }`, { atMs: [0] });
    assert.deepEqual(outcomes(record), ['info']);
    assert.equal(record.operations[0]!.output, 'Error: full');
  });

  it('cannot have a job done that nobody has sent', async () => {
    const record = await run(`export class Intake { constructor({ worker }) { this.worker = worker; } async handle() { return this.worker.run({ id: 'mine' }); } }`, { atMs: [0] });
    assert.match(String(record.operations[0]!.output), /no client has sent/);
    assert.equal(doneMs(record).length, 0);
  });

  it('knows what is still open', async () => {
    assert.deepEqual((await run('export class Intake { handle({ id }) { return id === "j2" ? new Promise(() => {}) : Promise.resolve(1); } }', { atMs: [0, 1, 2] })).open, ['j2']);
  });

  it('has a slow worker while a fault says so', async () => {
    const slow = (f: FaultAuthor): Fault[] => [slower(f, 'worker', 3, 50, { lastsMs: 200 })];
    assert.deepEqual(doneMs(await run(PASSES_ON, { atMs: [0, 100, 400], faults: slow })), [100, 400, 500]);
  });
});
