import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readSubmission } from '../../../src/cli/grade/submission.ts';
import { Folder } from '../faultlab.ts';

const lesson = { folder: '06-reliability/01-retries' };
const PLACE = 'faultlab/06-reliability/01-retries';

/** Links, pipes and modes of files as Windows does not have them. */
const itOnPosix = process.platform === 'win32' ? it.skip : it;

describe('what was handed in', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());
  const write = (path: string, text: string): string => folder.write(`repo/${PLACE}/${path}`, text);
  const read = () => readSubmission(join(folder.path, 'repo'), lesson);
  const refused = (pattern: RegExp): void => {
    const submitted = read();
    assert.ok(submitted.kind === 'refused', JSON.stringify(submitted));
    assert.match(submitted.reason, pattern);
    assert.ok(!submitted.reason.includes(folder.path), 'no place of this machine');
  };

  it('is the exercise and what it imports, under a name that is the same everywhere', () => {
    write('exercise.ts', "import './backoff.ts'; import '../../../secret.ts';");
    write('backoff.ts', 'export const x = 1;');
    write('unused.ts', '');
    folder.write('secret.ts', 'outside');
    const submitted = read();
    assert.ok(submitted.kind === 'source');
    assert.equal(submitted.source.file, `${PLACE}/exercise.ts`);
    assert.deepEqual(Object.keys(submitted.source.files), ['exercise.ts', 'backoff.ts']);
  });

  it('is missing where there is no exercise', () => {
    mkdirSync(join(folder.path, 'repo'));
    assert.deepEqual(read(), { kind: 'missing' });
    mkdirSync(join(folder.path, 'repo', PLACE, 'exercise.ts'), { recursive: true });
    assert.deepEqual(read(), { kind: 'missing' });
    rmSync(join(folder.path, 'repo'), { recursive: true });
    folder.write('repo/faultlab', 'a file');
    assert.deepEqual(read(), { kind: 'missing' });
  });

  itOnPosix('is refused where a link leaves the repository, wherever the link is', () => {
    const outside = folder.write('other/exercise.ts', 'the neighbour\'s');
    mkdirSync(join(folder.path, 'repo', PLACE), { recursive: true });
    symlinkSync(outside, join(folder.path, 'repo', PLACE, 'exercise.ts'));
    refused(/^exercise\.ts is a link that leaves the repository$/);
    rmSync(join(folder.path, 'repo', PLACE), { recursive: true });
    symlinkSync(join(folder.path, 'other'), join(folder.path, 'repo', PLACE));
    refused(/^exercise\.ts is a link that leaves/);
    rmSync(join(folder.path, 'repo', PLACE));
    write('exercise.ts', 'import "./a.ts";');
    symlinkSync('/etc/hostname', join(folder.path, 'repo', PLACE, 'a.ts'));
    refused(/^a\.ts is a link that leaves/);
  });

  itOnPosix('follows a link that stays inside', () => {
    folder.write('repo/shared/b.ts', 'export const b = 1;');
    write('exercise.ts', 'import "./b.ts";');
    symlinkSync('../../../shared/b.ts', join(folder.path, 'repo', PLACE, 'b.ts'));
    const submitted = read();
    assert.ok(submitted.kind === 'source');
    assert.equal(submitted.source.files['b.ts'], 'export const b = 1;');
  });

  itOnPosix('is refused where a link leads round in a circle, or to nowhere', () => {
    mkdirSync(join(folder.path, 'repo', PLACE), { recursive: true });
    symlinkSync('exercise.ts', join(folder.path, 'repo', PLACE, 'exercise.ts'));
    refused(/cannot be read \(ELOOP\)/);
    rmSync(join(folder.path, 'repo', PLACE, 'exercise.ts'));
    symlinkSync('nowhere.ts', join(folder.path, 'repo', PLACE, 'exercise.ts'));
    refused(/cannot be read \(ENOENT\)/);
  });

  it('is refused where it is too much', () => {
    write('exercise.ts', `// ${'x'.repeat(300_000)}`);
    refused(/^exercise\.ts has more than 256 KiB$/);
    write('exercise.ts', Array.from({ length: 5 }, (_, index) => `import './a${index}.ts';`).join('\n'));
    for (let index = 0; index < 5; index++) write(`a${index}.ts`, `// ${'x'.repeat(250_000)}`);
    refused(/more than 1024 KiB/);
    for (let index = 0; index < 120; index++) write(`a${index}.ts`, `import './a${index + 1}.ts';`);
    write('exercise.ts', 'import "./a0.ts";');
    refused(/more than 100 files/);
  });

  itOnPosix('is refused where it is no file', () => {
    mkdirSync(join(folder.path, 'repo', PLACE), { recursive: true });
    execFileSync('mkfifo', [join(folder.path, 'repo', PLACE, 'exercise.ts')]);
    refused(/^exercise\.ts is no ordinary file$/);
  });

  itOnPosix('is refused where a folder may not be read', function () {
    write('exercise.ts', '');
    if (process.getuid?.() === 0) return this.skip();
    chmodSync(join(folder.path, 'repo', PLACE), 0o000);
    refused(/cannot be read \(EACCES\)/);
    chmodSync(join(folder.path, 'repo', PLACE), 0o700);
  });
});
