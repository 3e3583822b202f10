/** How many characters have to be added, taken away or changed. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}

/** The names that were perhaps meant, nearest first. */
export function nearest(word: string, names: readonly string[], count = 3): string[] {
  const distance = (name: string): number => Math.min(...[name, ...name.split('/')].map(part => editDistance(word.toLowerCase(), part.toLowerCase()) / Math.max(word.length, part.length)));
  return names.map(name => ({ name, far: distance(name) })).filter(({ far }) => far <= 0.6).sort((a, b) => a.far - b.far).slice(0, count).map(({ name }) => name);
}

/** `; did you mean a, b or c?`, or nothing. */
export function didYouMean(word: string, names: readonly string[]): string {
  const near = nearest(word, names);
  return near.length === 0 ? '' : `; did you mean ${near.length === 1 ? near[0] : `${near.slice(0, -1).join(', ')} or ${near.at(-1)}`}?`;
}
