import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { replayFileText, replayLink, sourceHash } from '../../src/course/replayfile.ts';
import type { Recording } from '../../src/lab/recording.ts';
import { builtCatalogue, faultlab, Folder } from './faultlab.ts';

const catalogue = builtCatalogue();
const lesson = lessonsOf(catalogue).find(({ number }) => number === '1.1')!;

describe('faultlab list', () => {
  it('gives all lessons in order, with the promised fields', async () => {
    const { code, out } = await faultlab(['list', '--json']);
    assert.equal(code, 0);
    const listed = JSON.parse(out) as { id: string; number: string; built: boolean; scenarios: { id: string; label: string; hidden: boolean }[] }[];
    assert.equal(listed.length, 100);
    for (const each of listed) assert.deepEqual(Object.keys(each), ['id', 'module', 'number', 'title', 'level', 'kits', 'built', 'scenarios']);
    assert.deepEqual(listed.map(({ number }) => number), Array.from({ length: 100 }, (_, index) => `${Math.floor(index / 10) + 1}.${index % 10 + 1}`));
    assert.equal(listed[50]!.id, 'reliability/retries');
    assert.ok(listed.filter(({ built }) => !built).every(({ scenarios }) => scenarios.length === 0));
  });

  it('shows only the alias of a hidden scenario', async () => {
    const hidden = lesson.scenarios.filter(scenario => scenario.hidden);
    const { out } = await faultlab(['list', '--json']);
    const listed = (JSON.parse(out) as { id: string; scenarios: { id: string; label: string; hidden: boolean }[] }[]).find(({ id }) => id === lesson.id)!;
    assert.deepEqual(listed.scenarios.filter(scenario => scenario.hidden), hidden.map((_, index) => ({ id: `hidden-${index + 1}`, label: `Hidden scenario ${index + 1}`, hidden: true })));
    const { out: told } = await faultlab(['list']);
    for (const { id } of hidden) assert.ok(!told.includes(id), id);
    assert.match(told, /10\.10 .* coming/);
  });
});

describe('faultlab replay', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('prints the run as a log, the failure where it happened', async () => {
    const { code, out } = await faultlab(['replay', '1.1', '--seed', '7', '--file', folder.write('mine.ts', lesson.files['exercise.ts']!)]);
    assert.equal(code, 1);
    const lines = out.split('\n');
    assert.match(lines[0]!, /three-machines, seed 7/);
    const mark = lines.findIndex(line => /^ +\d+\.\d{6} .*✘ Seat/.test(line));
    assert.ok(mark > 0, out.slice(0, 2_000));
    const timeOf = (line: string): number => Number(line.trim().split(' ')[0]);
    assert.ok(timeOf(lines[mark - 1]!) <= timeOf(lines[mark]!) && timeOf(lines[mark]!) <= timeOf(lines[mark + 1]!));
    assert.match(out, /✘ failed: Seat .*\n\d[\d,]* events, trace [0-9a-f]{16}\n$/);
  });

  it('ends with 0 for a run that passes, and writes the recording as plain JSON', async () => {
    const trace = folder.write('out.json', '');
    const { code, out } = await faultlab(['replay', '1.1', '--seed', '2', '--scenario', 'three-machines', '--file', folder.write('mine.ts', lesson.solution), '--trace', trace]);
    assert.equal(code, 0, out);
    const recording = JSON.parse(readFileSync(trace, 'utf8')) as Recording;
    assert.equal(recording.verdict, 'passed');
    assert.ok(out.includes(recording.traceHash));
    for (const column of ['timeUs', 'kind', 'node', 'source'] as const) {
      assert.ok(Array.isArray(recording.trace[column]));
      assert.equal(recording.trace[column].length, recording.trace.length);
    }
  });

  it('records the same run that the verdict speaks of', async () => {
    const file = folder.write('mine.ts', lesson.files['exercise.ts']!);
    const { out } = await faultlab(['run', '1.1', '--scenario', 'three-machines', '--seed', '7', '--file', file, '--json']);
    const [{ first }] = (JSON.parse(out) as { scenarios: [{ first: { traceHash: string } }] }).scenarios;
    const { out: log } = await faultlab(['replay', '1.1', '--scenario', 'three-machines', '--seed', '7', '--file', file]);
    assert.ok(log.includes(first.traceHash));
  });

  it('replays a saved run, and says what has changed since it was saved', async () => {
    const file = folder.write('mine.ts', lesson.files['exercise.ts']!);
    const trace = folder.write('out.json', '');
    const { out } = await faultlab(['replay', '1.1', '--scenario', 'three-machines', '--seed', '7', '--file', file, '--trace', trace]);
    const { faults: plan, traceHash, scenario, seed } = JSON.parse(readFileSync(trace, 'utf8')) as Recording;
    const saved = { format: 1, lesson: lesson.id, scenario, seed, plan, engine: catalogue.engine, version: lesson.version, source: sourceHash(lesson.files['exercise.ts']!), traceHash } as const;
    const again = await faultlab(['replay', folder.write('one.faultlab.json', replayFileText(saved)), '--file', file]);
    assert.equal(again.code, 1);
    assert.equal(again.err, '');
    assert.equal(again.out, `${out}the same run as when it was saved\n`);
    const other = await faultlab(['replay', folder.write('two.faultlab.json', replayFileText({ ...saved, engine: 'older' })), '--file', folder.write('solution.ts', lesson.solution)]);
    assert.match(other.err, /since the run was saved the engine and the program changed: the run may be another one/);
    assert.match(other.out, /another run than when it was saved\n$/);
    assert.equal((await faultlab(['replay', replayLink(saved, 'vscode'), '--file', file])).out, again.out, 'a link is the same');
    const cut = await faultlab(['replay', replayLink(saved, 'vscode').slice(0, -20), '--file', file]);
    assert.deepEqual([cut.code, /cannot replay this link: it was cut off/.test(cut.err)], [2, true], cut.err);
    const broken = await faultlab(['replay', folder.write('three.json', '{}'), '--file', file]);
    assert.equal(broken.code, 2);
    assert.match(broken.err, /cannot replay .*three\.json: format: /);
  });

  it('tells when a failing run was lost, if it is asked', async () => {
    const { code, out } = await faultlab(['replay', '1.1', '--scenario', 'three-machines', '--seed', '7', '--file', folder.write('mine.ts', lesson.files['exercise.ts']!), '--lost']);
    assert.equal(code, 1);
    assert.match(out, /When was it lost\? "[^"]+" broke at [\d.]+ s; how many futures end so:\n +from +with the same faults +with other faults\n( +[\d.]+ s +\d+ of 50 \(\d+–\d+ %\) +\d+ of 50 \(\d+–\d+ %\)\n){2,64}\S.*futures.*\n$/);
  });

  it('ends with 2 without a seed, for a syntax error and where the trace cannot be written', async () => {
    const file = folder.write('mine.ts', lesson.solution);
    for (const [args, pattern] of [
      [['--file', file], /which seed/],
      [['--seed', '1', '--file', folder.write('bad.ts', 'let x = ;')], /bad\.ts:1:9/],
      [['--seed', '1', '--scenario', 'three-machines', '--file', file, '--trace', folder.path], /cannot write/],
    ] as const) {
      const { code, err } = await faultlab(['replay', '1.1', ...args]);
      assert.equal(code, 2, err);
      assert.match(err, pattern);
    }
  });
});

describe('faultlab', () => {
  it('explains itself and each command', async () => {
    const { code, out } = await faultlab(['--help']);
    assert.equal(code, 0);
    for (const command of ['list', 'run', 'replay', 'check']) {
      assert.match(out, new RegExp(`faultlab ${command} `));
      const help = await faultlab([command, '--help']);
      assert.equal(help.code, 0);
      assert.match(help.out, new RegExp(`^faultlab ${command} `));
    }
    assert.equal((await faultlab([])).code, 2);
  });
});
