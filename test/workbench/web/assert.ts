/** What the suite uses of `node:assert`, where there is no Node. */
export const strict = {
  ok(value: unknown, message = 'it does not hold'): asserts value {
    if (!value) throw new Error(message);
  },
  equal(actual: unknown, expected: unknown, message?: string): void {
    if (!Object.is(actual, expected)) throw differ(actual, expected, message);
  },
  deepEqual(actual: unknown, expected: unknown, message?: string): void {
    if (!same(actual, expected)) throw differ(actual, expected, message);
  },
  match(text: string, pattern: RegExp): void {
    if (!pattern.test(text)) throw new Error(`${JSON.stringify(text)} does not match ${String(pattern)}`);
  },
};

function differ(actual: unknown, expected: unknown, message = 'they differ'): Error {
  return new Error(`${message}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`);
}

/** Of values that JSON knows, and undefined. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return Object.is(one, other);
  const names = Object.keys(one);
  return Array.isArray(one) === Array.isArray(other) && names.length === Object.keys(other).length
    && names.every(name => Object.hasOwn(other, name) && same((one as Record<string, unknown>)[name], (other as Record<string, unknown>)[name]));
}
