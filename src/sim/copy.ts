import { literalCopy } from './literalcopy.ts';
import { hashText } from './random.ts';

/** A value that cannot travel between nodes or be stored on a disk. */
export class NotCopyable extends TypeError {
  override readonly name = 'NotCopyable';
}

const MAX_DEPTH = 100;
const MAX_BYTES = 16 * 1024 * 1024;

type TypedArray = Uint8Array | BigInt64Array;
const TYPED_ARRAYS = {
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array, BigInt64Array, BigUint64Array,
} as unknown as Readonly<Record<string, new (from: ArrayBufferView) => TypedArray>>;
const typedArrayName = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!.get!;

const double = new Float64Array(1);
const words = new Int32Array(double.buffer);

/** The bits of a NaN differ between platforms. */
function hashDouble(value: number): number {
  if (Number.isNaN(value)) return 0x7ff80000;
  double[0] = value;
  return words[0]! ^ Math.imul(words[1]!, 0x9e3779b1);
}

/**
 * Deep copies of messages and records: JSON values, undefined, bigint, Date, Map, Set, ArrayBuffer and typed arrays.
 * Own enumerable fields only; class instances arrive as plain objects, as they would through any wire format. Nested
 * at most 100 levels deep, at most 16 MiB.
 * After each `copy`, `bytes` is the approximate size of its JSON text and `digest` a 32-bit hash of the content.
 */
export class Copier {
  bytes = 0;
  digest = 0;

  copy<T>(value: T): T {
    this.bytes = 0;
    this.digest = 0x2545f491;
    return this.walk(value, 0) as T;
  }

  private walk(value: unknown, depth: number): unknown {
    if (typeof value === 'string') this.take(value.length + 2, hashText(value));
    else if (typeof value === 'number') this.take(8, (value | 0) === value ? value : hashDouble(value));
    else if (typeof value === 'object' && value !== null) return this.walkObject(value, depth + 1);
    else this.takeRest(value);
    return value;
  }

  private takeRest(value: unknown): void {
    switch (typeof value) {
      case 'boolean': return this.take(4, value ? 3 : 5);
      case 'undefined': return this.take(0, 7);
      case 'object': return this.take(4, 11);
      case 'bigint': return this.take(16, hashText(value.toString()));
      default: throw new NotCopyable(`a ${typeof value} cannot be sent or stored: only data can`);
    }
  }

  private walkObject(value: object, depth: number): unknown {
    if (depth > MAX_DEPTH + 1) throw new NotCopyable('a message may be nested at most 100 levels deep (does it refer to itself?)');
    if (Array.isArray(value)) {
      this.take(2 + value.length, 0x5bd1e995 ^ value.length);
      if (value.length === 1) return [this.walk(value[0], depth)];
      const copy: unknown[] = [];
      for (let i = 0; i < value.length; i++) copy.push(this.walk(value[i], depth));
      return copy;
    }
    this.take(2, 13);
    // V8 asks its runtime for a prototype; what says falsely that it is a plain object is copied as one, by its own fields.
    if (value.constructor !== Object) {
      if (value instanceof Map) {
        const copy = new Map();
        for (const [key, item] of value) copy.set(this.walk(key, depth), this.walk(item, depth));
        return copy;
      }
      if (value instanceof Set) {
        const copy = new Set();
        for (const item of value) copy.add(this.walk(item, depth));
        return copy;
      }
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return this.walkBytes(value);
      if (value instanceof Date) {
        const ms = value.getTime();
        this.take(24, ms | 0);
        return new Date(ms);
      }
      if (value instanceof Promise) throw new NotCopyable('a promise cannot be sent or stored: await it first');
      if (value instanceof Error) return this.walkFields({ ...value, name: value.name, message: value.message }, depth);
    }
    return this.walkFields(value as Record<string, unknown>, depth);
  }

  private walkFields(value: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
    const often = literalCopy(value);
    if (often !== undefined) return often(this, value, depth);
    const copy: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const item = this.field(name.length, hashText(name), value[name], depth);
      if (name === '__proto__') Object.defineProperty(copy, name, { value: item, enumerable: true, configurable: true, writable: true });
      else copy[name] = item;
    }
    return copy;
  }

  /** Part of a copy: a field, by the length and the hash of its name. */
  field(length: number, hash: number, value: unknown, depth: number): unknown {
    this.take(length + 4, hash);
    return this.walk(value, depth);
  }

  private walkBytes(value: ArrayBufferView | ArrayBuffer): ArrayBufferView | ArrayBuffer {
    this.take(value.byteLength, 0x27d4eb2f ^ value.byteLength);
    const isBuffer = value instanceof ArrayBuffer;
    const bytes = isBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    for (let i = 0; i < bytes.length; i++) this.take(0, bytes[i]!);
    if (isBuffer) return new Uint8Array(bytes).buffer;
    if (value instanceof DataView) return new DataView(new Uint8Array(bytes).buffer);
    return new TYPED_ARRAYS[typedArrayName.call(value) as string]!(value);
  }

  private take(bytes: number, content: number): void {
    this.bytes += bytes;
    if (this.bytes > MAX_BYTES) throw new NotCopyable('a message may take at most 16 MiB');
    this.digest = Math.imul(this.digest ^ content, 0x9e3779b1);
    this.digest ^= this.digest >>> 15;
  }
}
