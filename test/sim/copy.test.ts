import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Copier, NotCopyable } from '../../src/sim/index.ts';

const copy = <T>(value: T): T => new Copier().copy(value);
const digestOf = (value: unknown): number => {
  const copier = new Copier();
  copier.copy(value);
  return copier.digest;
};

describe('a copied message', () => {
  it('is equal, and shares nothing that can change', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withNullPrototype: false }), value => {
      const copied = copy(value);
      assert.deepEqual(copied, value);
      assert.equal(sharedObject(value, copied), undefined);
    }));
  });

  it('keeps maps, sets, dates, big integers, buffers and typed arrays what they are', () => {
    const buffer = new Uint8Array([1, 2, 3, 4]).buffer;
    const value = { map: new Map([[{ k: 1 }, new Set([1n])]]), at: new Date(5), part: new Uint8Array(buffer, 1, 2), floats: new Float64Array([0.5]), big: new BigInt64Array([-1n]), buffer, view: new DataView(buffer, 2) };
    const copied = copy(value);
    assert.deepEqual(copied, value);
    new Uint8Array(buffer).fill(9);
    assert.deepEqual([...copied.part, ...new Uint8Array(copied.buffer), copied.view.getInt8(0), copied.view.byteLength], [2, 3, 1, 2, 3, 4, 3, 2]);
  });

  it('of an instance is its fields, as after any wire format', () => {
    class Order {
      id = 7;
      #secret = 1;
      total(): number { return this.#secret; }
    }
    const copied = copy(new Order());
    assert.deepEqual({ ...copied }, { id: 7 });
    assert.equal(Object.getPrototypeOf(copied), Object.prototype);
    assert.deepEqual({ ...copy(Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }) as object) }, { own: 2 });
    assert.deepEqual(copy(new RangeError('too far')) as unknown, { name: 'RangeError', message: 'too far' });
  });

  it('of a typed array’s subclass is a plain typed array of its own, whatever the class overrides', () => {
    class Shared extends Uint8Array {
      override slice(): never { return this as never; }
      static get [Symbol.species](): never { throw new Error('not asked'); }
    }
    const original = new Shared([1, 2]);
    const copied = copy(original);
    original[0] = 9;
    assert.deepEqual(copied, new Uint8Array([1, 2]));
  });

  it('is the same however often its like was copied before, whatever its fields are called', () => {
    const name = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', '7', '10', 'then', '"', '\\', '\u2028', '${x}', '`', 'a: 1 }; {'));
    fc.assert(fc.property(fc.uniqueArray(fc.tuple(name, fc.jsonValue()), { selector: ([key]) => key, maxLength: 40 }), fields => {
      const value = Object.fromEntries(fields);
      const copier = new Copier();
      const seen = Array.from({ length: 150 }, () => {
        const copied = copier.copy(value);
        assert.equal(Object.getPrototypeOf(copied), Object.prototype);
        return JSON.stringify([Object.getOwnPropertyNames(copied), Object.getOwnPropertyDescriptors(copied), copier.digest, copier.bytes]);
      });
      assert.deepEqual(Object.getOwnPropertyNames(copier.copy(value)), Object.getOwnPropertyNames(value));
      assert.equal(new Set(seen).size, 1);
    }), { numRuns: 50 });
  });

  it('is right after ten thousand kinds of messages that came once', () => {
    for (let i = 0; i < 10_000; i++) assert.deepEqual(copy({ [`order-${i}`]: i, paid: true }), { [`order-${i}`]: i, paid: true });
  });

  it('is right for tables of any size, each with names of its own, beside messages', () => {
    for (let i = 0; i < 300; i++) {
      const table = Object.fromEntries(Array.from({ length: 20 + (i % 30) }, (_, row) => [`${i}/${row}`, { row }]));
      const message = { kind: 'table', table, version: i };
      assert.deepEqual(copy(message), message);
    }
  });

  it('reads a proxy’s own fields, whatever it answers the next time', () => {
    let asked = 0;
    const fickle = (): object => new Proxy({ a: 1, b: 2 }, { ownKeys: () => (asked++ % 2 === 0 ? ['a', 'b'] : ['b']) });
    for (let i = 0; i < 300; i++) copy(fickle());
    assert.deepEqual(copy({ a: 1, b: 2 }), { a: 1, b: 2 });
    assert.deepEqual(copy({ b: 2 }), { b: 2 });
  });

  it('of text from JSON keeps a field called __proto__ a field', () => {
    const copied = copy(JSON.parse('{"__proto__": {"admin": true}}') as object);
    assert.equal((copied as { admin?: boolean }).admin, undefined);
    assert.deepEqual(Object.keys(copied), ['__proto__']);
  });

  for (const [what, value, message] of [
    ['a function', { then: () => 1 }, /a function cannot be sent or stored/],
    ['a symbol', [Symbol('x')], /a symbol cannot be sent or stored/],
    ['a promise', { reply: Promise.resolve(1) }, /a promise cannot be sent or stored: await it first/],
    ['a circle', circle(), /refer to itself/],
    ['an array of a length that no memory holds', { length: new Array(4_000_000_000) }, /at most 16 MiB/],
    ['a small value that unfolds to a huge one', unfolding(), /at most 16 MiB/],
  ] as const) {
    it(`cannot hold ${what}`, () => {
      assert.throws(() => copy(value), (error: unknown) => error instanceof NotCopyable && message.test(error.message));
    });
  }

  it('has a digest of its content, the same for equal content', () => {
    const values = [0, 1, '', 'a', 'b', null, undefined, true, false, {}, [], [0], [[]], { a: 1 }, { b: 1 }, { a: 2 }, 1n, 0.5, 0.25, new Uint8Array([1]), new Uint8Array([2])];
    assert.equal(new Set(values.map(digestOf)).size, values.length);
    fc.assert(fc.property(fc.jsonValue(), value => digestOf(value) === digestOf(copy(value))));
  });

  it('has about the size of its JSON text', () => {
    fc.assert(fc.property(fc.jsonValue(), value => {
      const copier = new Copier();
      copier.copy(value);
      const { length } = JSON.stringify(value);
      assert.ok(copier.bytes <= 3 * length + 8 && copier.bytes >= length / 4, `${copier.bytes} for ${length}`);
    }));
  });
});

function circle(): object {
  const self: Record<string, unknown> = {};
  self['self'] = self;
  return self;
}

function unfolding(): object {
  let value: object = {};
  for (let i = 0; i < 60; i++) value = { left: value, right: value };
  return value;
}

/** An object that is reachable from both, if there is one. */
function sharedObject(a: unknown, b: unknown): object | undefined {
  const reachable = (root: unknown): Set<object> => {
    const seen = new Set<object>();
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null || seen.has(value)) return;
      seen.add(value);
      if (ArrayBuffer.isView(value)) visit(value.buffer);
      else if (value instanceof Map || value instanceof Set) for (const entry of value) visit(entry);
      else Object.values(value).forEach(visit);
    };
    visit(root);
    return seen;
  };
  const there = reachable(b);
  return [...reachable(a)].find(object => there.has(object));
}
