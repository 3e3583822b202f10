import assert from 'node:assert/strict';
import { catalogueText, readCatalogue, type Catalogue, type CatalogueLesson } from '../../src/course/catalogue.ts';

const lesson = (number: number): CatalogueLesson => ({
  id: `tests/lesson-${number}`, module: 'tests', number: `1.${number}`, title: `Lesson ${number}`, level: 'core', kits: ['cluster'], minutes: 30, prerequisites: [], built: true,
  scenarios: [{ id: 'calm', label: 'Calm', hidden: false, symptom: 'Nobody notices.', seeds: 20, pooled: false }], handlers: [{ name: 'answer', kind: 'function' }], version: 'abc', folder: `01-tests/0${number}-lesson`,
  files: { 'exercise.ts': `export const answer = () => '${number}\n–';\n` }, solution: 'export {};\n', html: '<p>“Text”</p>', hints: ['<p>Hint</p>'],
});
const catalogue: Catalogue = { engine: '1', types: { 'index.d.ts': 'export {};\n' }, modules: [{ id: 'tests', number: 1, title: 'Tests', lessons: [lesson(1), lesson(2)] }] };
const kept = (): Uint8Array => new TextEncoder().encode(catalogueText(catalogue));

describe('the built catalogue', () => {
  it('is read as it was written', () => {
    assert.deepEqual(readCatalogue(kept(), new TextDecoder()), catalogue);
  });

  it('gives a lesson with its texts to whoever copies it', () => {
    assert.deepEqual({ ...readCatalogue(kept(), new TextDecoder()).modules[0]!.lessons[1]! }, lesson(2));
  });

  it('is known without its texts being read', () => {
    const bytes = kept();
    bytes.fill(0, bytes.indexOf(10) + 1);
    const [first] = readCatalogue(bytes, new TextDecoder()).modules[0]!.lessons;
    assert.equal(first!.title, 'Lesson 1');
    assert.throws(() => first!.solution, SyntaxError);
  });
});
