import type { Copier } from './copy.ts';
import { hashText } from './random.ts';

/** Copies an object that has certain fields. */
export type LiteralCopy = (copier: Copier, value: Readonly<Record<string, unknown>>, depth: number) => Record<string, unknown>;

/** So often an object is copied field by field before its fields are worth a function. */
let often = 100;
const MOST_NAMES = 32;
/** Beyond that all are forgotten: names that come once each, such as the ids in a table, are not kept for ever. */
const MOST_SHAPES = 4096;
/** So many ways on are found without a look into the map. */
const AT_HAND = 4;

/** The language's own: in a locked realm another stands in its place, which looks at every global first, and some load a part of Node. */
const LanguageFunction = Function;
const hasOwn = Object.prototype.hasOwnProperty;

/** The names of an object's fields, in their order: with each further name another. */
class Shape {
  readonly names: readonly string[];
  copies = 0;
  copy: LiteralCopy | undefined = undefined;
  private readonly namesAtHand: string[] = [];
  private readonly shapesAtHand: Shape[] = [];
  private refused = false;
  private readonly next = new Map<string, Shape>();

  constructor(names: readonly string[]) {
    this.names = names;
  }

  /** Undefined for the first name that follows these, unless it is an object's first: of a table, whose names come once each, no more than one is kept. */
  with(name: string): Shape | undefined {
    const { namesAtHand } = this;
    for (let i = 0; i < namesAtHand.length; i++) {
      if (namesAtHand[i] === name) return this.shapesAtHand[i]!;
    }
    return this.next.get(name) ?? this.grow(name);
  }

  private grow(name: string): Shape | undefined {
    const { names, refused } = this;
    this.refused = true;
    if (names.length > 0 && !refused || names.length === MOST_NAMES) return undefined;
    const shape = new Shape([...names, name]);
    this.next.set(name, shape);
    if (this.namesAtHand.length < AT_HAND) {
      this.namesAtHand.push(name);
      this.shapesAtHand.push(shape);
    }
    shapes++;
    return shape;
  }
}

/** For debuggers, which would step into functions that have no file. */
export function copyFieldByField(): void {
  often = Infinity;
}

let noFields = new Shape([]);
let shapes = 0;

/**
 * A function for objects with the fields of this one, once such have come often: messages come in few shapes, and V8
 * makes an object fastest from a literal.
 */
export function literalCopy(value: object): LiteralCopy | undefined {
  let shape = noFields;
  // A list of the names is made by `Object.keys`, and not by this.
  for (const name in value) {
    if (!hasOwn.call(value, name)) continue;
    const longer = shape.with(name);
    if (longer === undefined) return undefined;
    shape = longer;
  }
  if (shape.copy === undefined && ++shape.copies === often) shape.copy = compile(shape.names);
  if (shapes > MOST_SHAPES) {
    noFields = new Shape([]);
    shapes = 0;
  }
  return shape.copy;
}

function compile(names: readonly string[]): LiteralCopy {
  const fields = names.map(name => {
    const key = JSON.stringify(name);
    return `${name === '__proto__' ? `[${key}]` : key}: copier.field(${name.length}, ${hashText(name)}, value[${key}], depth)`;
  });
  return new LanguageFunction('copier', 'value', 'depth', `'use strict'; return { ${fields.join(', ')} };`) as LiteralCopy;
}
