import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CATALOGUE_FILE, readCatalogue, shownId, type Catalogue, type CatalogueLesson, type CatalogueScenario } from '../course/catalogue.ts';
import { didYouMean } from './nearest.ts';
import { UsageError } from './usage.ts';

/** Of the built product in the folder `dist`. */
export function loadCatalogue(dist: string): Catalogue {
  return readCatalogue(readFileSync(join(dist, CATALOGUE_FILE)), new TextDecoder());
}

export const lessonsOf = ({ modules }: Pick<Catalogue, 'modules'>): CatalogueLesson[] => modules.flatMap(module => module.lessons);

/** The lesson that is called `6.1`, `reliability/retries`, or by a part of an id or title, from the beginning of a word, that no other has. Throws `UsageError`. */
export function findLesson(catalogue: Pick<Catalogue, 'modules'>, name: string): CatalogueLesson {
  const lessons = lessonsOf(catalogue);
  const wanted = name.toLowerCase();
  const exact = lessons.find(({ id, number }) => number === wanted || id === wanted);
  if (exact) return exact;
  const ways = [
    ({ id }: CatalogueLesson) => id.split('/')[1] === wanted,
    ({ id }: CatalogueLesson) => wordsOf(id).includes(wordsOf(name)),
    ({ title }: CatalogueLesson) => wordsOf(title).includes(wordsOf(name)),
  ];
  for (const way of wordsOf(name) === '' ? [] : ways) {
    const found = lessons.filter(way);
    if (found.length === 1) return found[0]!;
    if (found.length > 1) throw new UsageError(`${name} may be ${found.map(({ id, number }) => `${number} ${id}`).join(', ')}`);
  }
  throw new UsageError(`there is no lesson ${name}${didYouMean(name, lessons.map(({ id }) => id))}`);
}

/** In small letters, a blank before each. */
const wordsOf = (text: string): string => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).map(word => (word === '' ? '' : ` ${word}`)).join('');

/** Like `findLesson`, and it can be run. */
export function findBuiltLesson(catalogue: Pick<Catalogue, 'modules'>, name: string): CatalogueLesson {
  const lesson = findLesson(catalogue, name);
  if (!lesson.built) throw new UsageError(`${lesson.number} ${lesson.title} is not there yet: it is coming`);
  return lesson;
}

/** By id, alias or label. Throws `UsageError`, which tells no hidden one's name. */
export function findScenario({ scenarios }: CatalogueLesson, name: string): CatalogueScenario {
  const wanted = name.toLowerCase();
  const found = scenarios.find(scenario => [scenario.id, shownId(scenario), scenario.label.toLowerCase()].includes(wanted));
  if (found) return found;
  const names = scenarios.map(shownId);
  throw new UsageError(`there is no scenario ${name}${didYouMean(name, names) || `; there are ${names.join(', ')}`}`);
}
