import { strict as assert } from 'node:assert';
import { win32 } from 'node:path';
import type { Catalogue, CatalogueLesson } from '../../src/course/catalogue.ts';
import { backupName, exercisePath, isBackup, isProgramFile, lessonAt, ownFiles, unreadableName } from '../../src/course/workspace.ts';

const lesson = { id: 'reliability/retries', built: true, folder: '06-reliability/01-retries' } as CatalogueLesson;
const coming = { id: 'reliability/deadlines', built: false, folder: '' } as CatalogueLesson;
const catalogue = { modules: [{ id: 'reliability', number: 6, title: '', lessons: [lesson, coming] }] } satisfies Pick<Catalogue, 'modules'>;
const at = new Date('2026-11-25T16:02:03.004Z');

describe('the learner\'s folder', () => {
  it('finds the lesson of a path with either separator', () => {
    assert.deepEqual(lessonAt(catalogue, exercisePath(lesson)), { lesson, file: 'exercise.ts' });
    assert.deepEqual(lessonAt(catalogue, win32.relative('C:\\Users\\Ada L\\faultlab', 'c:\\Users\\Ada L\\faultlab\\06-reliability\\01-retries\\given\\bank.ts')), { lesson, file: 'given/bank.ts' });
  });

  it('finds none for other files', () => {
    for (const path of ['progress.json', '06-reliability/01-retries', '06-reliability/02-deadlines/exercise.ts', 'exercise.ts', '']) assert.equal(lessonAt(catalogue, path), undefined, path);
  });

  it('names backups so that they sort by time, are valid on every file system and are no part of a program', () => {
    const name = backupName('exercise.ts', at);
    assert.equal(name, 'exercise.backup-20261125-160203-004.ts');
    assert.equal(unreadableName(at), 'progress.unreadable-20261125-160203-004.json');
    assert.ok(isBackup(name) && !isProgramFile(name));
    assert.ok(isProgramFile('exercise.ts') && isProgramFile('given/bank.ts') && isProgramFile('my.backup.ts'));
    assert.ok(!isProgramFile('notes.md') && !isProgramFile('globals.d.ts'));
  });

  it('has its own project and declarations', () => {
    const files = ownFiles({ types: { 'index.d.ts': 'export {}', 'cluster/rpc.d.ts': 'export {}' } });
    assert.deepEqual(Object.keys(files), ['tsconfig.json', '.types/index.d.ts', '.types/cluster/rpc.d.ts']);
    const { compilerOptions } = JSON.parse(files['tsconfig.json']!) as { compilerOptions: Record<string, unknown> };
    assert.deepEqual(compilerOptions['types'], []);
    assert.equal(compilerOptions['strict'], true);
  });
});
