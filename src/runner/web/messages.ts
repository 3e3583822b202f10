import * as v from 'valibot';
import type { TwinTable } from '../../lab/twins.ts';
import { parseToRunner } from '../messages.ts';
import type { ToRunner } from '../protocol.ts';

/** First of all: what a worker cannot fetch for itself. */
export interface Begin {
  readonly kind: 'begin';
  /** Of the stripper. */
  readonly wasm: WebAssembly.Module;
}

/** Before the first request that is about a lesson. */
export interface LessonFiles {
  readonly kind: 'lesson';
  readonly lesson: string;
  /** URL of the lesson's script. */
  readonly script: string;
  readonly twins?: TwinTable;
}

export type ToWorker = Begin | LessonFiles | ToRunner;

const own = v.variant('kind', [
  v.strictObject({ kind: v.literal('begin'), wasm: v.instance(WebAssembly.Module) }),
  v.strictObject({
    kind: v.literal('lesson'), lesson: v.string(), script: v.string(),
    twins: v.exactOptional(v.looseObject({ key: v.string(), scenarios: v.array(v.nullable(v.looseObject({}))) })),
  }),
]);

/** A message for a worker, checked. Throws `ValiError` with the path of what is wrong. */
export function parseToWorker(message: unknown): ToWorker {
  const { kind } = (message ?? {}) as { kind?: unknown };
  return kind === 'begin' || kind === 'lesson' ? v.parse(own, message) as ToWorker : parseToRunner(message);
}
