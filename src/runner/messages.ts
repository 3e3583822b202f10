import * as v from 'valibot';
import { STRATEGIES } from '../lab/explore/exploration.ts';
import { planSchema as plan } from '../course/planschema.ts';
import type { FromRunner, ToRunner, WatchdogReport } from './protocol.ts';

const id = v.pipe(v.number(), v.integer());
const integer = v.pipe(v.number(), v.integer());
const texts = v.array(v.string());

const range = v.strictObject({ file: v.string(), startLineNumber: integer, startColumn: integer, endLineNumber: integer, endColumn: integer });
const problem = v.strictObject({ message: v.string(), range: v.exactOptional(range) });
const source = v.strictObject({ file: v.string(), entry: v.string(), files: v.record(v.string(), v.string()) });

const packFields = { id: v.string(), title: v.string(), version: v.string(), file: v.string(), files: v.record(v.string(), v.string()) };
const packSource = v.strictObject({ ...packFields, addedTo: v.exactOptional(v.union([v.literal('built'), v.strictObject(packFields)])) });
const pack = v.exactOptional(packSource);

const limits = v.array(v.strictObject({ name: v.string(), unit: v.string(), bound: v.strictObject({ kind: v.picklist(['atLeast', 'atMost']), limit: v.number() }) }));
const outline = v.strictObject({
  handlers: v.array(v.strictObject({ name: v.string(), kind: v.picklist(['class', 'function']), methods: v.array(v.string()) })),
  scenarios: v.array(v.strictObject({ id: v.string(), hidden: v.boolean(), label: v.string(), symptom: v.string(), seeds: integer, measure: limits, pooled: limits })),
});

const twin = v.variant('kind', [
  v.strictObject({ kind: v.picklist(['reference', 'starter', 'handsOff']) }),
  v.strictObject({ kind: v.literal('without'), fault: v.union([v.string(), v.undefined()]) }),
]);

const demand = v.strictObject({
  name: v.string(),
  kind: v.picklist(['always', 'final', 'measure', 'pooled']),
  ok: v.boolean(),
  value: v.exactOptional(v.number()),
  limit: v.exactOptional(v.number()),
  bound: v.exactOptional(v.picklist(['atLeast', 'atMost'])),
  unit: v.exactOptional(v.string()),
  share: v.exactOptional(v.number()),
  passShare: v.exactOptional(v.number()),
});

const counterexample = v.looseObject({
  seed: integer,
  timeMs: v.number(),
  node: v.exactOptional(v.string()),
  message: v.string(),
  range: v.exactOptional(range),
  plan: texts,
  faults: v.exactOptional(plan),
  traceHash: v.string(),
});

/** A scenario's verdict that comes from another process. */
export const verdictSchema = v.looseObject({
  id: v.string(),
  hidden: v.boolean(),
  verdict: v.picklist(['passed', 'failed', 'error', 'stuck', 'unjudged']),
  seeds: integer,
  failedSeeds: v.array(integer),
  demands: v.array(demand),
  first: v.exactOptional(counterexample),
  hashes: v.exactOptional(texts),
});

const trace = v.looseObject({
  length: integer,
  timeUs: v.instance(Float64Array),
  kind: v.instance(Uint8Array),
  node: v.instance(Int16Array),
  peer: v.instance(Int16Array),
  ref: v.instance(Int32Array),
  cause: v.instance(Int32Array),
  label: v.instance(Int32Array),
  data: v.instance(Int32Array),
  source: v.instance(Int32Array),
  strings: v.array(v.string()),
  sources: v.array(v.looseObject({ file: v.string(), line: integer, column: integer })),
  nodes: v.array(v.looseObject({ id: v.string(), role: v.picklist(['learner', 'given', 'client']) })),
});

const recording = v.looseObject({
  lesson: v.string(),
  scenario: v.string(),
  seed: integer,
  verdict: v.picklist(['passed', 'failed', 'error', 'stuck']),
  plan: texts,
  faults: plan,
  missedTwins: v.array(v.strictObject({ demand: v.string(), twin })),
  failures: v.array(v.looseObject({ demand: v.string(), message: v.string(), timeUs: v.number(), row: integer })),
  trace,
  ways: v.optional(v.array(v.strictObject({ a: integer, b: integer, usualMs: v.number() }))),
  tracks: v.array(v.looseObject({ type: v.picklist(['sample', 'phase', 'interval']) })),
  pictures: v.array(v.looseObject({ type: v.string(), name: v.string() })),
  traceHash: v.string(),
});

const tally = v.strictObject({ kept: integer, redrawn: integer });

const loss = v.strictObject({ demand: v.string(), brokenUs: v.number(), instantsUs: v.array(v.number()) });

const exploration = v.strictObject({
  scenario: v.string(),
  strategy: v.picklist(STRATEGIES),
  seeds: integer,
  runs: integer,
  events: integer,
  beyond: integer,
  idle: v.exactOptional(v.string()),
  space: v.exactOptional(v.strictObject({
    states: integer, exhausted: v.boolean(), deviations: integer, scope: v.exactOptional(v.strictObject({ operations: integer, complete: integer, of: integer })),
  })),
  found: v.exactOptional(verdictSchema),
});

const failedRun = { id, lesson: v.string(), pack, source, scenario: v.string(), seed: integer, plan: v.exactOptional(plan) };

const toRunner = v.variant('kind', [
  v.strictObject({ kind: v.literal('run'), id, lesson: v.string(), pack, source, scenario: v.string(), seeds: v.exactOptional(v.array(integer)), plan: v.exactOptional(plan), brief: v.exactOptional(v.boolean()), thorough: v.exactOptional(v.boolean()), careful: v.exactOptional(integer) }),
  v.strictObject({ kind: v.literal('record'), id, lesson: v.string(), pack, source, scenario: v.string(), seed: integer, plan: v.exactOptional(plan), twin: v.exactOptional(twin) }),
  v.strictObject({ kind: v.literal('loss'), ...failedRun }),
  v.strictObject({ kind: v.literal('futures'), ...failedRun, parting: v.strictObject({ demand: v.string(), brokenUs: v.number(), fromUs: v.number(), futures: v.array(integer) }) }),
  v.strictObject({ kind: v.literal('explore'), id, lesson: v.string(), pack, source, scenario: v.string(), strategy: v.picklist(STRATEGIES), seeds: v.array(integer), runs: v.exactOptional(integer) }),
  v.strictObject({ kind: v.literal('stop'), id }),
  v.strictObject({ kind: v.literal('describe'), id, lesson: v.string(), pack: packSource }),
  v.strictObject({ kind: v.literal('cancel'), id }),
]);

const fromRunner = v.variant('kind', [
  v.strictObject({ kind: v.literal('ready'), engine: v.string(), platform: v.string(), drain: v.picklist(['sync', 'batch']), blocked: texts }),
  v.strictObject({ kind: v.literal('started'), id, scenario: v.string(), hidden: v.boolean() }),
  v.strictObject({ kind: v.literal('progress'), id, scenario: v.string(), seed: integer, done: integer, total: integer }),
  v.strictObject({ kind: v.literal('scenario'), id, verdict: verdictSchema }),
  v.strictObject({ kind: v.literal('recording'), id, recording }),
  v.strictObject({ kind: v.literal('loss'), id, loss }),
  v.strictObject({ kind: v.literal('tally'), id, tally }),
  v.strictObject({ kind: v.literal('outline'), id, outline }),
  v.strictObject({ kind: v.literal('exploration'), id, exploration }),
  v.strictObject({ kind: v.literal('problems'), id, problems: v.array(problem) }),
  v.strictObject({ kind: v.literal('broken'), id, message: v.string() }),
  v.strictObject({ kind: v.literal('done'), id, durationMs: v.number(), cancelled: v.boolean() }),
]);

const watchdog = v.variant('kind', [
  v.strictObject({ kind: v.literal('busy'), range, seed: integer, done: integer }),
  v.strictObject({ kind: v.literal('silent'), seed: integer, done: integer }),
  v.strictObject({ kind: v.literal('watching'), seed: integer, done: integer }),
  v.strictObject({ kind: v.literal('memory'), rssBytes: v.number(), seed: integer, done: integer }),
]);

/** A message for a runner's child, checked. Throws `ValiError` with the path of what is wrong. */
export function parseToRunner(message: unknown): ToRunner {
  return v.parse(toRunner, message);
}

/** A message of a runner's child, checked. Throws `ValiError` with the path of what is wrong. */
export function parseFromRunner(message: unknown): FromRunner {
  return v.parse(fromRunner, message) as unknown as FromRunner;
}

/** A line of a watchdog, checked. Throws on anything else. */
export function parseWatchdog(line: string): WatchdogReport {
  return v.parse(watchdog, JSON.parse(line));
}
