/**
 * Prototypes from which objects with elements inherit. Once V8 has frozen one of them, every `array[i] = x` and every
 * `push` in the realm takes a slow way, because a prototype may then hold elements that nobody may write. What cannot be
 * extended, and whose properties cannot be changed, is as frozen by the letter of the language, and V8 goes on as before.
 * To be imported before SES, which takes `Object.freeze` for its own as it is then.
 */
const freeze = Object.freeze;
const typedArrays = [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array];
const prototypes: ReadonlySet<unknown> = new Set<unknown>([
  Object.prototype, Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), ...typedArrays.map(({ prototype }) => prototype),
]);

/** As `Object.freeze`, and arrays stay fast. */
export function freezeKeepingArraysFast<T>(value: T): Readonly<T> {
  if (!prototypes.has(value)) return freeze(value);
  Object.preventExtensions(value);
  for (const key of Reflect.ownKeys(value as object)) {
    const { writable } = Object.getOwnPropertyDescriptor(value, key)!;
    Object.defineProperty(value, key, writable === undefined ? { configurable: false } : { configurable: false, writable: false });
  }
  return value;
}

Object.freeze = freezeKeepingArraysFast as typeof Object.freeze;

/** Learner code gets the language's own. */
export function giveFreezeBack(): void {
  Object.freeze = freeze;
}
