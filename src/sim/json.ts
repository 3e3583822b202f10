/** Nested deeper than this it goes the slow way, which finds out about circles. */
const DEPTH = 20;

/** JSON of any value that can be sent or stored, and readable for what JSON itself lacks. Never throws. */
export function jsonOf(value: unknown): string {
  try {
    return (isJson(value, 0) ? JSON.stringify(value) : JSON.stringify(value, shown)) ?? 'null';
  } catch {
    return '"(not printable)"';
  }
}

/** Whether `shown` would leave all of it as it is: calling it for each member takes twice as long. */
function isJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string': case 'boolean': case 'undefined': return true;
    case 'number': return Number.isFinite(value);
    case 'object': return value === null || (depth < DEPTH && (Array.isArray(value) ? value.every(item => isJson(item, depth + 1)) : isPlain(value) && hasJson(value, depth + 1)));
    default: return false;
  }
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function hasJson(value: object, depth: number): boolean {
  for (const key in value) if (!isJson((value as Record<string, unknown>)[key], depth)) return false;
  return true;
}

/** What a member is shown as. */
function shown(_key: string, item: unknown): unknown {
  if (typeof item === 'bigint') return `${item}n`;
  if (item instanceof Map) return Object.fromEntries(item);
  if (item instanceof Set) return [...item];
  if (ArrayBuffer.isView(item)) return `${item.byteLength} bytes`;
  if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
  return item;
}
