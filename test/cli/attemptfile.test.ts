import assert from 'node:assert/strict';
import { join } from 'node:path';
import { findExercise, readAttempt } from '../../src/cli/attemptfile.ts';
import { lessonsOf } from '../../src/cli/catalogue.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { builtCatalogue, Folder } from './faultlab.ts';

const lesson = lessonsOf(builtCatalogue())[0]!;

describe('a program on disk', () => {
  let folder: Folder;
  beforeEach(() => { folder = new Folder(); });
  afterEach(() => folder.remove());

  it('is read with what it imports from its own folder, and nothing else', () => {
    folder.write('mine/backoff.ts', 'import "./deep/jitter.js";');
    folder.write('mine/deep/jitter.ts', 'export * from \'../backoff\';');
    folder.write('mine/kinds/index.ts', '');
    folder.write('mine/unused.ts', 'never read');
    folder.write('secret.ts', 'outside');
    const file = folder.write('mine/exercise.ts', 'import { a } from "./backoff";\nexport { b } from \'./kinds\';\nimport x from \'../secret\';\nimport type { C } from "./not-there";');
    const source = readAttempt(file);
    assert.equal(source.file, file);
    assert.equal(source.entry, 'exercise.ts');
    assert.deepEqual(Object.keys(source.files).sort(), ['backoff.ts', 'deep/jitter.ts', 'exercise.ts', 'kinds/index.ts']);
  });

  it('is found in the workspace, in the nearest faultlab folder', () => {
    const outer = folder.writeLesson(lesson, '');
    assert.equal(findExercise(lesson, folder.path), outer);
    assert.equal(findExercise(lesson, join(folder.path, 'faultlab', lesson.folder)), outer);
    const inner = folder.write(join('nested', 'faultlab', lesson.folder, 'exercise.ts'), '');
    assert.equal(findExercise(lesson, join(folder.path, 'nested')), inner);
  });

  it('is missed with a message that says where it was looked for', () => {
    assert.throws(() => findExercise(lesson, folder.path), (error: Error) => error instanceof UsageError && error.message.includes(`faultlab/${lesson.folder}/exercise.ts`) && error.message.includes(folder.path));
  });
});
