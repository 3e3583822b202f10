import { chargeAllocation } from './meter.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Operations that allocate as much as they are told are charged before they do it. Before hardening. */
export function limitAllocation(): void {
  const strings = String.prototype as unknown as Record<string, Method>;
  guard(strings, 'repeat', (text, [count]) => String(text).length * Number(count));
  guard(strings, 'padStart', (_text, [length]) => Number(length));
  guard(strings, 'padEnd', (_text, [length]) => Number(length));
  const arrays = Array.prototype as unknown as Record<string, Method>;
  const lengthOf = (array: unknown): number => 8 * (array as unknown[]).length;
  guard(arrays, 'fill', lengthOf);
  guard(arrays, 'join', lengthOf);
  guard(arrays, 'concat', (array, parts) => parts.reduce((bytes: number, part) => bytes + (Array.isArray(part) ? lengthOf(part) : 8), lengthOf(array)));
  guard(Array as unknown as Record<string, Method>, 'from', (_array, [items]) =>
    typeof items === 'object' && items !== null && !(Symbol.iterator in items) ? 8 * Number((items as { length?: unknown }).length ?? 0) : 0);
}

function guard(owner: Record<string, Method>, name: string, bytesOf: (self: unknown, args: unknown[]) => number): void {
  const original = owner[name]!;
  const guarded = {
    [name](this: unknown, ...args: unknown[]): unknown {
      if (this !== null && this !== undefined) {
        const bytes = bytesOf(this, args);
        if (bytes > FREE_BYTES) chargeAllocation(bytes);
      }
      return Reflect.apply(original, this, args);
    },
  }[name]!;
  Object.defineProperty(owner, name, { value: guarded, writable: true, configurable: true });
}

/** Smaller ones are left to the step meter. */
const FREE_BYTES = 1024;

/** A class whose constructor takes a length, charged for it. */
export function boundedClass<C extends new (...args: never[]) => object>(original: C, bytesPerElement: number): C {
  return new Proxy(original, {
    construct(target, args: unknown[], newTarget) {
      const size = args[0];
      if (typeof size === 'number' && size * bytesPerElement > FREE_BYTES) chargeAllocation(size * bytesPerElement);
      else if (Array.isArray(size)) chargeAllocation(size.length * bytesPerElement);
      return Reflect.construct(target, args, newTarget) as object;
    },
  });
}
