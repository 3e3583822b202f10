import type { Copier } from './copy.ts';
import { hashText, mix } from './random.ts';

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

/** The names of an object's fields, in their order: with each further name another. */
class Shape {
  copies = 0;
  copy: LiteralCopy | undefined = undefined;
  private readonly namesAtHand: string[] = [];
  private readonly shapesAtHand: Shape[] = [];
  private readonly next = new Map<string, Shape>();

  with(name: string): Shape {
    const { namesAtHand } = this;
    for (let i = 0; i < namesAtHand.length; i++) {
      if (namesAtHand[i] === name) return this.shapesAtHand[i]!;
    }
    return this.next.get(name) ?? this.grow(name);
  }

  private grow(name: string): Shape {
    const shape = new Shape();
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

let noFields = new Shape();
let shapes = 0;

/**
 * A function for objects with fields of these names, once they have come often: messages come in few shapes, and V8
 * makes an object fastest from a literal.
 */
export function literalCopy(names: readonly string[]): LiteralCopy | undefined {
  if (names.length > MOST_NAMES) return undefined;
  let shape = noFields;
  for (let i = 0; i < names.length; i++) shape = shape.with(names[i]!);
  if (shape.copy === undefined && ++shape.copies === often) shape.copy = compile(names);
  if (shapes > MOST_SHAPES) {
    noFields = new Shape();
    shapes = 0;
  }
  return shape.copy;
}

function compile(names: readonly string[]): LiteralCopy {
  const fields = names.map(name => {
    const key = JSON.stringify(name);
    return `${name === '__proto__' ? `[${key}]` : key}: copier.field(${name.length}, ${hashName(name)}, value[${key}], depth)`;
  });
  return new LanguageFunction('copier', 'value', 'depth', `'use strict'; return { ${fields.join(', ')} };`) as LiteralCopy;
}

export const hashName = (name: string): number => mix(hashText(name));
