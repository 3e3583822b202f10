import * as v from 'valibot';
import { verdictSchema } from '../../../runner/messages.ts';
import type { LessonResult } from '../result.ts';

/**
 * The queue of those who can stand in for each other: the same product, the same engine, the same key of secret seeds. The
 * key itself is in no queue; who has another one, or none, looks into another queue.
 */
export function queueName({ faultlab, engine, key }: { readonly faultlab: string; readonly engine: string; readonly key: string | undefined }): string {
  return `grade-${faultlab}-${engine}-${key ?? 'public'}`;
}

/** Before the names of all keys in the server. */
export const PREFIX = 'faultlab';

const problem = v.looseObject({ message: v.string() });
const result = v.variant('kind', [
  v.strictObject({ kind: v.literal('judged'), scenarios: v.array(verdictSchema) }),
  v.strictObject({ kind: v.literal('problems'), problems: v.array(problem) }),
]);

/** What a worker found, checked. Throws `ValiError`. */
export const parseResult = (value: unknown): LessonResult => v.parse(result, value) as LessonResult;
