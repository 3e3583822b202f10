import * as v from 'valibot';

const integer = v.pipe(v.number(), v.integer());
const afterSignal = v.strictObject({ signal: v.string(), nth: integer, afterMs: v.number(), fromMs: v.exactOptional(v.number()) });
const when = v.union([v.strictObject({ atMs: v.number() }), afterSignal]);

const names = v.exactOptional(v.array(v.string()));
const choice = v.variant('does', [
  v.strictObject({ does: v.literal('strike'), fault: v.string(), message: v.string() }),
  v.strictObject({ does: v.literal('take'), message: v.string(), delayMs: v.pipe(v.number(), v.minValue(0)) }),
  v.strictObject({ does: v.literal('pace'), message: v.string(), quantile: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)) }),
]);

/** A fault plan that comes from outside. What single faults need beside these is their kit's to read. */
export const planSchema = v.strictObject({
  faults: v.array(v.looseObject({ id: v.string(), kind: v.string(), start: when, lastsMs: v.exactOptional(v.number()), until: v.exactOptional(afterSignal) })),
  off: v.array(v.string()),
  only: v.exactOptional(v.strictObject({ decisions: names, operations: names, nodes: names })),
  schedule: v.exactOptional(v.array(choice)),
});
