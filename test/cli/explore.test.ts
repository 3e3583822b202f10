import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { findLesson } from '../../src/cli/catalogue.ts';
import type { Exploration } from '../../src/lab/explore/exploration.ts';
import { builtCatalogue, dist, faultlab, Folder } from './faultlab.ts';

const lesson = findLesson(builtCatalogue(), '1.1');
const visible = lesson.scenarios.find(({ id }) => id === 'three-machines')!.id;
const starter = lesson.files['exercise.ts']!;

interface Explored {
  readonly lesson: string;
  readonly verdict: string;
  readonly stopped: boolean;
  readonly explorations: readonly (Exploration & { readonly replay?: string })[];
}

describe('faultlab explore', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('ends with 0 where nothing is found, and says how far each strategy looked', async () => {
    const { code, out } = await faultlab(['explore', '1.1', '--file', folder.write('mine.ts', lesson.solution), '--scenario', visible, '--seeds', '3']);
    assert.equal(code, 0, out);
    assert.match(out, /· random +Three machines +3 runs, 3 seeds\n/);
    assert.match(out, /· exhaustive +Three machines +4 runs, every order of \d of 120 operations; with \d: [\d,]+ states?, not exhausted beyond the drawn order\n/);
    assert.match(out, /nothing found in \d+ runs, [\d.]+ s/);
  });

  it('ends with 1 and tells what it found, with a link that replays it', async () => {
    const file = folder.write('mine.ts', starter);
    const { code, out } = await faultlab(['explore', '1.1', '--file', file, '--seeds', '5', '--strategy', 'targeted', '--scenario', visible]);
    assert.equal(code, 1);
    assert.match(out, /✘ targeted +three-machines +\d+ runs?, \d seeds?\n +Seat \d+ was sold/);
    const link = /faultlab replay "(vscode:[^"]+)"/.exec(out)![1]!;
    const replayed = await faultlab(['replay', link, '--file', file]);
    assert.equal(replayed.code, 1);
    assert.match(replayed.out, /Seat \d+ was sold[^]*the same run as when it was saved/);
  });

  it('prints JSON, the same however many children worked on it', async () => {
    const file = folder.write('mine.ts', starter);
    const run = async (): Promise<Explored> => JSON.parse((await faultlab(['explore', '1.1', '--file', file, '--seeds', '9', '--json'])).out) as Explored;
    const first = await run();
    assert.deepEqual(Object.keys(first), ['lesson', 'file', 'verdict', 'explorations', 'durationMs', 'stopped']);
    assert.deepEqual([first.lesson, first.verdict, first.stopped], [lesson.id, 'failed', false]);
    const broken = first.explorations.filter(({ found }) => found);
    assert.ok(broken.length > 0 && broken.every(({ found, replay }) => found!.first!.plan && replay!.startsWith('vscode://')));
    assert.ok(new Set(broken.map(({ scenario }) => scenario)).size === broken.length, 'a scenario that failed is left alone');
    assert.deepEqual((await run()).explorations, first.explorations);
  });

  it('ends with 2 where there is nothing to explore', async () => {
    const file = folder.write('mine.ts', starter);
    for (const [args, words] of [
      [['--strategy', 'wild'], /there is no strategy wild; there are random, targeted, pct, exhaustive/],
      [['--seeds', '3', '--seconds', '3'], /either --seeds N or --seconds S/],
      [['--seconds', '0'], /--seconds takes a whole number from 1/],
    ] as const) {
      const { code, err } = await faultlab(['explore', '1.1', '--file', file, ...args]);
      assert.deepEqual([code, words.test(err)], [2, true], err);
    }
    const { code, err } = await faultlab(['explore', '1.1', '--file', folder.write('none.ts', 'export const nothing = 1;'), '--seeds', '1']);
    assert.deepEqual([code, /exported class/.test(err)], [2, true], err);
  });

  it('tells what was found so far when it is interrupted', async function () {
    if (process.platform === 'win32') this.skip();
    // Progress is told to people only; it says when there is something to interrupt.
    const watched = ['--import', 'data:text/javascript,process.stderr.isTTY=true'];
    const child = spawn(process.execPath, [...watched, join(dist, 'cli.js'), 'explore', '1.1', '--file', folder.write('mine.ts', lesson.solution), '--scenario', visible, '--seconds', '600', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let progress = '';
    child.stdout.on('data', (text: Buffer) => { out += text.toString(); });
    child.stderr.on('data', (text: Buffer) => {
      progress += text.toString();
      if (/ runs?/.test(progress) && !child.killed) child.kill('SIGINT');
    });
    const code = await new Promise(resolve => child.once('close', resolve));
    const { stopped, verdict } = JSON.parse(out) as Explored;
    assert.deepEqual([code, stopped, verdict], [0, true, 'passed'], progress);
  });
});
