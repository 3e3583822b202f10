/** Whether two messages say the same of others: most of their words are the same, without names and numbers. */
export function sameKind(one: string, other: string): boolean {
  const [a, b] = [plainWords(one), plainWords(other)];
  const shared = [...a].filter(word => b.has(word)).length;
  return 2 * shared >= ALIKE * (a.size + b.size);
}

const ALIKE = 0.5;

const plainWords = (message: string): Set<string> => new Set(message.split(/\s+/).flatMap(word => (/[\p{N}"“”]/u.test(word) ? [] : /\p{L}[\p{L}’'-]*/u.exec(word.toLowerCase()) ?? [])));
