import { className } from './inspect.ts';

const DEPTH = 6;
const MEMBERS = 50;
const CHARACTERS = 1_000;
/** What is larger is shown less deep: a library's objects, each of which leads to all others, have no end. */
const VALUES = 400;
/** How deep objects have been shown that were too large. */
const depths = new WeakMap<object, number>();

/** Of the snapshot that is being taken. */
let depth = DEPTH;
let valuesLeft = VALUES;

/**
 * A value as plain data that JSON can carry, at most 6 levels deep, 50 members wide, and 400 values in all. Maps become
 * objects, sets arrays; functions, promises and what a process has of its machine a word in brackets. Calls no getter; safe
 * on any value.
 */
export function snapshot(value: unknown): unknown {
  const large = typeof value === 'object' && value !== null ? value : undefined;
  for (depth = (large && depths.get(large)) ?? DEPTH; ; depth--) {
    valuesLeft = VALUES;
    const shown = walk(value, []);
    if (valuesLeft >= 0 || depth === 1) return shown;
    if (large) depths.set(large, depth - 1);
  }
}

function walk(value: unknown, parents: readonly object[]): unknown {
  if (--valuesLeft < 0) return undefined;
  switch (typeof value) {
    case 'string':
      return value.length > CHARACTERS ? `${value.slice(0, CHARACTERS)}…` : value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    case 'bigint':
      return `${value}n`;
    case 'symbol':
      return value.toString();
    case 'function':
      return '[function]';
    case 'object':
      if (value === null) return null;
      try {
        return walkObject(value, parents);
      } catch {
        return '[cannot be shown]';
      }
    default:
      return undefined;
  }
}

function walkObject(value: object, parents: readonly object[]): unknown {
  if (parents.includes(value)) return '[circular]';
  if (value instanceof Date) return Date.prototype.toJSON.call(value);
  if (value instanceof Promise) return '[promise]';
  if (value instanceof Error) return String(value);
  if (isHandle(value)) return '[handle]';
  if (parents.length >= depth) return Array.isArray(value) ? '[array]' : `[${className(value) || 'object'}]`;
  const path = [...parents, value];
  if (Array.isArray(value)) return Array.from({ length: Math.min(value.length, MEMBERS) }, (_, i) => ownData(value, i, path) ?? null);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return Array.from(value as unknown as ArrayLike<number>).slice(0, MEMBERS).map(Number);
  if (value instanceof Set) return [...Set.prototype.values.call(value)].slice(0, MEMBERS).map(item => walk(item, path));
  const plain: Record<string, unknown> = {};
  if (value instanceof Map) {
    for (const [key, item] of [...Map.prototype.entries.call(value)].slice(0, MEMBERS)) assign(plain, keyText(key), walk(item, path));
  } else {
    for (const key of Object.keys(value).slice(0, MEMBERS)) assign(plain, key, ownData(value, key, path));
  }
  return plain;
}

/** Frozen, and with functions: a node's context, its disk, a service. It is not part of a program's state. */
function isHandle(value: object): boolean {
  return Object.isFrozen(value) && Object.keys(value).some(key => typeof Object.getOwnPropertyDescriptor(value, key)?.value === 'function');
}

function assign(target: Record<string, unknown>, key: string, value: unknown): void {
  if (value !== undefined) Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function ownData(value: object, key: string | number, path: readonly object[]): unknown {
  const descriptor = Object.getOwnPropertyDescriptor(value, key);
  return descriptor !== undefined && 'value' in descriptor ? walk(descriptor.value, path) : undefined;
}

function keyText(key: unknown): string {
  return typeof key === 'string' ? key : (JSON.stringify(walk(key, [])) ?? 'undefined');
}
