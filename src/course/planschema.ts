import * as v from 'valibot';

const integer = v.pipe(v.number(), v.integer());
const afterSignal = v.strictObject({ signal: v.string(), nth: integer, afterMs: v.number() });
const when = v.union([v.strictObject({ atMs: v.number() }), afterSignal]);

const names = v.exactOptional(v.array(v.string()));

/** A fault plan that comes from outside. What single faults need beside these is their kit's to read. */
export const planSchema = v.strictObject({
  faults: v.array(v.looseObject({ id: v.string(), kind: v.string(), start: when, lastsMs: v.exactOptional(v.number()), until: v.exactOptional(afterSignal) })),
  off: v.array(v.string()),
  only: v.exactOptional(v.strictObject({ decisions: names, operations: names, nodes: names })),
});
