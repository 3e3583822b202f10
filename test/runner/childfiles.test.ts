import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const dist = join(import.meta.dirname, '../../dist');
const chunks = join(dist, 'chunks');

/** The files that are loaded with one. */
function loadedWith(file: string, files = new Set<string>()): Set<string> {
  if (files.has(file)) return files;
  files.add(file);
  for (const [, other] of readFileSync(file, 'utf8').matchAll(/(?:from|import)"(\.[^"]+\.js)"/g)) loadedWith(join(dirname(file), other!), files);
  return files;
}

describe('the child\'s program', () => {
  it('comes in few files, as each makes its start longer', () => {
    const names = readdirSync(chunks).filter(name => name.endsWith('.js'));
    const serving = names.filter(name => name.startsWith('serving-'));
    const lessons = names.filter(name => /^\d\d-/.test(name));
    assert.equal(serving.length, 1);
    assert.ok(lessons.length >= 30);
    const begun = loadedWith(join(chunks, serving[0]!), loadedWith(join(dist, 'child.js')));
    assert.ok(begun.size <= 10, `${begun.size} files before a lesson is asked for`);
    for (const lesson of lessons) {
      const files = loadedWith(join(chunks, lesson), new Set(begun));
      assert.ok(files.size <= begun.size + 3, `${files.size - begun.size} more for ${lesson}`);
    }
  });
});
