/** JSON of any value that can be sent or stored, and readable for what JSON itself lacks. Never throws. */
export function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value, (_key, item: unknown) => {
      if (typeof item === 'bigint') return `${item}n`;
      if (item instanceof Map) return Object.fromEntries(item);
      if (item instanceof Set) return [...item];
      if (ArrayBuffer.isView(item)) return `${item.byteLength} bytes`;
      if (typeof item === 'number' && !Number.isFinite(item)) return String(item);
      return item;
    }) ?? 'null';
  } catch {
    return '"(not printable)"';
  }
}
