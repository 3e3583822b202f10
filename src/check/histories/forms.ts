import { jsonOf } from '../../sim/json.ts';

/** Throws, with a message that says what would be right. */
export type Complain = (message: string) => never;

/** What the lines of one kind of history look like. */
export interface Form {
  /** As people call it: `register`. */
  readonly name: string;
  /** What can be asked. */
  readonly functions: readonly string[];
  /** Whether each operation names the object that it is about. */
  readonly keyed: boolean;
  /** The value of an invocation, as checkers want it. */
  asked(f: string, value: unknown, complain: Complain): unknown;
  /** The value of an answer `ok`; `undefined` where the answer says no more than that. */
  answered(f: string, value: unknown, input: unknown, complain: Complain): unknown;
  /** Where else somebody who asks this may look. */
  elsewhere?(f: string): string;
}

/** The same object for equal values, so that `===` compares them: numbers, texts and booleans are themselves, others are kept by their JSON. */
export class Values {
  private readonly known = new Map<string, unknown>();

  of(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const text = jsonOf(value);
    if (!this.known.has(text)) this.known.set(text, value);
    return this.known.get(text);
  }
}

const needed = (f: string, value: unknown, complain: Complain): unknown => (value === undefined ? complain(`the ${f} has no "value"; write "value":null for nothing`) : value);

/** `read`, `write` and, if there is one, `cas`; nothing (`null`) is `undefined`. */
export function registerForm(name: string, { keyed = false, cas = false } = {}): Form {
  const values = new Values();
  const valueOf = (value: unknown): unknown => (value === null ? undefined : values.of(value));
  return {
    name, keyed, functions: cas ? ['read', 'write', 'cas'] : ['read', 'write'],
    asked(f, value, complain) {
      if (f === 'read') return undefined;
      if (f === 'write') return valueOf(needed(f, value, complain));
      if (!Array.isArray(value) || value.length !== 2) return complain(`the value of a cas is ${value === undefined ? 'missing' : jsonOf(value)}; it is [old, new]`);
      return [valueOf(value[0]), valueOf(value[1])];
    },
    answered: (f, value, _input, complain) => (f === 'read' ? valueOf(needed('answer to a read', value, complain)) : undefined),
    elsewhere: f => (f === 'cas' ? '; --model cas-register has' : ''),
  };
}

const listOf = (names: readonly string[]): string => names.join(' and ');

/** Two functions: one puts its value in, the other answers the value that it takes out, `null` for none. */
function containerForm(name: string, put: string, take: string): Form {
  const values = new Values();
  return {
    name, keyed: false, functions: [put, take],
    asked(f, value, complain) {
      if (f === take) return undefined;
      if (value === undefined || value === null) return complain(`the ${f} has no "value"; null says that the ${name} was empty, and cannot be an item of it`);
      return values.of(value);
    },
    answered(f, value, _input, complain) {
      if (f === put) return undefined;
      return value === undefined ? complain(`the answer to a ${f} has no "value"; write "value":null if the ${name} was empty`) : values.of(value);
    },
  };
}

export const queueForm = (): Form => containerForm('queue', 'enqueue', 'dequeue');
export const stackForm = (): Form => containerForm('stack', 'push', 'pop');

/** `add` with a number, and `read`, which answers the sum. */
export const counterForm = (): Form => ({
  name: 'counter', keyed: false, functions: ['add', 'read'],
  asked: (f, value, complain) => (f === 'read' ? undefined : typeof value === 'number' ? value : complain(`the value of an add is ${value === undefined ? 'missing' : jsonOf(value)}; it is a number`)),
  answered: (f, value, _input, complain) => (f === 'add' ? undefined : typeof value === 'number' ? value : complain(`the value of an answered read is ${value === undefined ? 'missing' : jsonOf(value)}; it is a number`)),
});

/** `add`, `remove` and `contains` with an element; `read` answers an array of all. */
export function setForm(): Form {
  const values = new Values();
  const functions = ['add', 'remove', 'contains', 'read'];
  return {
    name: 'set', keyed: false, functions,
    asked(f, value, complain) {
      if (f === 'read') return undefined;
      if (value === undefined || value === null) return complain(`the ${f} has no "value"; ${listOf(functions.slice(0, 3))} need the element that they are about`);
      return values.of(value);
    },
    answered(f, value, input, complain) {
      if (f === 'add' || f === 'remove') return undefined;
      if (f === 'read') return Array.isArray(value) ? [...new Set(value.map(each => values.of(each)))] : complain(`the value of an answered read is ${value === undefined ? 'missing' : jsonOf(value)}; it is an array of all elements`);
      const found = Array.isArray(value) && value.length === 2 && values.of(value[0]) === input ? value[1] as unknown : value;
      return typeof found === 'boolean' ? found : complain(`the value of an answered contains is ${value === undefined ? 'missing' : jsonOf(value)}; it is true or false, or [element, true or false]`);
    },
  };
}
