import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findLesson } from '../../src/cli/catalogue.ts';
import type { LessonVerdict } from '../../src/lab/verdict.ts';
import { builtCatalogue, faultlab, Folder } from './faultlab.ts';

const lesson = findLesson(builtCatalogue(), '1.1');
const visible = lesson.scenarios.find(({ id }) => id === 'three-machines')!.id;
const starter = lesson.files['exercise.ts']!;
const asNothing = (text: string): string => starter.replace('async onRequest(', `${text}\n  async onRequest(`);

describe('faultlab run', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('ends with 0 and says so when all scenarios pass', async () => {
    const file = folder.write('mine.ts', lesson.solution);
    const { code, out } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seeds', '3']);
    assert.equal(code, 0, out);
    assert.match(out, /✔ Three machines +3 seeds/);
    assert.match(out, /1 of 1 scenario passed/);
  });

  it('tells what the hidden scenarios did when the whole lesson is passed', async () => {
    const { out } = await faultlab(['run', '1.1', '--file', folder.write('mine.ts', lesson.solution), '--seeds', '3']);
    const [before, after] = out.split('The hidden scenarios were, in the words of those whom they hit:') as [string, string];
    for (const { id, symptom } of lesson.scenarios.filter(({ hidden }) => hidden)) {
      assert.ok(!before.includes(id), id);
      assert.ok(after.includes(`${id}: “${symptom}”`), id);
    }
    assert.match(after, /seats sold: at worst 9\d(\.\d)? %|seats sold: at worst 100 %/);
  });

  it('prints the promised fields, and no others, as JSON', async () => {
    const file = folder.write('mine.ts', starter);
    const { code, out } = await faultlab(['run', 'what-makes-it-distributed', '--file', file, '--scenario', visible, '--seed', '7', '--json']);
    assert.equal(code, 1);
    const verdict = JSON.parse(out) as LessonVerdict;
    assert.deepEqual(Object.keys(verdict), ['lesson', 'file', 'verdict', 'scenarios', 'seeds', 'durationMs']);
    assert.deepEqual({ lesson: verdict.lesson, file: verdict.file, verdict: verdict.verdict, seeds: verdict.seeds }, { lesson: lesson.id, file, verdict: 'failed', seeds: 1 });
    const [scenario] = verdict.scenarios as [LessonVerdict['scenarios'][number]];
    assert.deepEqual(Object.keys(scenario), ['id', 'hidden', 'verdict', 'seeds', 'failedSeeds', 'demands', 'first']);
    assert.deepEqual({ id: scenario.id, hidden: scenario.hidden, failedSeeds: scenario.failedSeeds }, { id: visible, hidden: false, failedSeeds: [7] });
    for (const key of Object.keys(scenario.first!)) assert.ok(['seed', 'timeMs', 'node', 'message', 'range', 'plan', 'traceHash'].includes(key), key);
    assert.equal(scenario.first!.seed, 7);
    assert.match(scenario.first!.traceHash, /^[0-9a-f]{16}$/);
    for (const { kind } of scenario.demands) assert.ok(['always', 'final', 'measure', 'pooled'].includes(kind));
  });

  it('tells a failure with its place and the command that replays it', async () => {
    const file = folder.write('mine.ts', starter);
    const { code, out } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seed', '7']);
    assert.equal(code, 1);
    assert.match(out, /✘ Three machines +1 seed, 1 missed a demand \(100 %\)/);
    assert.match(out, /\n +Seat \d+ was sold .*\n.*, seed 7\n +broken: no seat is sold twice\n/);
    assert.match(out, /mine\.ts:\d+:\d+:\n(.*\n)*? +> \d+ \| .*\n +\| +\^\n/);
    assert.ok(out.includes(`faultlab replay ${lesson.id} --scenario ${visible} --seed 7 --file ${JSON.stringify(file)}`), out);
    const { code: replayed } = await faultlab(['replay', lesson.id, '--scenario', visible, '--seed', '7', '--file', file]);
    assert.equal(replayed, 1);
  });

  it('ends with 2 where fewer seeds are run than a demand over the panel needs', async () => {
    const retries = findLesson(builtCatalogue(), 'reliability/retries');
    const args = ['run', '6.1', '--file', folder.write('mine.ts', retries.solution), '--scenario', 'blip', '--seeds', '2'];
    const { code, out } = await faultlab(args);
    assert.equal(code, 2, out);
    assert.match(out, /\? Blip +unjudged +2 seeds\n.*pooled demands need the whole panel/);
    const { code: jsonCode, out: json } = await faultlab([...args, '--json']);
    assert.deepEqual([jsonCode, (JSON.parse(json) as LessonVerdict).verdict], [2, 'unjudged']);
  });

  it('uses no colour when piped', async () => {
    const file = folder.write('mine.ts', starter);
    const { out, err } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seed', '1'], { env: { TERM: 'xterm-256color', COLORTERM: 'truecolor' } });
    assert.doesNotMatch(out + err, /\x1b/);
  });

  it('calls a hidden scenario by its alias while it passes, and by its name once it has failed', async () => {
    const hidden = lesson.scenarios.find(scenario => scenario.hidden && scenario.id === 'echo')!;
    const alias = hidden.label.toLowerCase().replace('hidden scenario ', 'hidden-');
    const passing = await faultlab(['run', '1.1', '--file', folder.write('good.ts', lesson.solution), '--scenario', alias, '--seed', '1']);
    assert.equal(passing.code, 0, passing.out);
    assert.ok(passing.out.includes(hidden.label) && !passing.out.includes('✔ echo'));
    const failing = await faultlab(['run', '1.1', '--file', folder.write('bad.ts', starter), '--scenario', alias, '--seed', '1']);
    assert.equal(failing.code, 1);
    assert.match(failing.out, /✘ echo/);
  });

  it('finds the exercise of the workspace from any folder in it', async () => {
    const file = folder.writeLesson(lesson, lesson.solution);
    for (const cwd of [folder.path, join(folder.path, 'faultlab', lesson.folder)]) {
      const { code, out } = await faultlab(['run', '1.1', '--scenario', visible, '--seed', '1', '--json'], { cwd });
      assert.equal(code, 0, out);
      assert.equal((JSON.parse(out) as LessonVerdict).file, file);
    }
  });

  it('runs the files that a program imports', async () => {
    folder.write('parts/seats.ts', 'export { rest } from \'./rest.ts\';');
    folder.write('parts/rest.ts', 'export const rest: number = 1;');
    const file = folder.write('mine.ts', `import { rest } from './parts/seats';\n${lesson.solution}\nvoid rest;`);
    const { code, err } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seed', '1']);
    assert.equal(code, 0, err);
  });

  describe('ends with 2 and says why', () => {
    const refused = async (args: readonly string[], pattern: RegExp, cwd = folder.path): Promise<string> => {
      const { code, out, err } = await faultlab(args, { cwd });
      assert.equal(code, 2, out + err);
      assert.match(err, pattern);
      assert.equal(out.includes('at Object.'), false);
      return err;
    };

    it('for a lesson that is not there, with the nearest names', () => refused(['run', 'retrys'], /no lesson retrys; did you mean .*reliability\/retries/));
    it('for a lesson that is not built yet', () => refused(['run', '10.10'], /10\.10 .* is coming/));
    it('for a part that several lessons have', () => refused(['run', 'split-brain'], /split-brain may be 2\.9 consistency\/split-brain, 10\.2 incidents\/split-brain/));
    it('for a scenario that is not there', () => refused(['run', '1.1', '--scenario', 'three-machine'], /no scenario three-machine; did you mean three-machines/));
    it('for a workspace without the exercise', () => refused(['run', '1.1'], /no exercise\.ts of fundamentals\/what-makes-it-distributed.*--file/s));
    it('for a file that is not there', () => refused(['run', '1.1', '--file', 'nothing.ts'], /cannot read nothing\.ts: there is no such file/));
    it('for a folder instead of a file', () => refused(['run', '1.1', '--file', '.'], /cannot read \.: it is a folder/));
    it('for options that it does not have', () => refused(['run', '1.1', '--sed', '1'], /--sed/));
    it('for numbers that are none', () => refused(['run', '1.1', '--seed', '-1x'], /--seed/));
    it('for both --seed and --seeds', () => refused(['run', '1.1', '--seed', '1', '--seeds', '2'], /either --seed K or --seeds N/));
    it('without a lesson', () => refused(['run'], /which lesson/));
    it('for a command that is not there', () => refused(['runn', '1.1'], /no command runn; did you mean run/));

    it('for a syntax error, with its place and the line', async () => {
      const file = folder.write('broken.ts', '\uFEFFconst a = 1;\r\nconst b = ;\r\n');
      const err = await refused(['run', '1.1', '--file', 'broken.ts'], /^broken\.ts:2:11: /);
      assert.match(err, /\n {2}1 \| const a = 1;\n> 2 \| const b = ;\n {4}\| {11}\^\n/);
      const { out } = await faultlab(['run', '1.1', '--file', file, '--json'], { cwd: folder.path });
      const { problems } = JSON.parse(out) as { problems: { range: { startLineNumber: number; startColumn: number } }[] };
      assert.deepEqual([problems[0]!.range.startLineNumber, problems[0]!.range.startColumn], [2, 11]);
    });

    it('for a missing export, which it names', () => {
      folder.write('empty.ts', 'export const x = 1;');
      return refused(['run', '1.1', '--file', 'empty.ts'], /TicketOffice/);
    });

    it('for a syntax error in a file that is imported, with that file\'s line', async () => {
      folder.write('part.ts', 'export const x = (;\n');
      folder.write('mine.ts', `import { x } from './part';\n${starter}\nvoid x;`);
      const err = await refused(['run', '1.1', '--file', 'mine.ts'], /^part\.ts:1:19: /);
      assert.match(err, /> 1 \| export const x = \(;/);
    });
  });

  it('ends with 1 for a program that throws, with its line', async () => {
    const file = folder.write('mine.ts', asNothing('constructed = ((): number => { throw new Error(\'no seats today\'); })();'));
    const { code, out } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seed', '1', '--json']);
    assert.equal(code, 1, out);
    const [scenario] = (JSON.parse(out) as LessonVerdict).scenarios as [LessonVerdict['scenarios'][number]];
    assert.equal(scenario.verdict, 'error');
    assert.match(scenario.first!.message, /no seats today/);
    assert.equal(starter.split('\n')[scenario.first!.range!.startLineNumber - 1]!.includes('onRequest'), true);
  });

  it('ends with 1 for a program that loops, with its line', async () => {
    const file = folder.write('mine.ts', starter.replace('if (request.op === \'lend\') return', 'for (;;) {}\n    if (request.op === \'lend\') return'));
    const { code, out } = await faultlab(['run', '1.1', '--file', file, '--scenario', visible, '--seed', '1']);
    assert.equal(code, 1, out);
    assert.match(out, /✘ Three machines +stuck/);
    assert.match(out, /> \d+ \| +for \(;;\) \{\}/);
  });

  it('judges a program that takes memory without end by each scenario anew', async () => {
    const file = folder.write('mine.ts', `const all: object[] = [];\n${starter.replace(/async onRequest\(.*\{\n/, '$& for (;;) all.push(new Array(1e6).fill(all));\n')}`);
    const { code, out, err } = await faultlab(['run', '1.1', '--file', file, '--seeds', '2', '--json']);
    assert.equal(code, 1, err);
    const { scenarios } = JSON.parse(out) as LessonVerdict;
    assert.deepEqual(scenarios.map(({ verdict }) => verdict), lesson.scenarios.map(() => 'stuck'));
    for (const { first } of scenarios) assert.match(first!.message, /more memory is taken here/);
  });
});
