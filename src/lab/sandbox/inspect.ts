/** How deep, how many members and how many characters a printed value has at most. */
const DEPTH = 4;
const MEMBERS = 100;
const CHARACTERS = 10_000;

/** A value as a console prints it. Calls no getter; safe on any value. */
export function inspect(value: unknown): string {
  return new Inspector().print(value);
}

/** The text of a `console.log` call: `%s`, `%d`, `%i`, `%f`, `%j`, `%o`, `%O` and the rest with spaces between. */
export function formatLog(args: readonly unknown[]): string {
  let rest = args;
  let text = '';
  if (typeof args[0] === 'string') {
    let next = 1;
    text = args[0].replace(/%([sdifjoOc%])/g, (directive, kind: string) => {
      if (kind === '%') return '%';
      if (next >= args.length) return directive;
      return formatOne(kind, args[next++]);
    });
    rest = args.slice(next);
    if (rest.length > 0) text += ' ';
  }
  text += rest.map(value => (typeof value === 'string' ? value : inspect(value))).join(' ');
  return text.length > CHARACTERS ? `${text.slice(0, CHARACTERS)}… (${text.length - CHARACTERS} more characters)` : text;
}

function formatOne(kind: string, value: unknown): string {
  switch (kind) {
    case 's':
      return typeof value === 'string' ? value : inspect(value);
    case 'd':
      return typeof value === 'object' ? 'NaN' : String(Number(value as number));
    case 'i':
      return typeof value === 'object' ? 'NaN' : String(Math.trunc(Number(value as number)));
    case 'f':
      return typeof value === 'symbol' ? 'NaN' : String(parseFloat(String(value)));
    case 'c':
      return '';
    default:
      return inspect(value);
  }
}

class Inspector {
  private readonly parents: object[] = [];
  private characters = 0;

  print(value: unknown): string {
    try {
      return this.value(value, 0);
    } catch {
      return '<cannot be shown>';
    }
  }

  private value(value: unknown, depth: number): string {
    switch (typeof value) {
      case 'string':
        return this.quote(value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'symbol':
        return value.toString();
      case 'function':
        return this.functionText(value);
      case 'object':
        return value === null ? 'null' : this.object(value, depth);
      default:
        return String(value);
    }
  }

  private quote(text: string): string {
    const shown = text.length > CHARACTERS ? `${text.slice(0, CHARACTERS)}…` : text;
    this.characters += shown.length;
    return `'${shown.replace(/[\\'\n\r\t]/g, character => ({ '\n': '\\n', '\r': '\\r', '\t': '\\t' })[character] ?? `\\${character}`)}'`;
  }

  private functionText(value: object): string {
    const name = functionName(value);
    return name === '' ? '[Function]' : `[Function: ${name}]`;
  }

  private object(value: object, depth: number): string {
    if (this.parents.includes(value)) return '[Circular]';
    if (value instanceof Error) return errorText(value);
    if (value instanceof Date) return Number.isNaN(Date.prototype.getTime.call(value)) ? 'Invalid Date' : Date.prototype.toISOString.call(value);
    if (value instanceof RegExp) return RegExp.prototype.toString.call(value);
    if (value instanceof Promise) return 'Promise {}';
    const name = className(value);
    if (depth >= DEPTH || this.characters > CHARACTERS) return Array.isArray(value) ? '[Array]' : `[${name || 'Object'}]`;
    this.parents.push(value);
    try {
      return this.members(value, name, depth + 1);
    } finally {
      this.parents.pop();
    }
  }

  private members(value: object, name: string, depth: number): string {
    if (Array.isArray(value)) return this.list('[', Array.from({ length: Math.min(value.length, MEMBERS) }, (_, i) => this.property(value, i, depth)), value.length, ']');
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      const numbers = value as unknown as ArrayLike<unknown>;
      return this.list(`${String(typedArrayTag.call(value))}(${numbers.length}) [`, Array.from({ length: Math.min(numbers.length, MEMBERS) }, (_, i) => String(numbers[i])), numbers.length, ']');
    }
    if (value instanceof Map) {
      const size = value.size;
      return this.list(`Map(${size}) {`, firstOf(Map.prototype.entries.call(value)).map(([key, item]) => `${this.value(key, depth)} => ${this.value(item, depth)}`), size, '}');
    }
    if (value instanceof Set) {
      const size = value.size;
      return this.list(`Set(${size}) {`, firstOf(Set.prototype.values.call(value)).map(item => this.value(item, depth)), size, '}');
    }
    const keys = Object.keys(value);
    const entries = keys.slice(0, MEMBERS).map(key => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : this.quote(key)}: ${this.property(value, key, depth)}`);
    return this.list(`${name === 'Object' || name === '' ? '' : `${name} `}{`, entries, keys.length, '}');
  }

  private property(value: object, key: string | number, depth: number): string {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor === undefined) return '<empty>';
    return 'value' in descriptor ? this.value(descriptor.value, depth) : '[Getter]';
  }

  private list(open: string, items: string[], size: number, close: string): string {
    if (size > items.length) items.push(`… ${size - items.length} more`);
    const text = items.length === 0 ? `${open}${close}` : `${open} ${items.join(', ')} ${close}`;
    this.characters += text.length;
    return text;
  }
}

function firstOf<T>(items: Iterable<T>): T[] {
  const first: T[] = [];
  for (const item of items) {
    if (first.length === MEMBERS) break;
    first.push(item);
  }
  return first;
}

function errorText(error: Error): string {
  const stack: unknown = error.stack;
  return typeof stack === 'string' && stack !== '' ? stack : String(error);
}

const typedArrayTag = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype) as object, Symbol.toStringTag)!.get!;

/** Name of the class that made an object, without calling its code. */
export function className(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== 'object' || prototype === null) return '';
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  if (typeof constructor !== 'function') return '';
  return functionName(constructor);
}

/** Name of a function, without calling its code. */
export function functionName(value: object): string {
  const name: unknown = Object.getOwnPropertyDescriptor(value, 'name')?.value;
  return typeof name === 'string' ? name : '';
}
