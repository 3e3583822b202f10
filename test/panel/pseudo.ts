import type { Texts } from './browser.ts';

const letters: Readonly<Record<string, string>> = Object.fromEntries([...'abcdefghijklmnopqrstuvwxyz'].flatMap((letter, index) => {
  const strange = [...'áƀćđéƒǵĥíĵķĺḿńóṕɋŕšţúṽŵẋýž'][index]!;
  return [[letter, strange], [letter.toUpperCase(), strange.toUpperCase()]];
}));

/** A language in which each text is legible, a third longer, and without one letter of the English one. */
export function pseudoTexts(texts: readonly string[]): Texts {
  return Object.fromEntries(texts.map(text => [text, text.replace(/[a-z]/gi, letter => (/[aeiou]/.test(letter) ? letters[letter]!.repeat(2) : letters[letter]!))]));
}

/** English words in a text; `known`: those that may stand there, in small letters. */
export function plainWords(text: string, known: ReadonlySet<string>): readonly string[] {
  return wordsOf(text).filter(word => !known.has(word));
}

/** Words of all texts in a value, whatever it is made of. */
export function wordsIn(value: unknown): ReadonlySet<string> {
  const words = new Set<string>();
  const visit = (each: unknown): void => {
    if (typeof each === 'string') for (const word of wordsOf(each)) words.add(word);
    else if (typeof each === 'object' && each !== null && !ArrayBuffer.isView(each)) Object.values(each).forEach(visit);
  };
  visit(value);
  return words;
}

/** Without those that are cut. */
const wordsOf = (text: string): string[] => (text.match(/(?<!\p{L})[A-Za-z]{3,}(?![\p{L}…])/gu) ?? []).map(word => word.toLowerCase());
