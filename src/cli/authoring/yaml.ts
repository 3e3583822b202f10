import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';

/** Content that its author has to correct. */
export class ContentError extends Error {
  override readonly name = 'ContentError';

  /** `line` is 1-based; absent: the file as a whole. */
  constructor(file: string, line: number | undefined, message: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${message}`);
  }
}

/** YAML text as what the schema says. `firstLine` is the text's line in its file. Throws `ContentError` with the place of the first mistake. */
export function parseYaml<Schema extends v.GenericSchema>(text: string, schema: Schema, file: string, firstLine = 1): v.InferOutput<Schema> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (offset: number): number => firstLine - 1 + lines.linePos(offset).line;
  const [mistake] = document.errors;
  if (mistake) throw new ContentError(file, lineOf(mistake.pos[0]), mistake.message.split('\n')[0]!);
  const result = v.safeParse(schema, document.toJS());
  if (result.success) return result.output;
  const [issue] = result.issues;
  const path = issue.path?.map(({ key }) => key) ?? [];
  throw new ContentError(file, lineOf(placeOf(document, path)), `${path.length > 0 ? `${path.join('.')}: ` : ''}${issue.message}`);
}

/** Offset of a value, or of the innermost thing around it that is there. */
function placeOf(document: ReturnType<typeof parseDocument>, path: readonly unknown[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly number[] | null } | null | undefined)?.range;
    if (range) return range[0]!;
  }
  return 0;
}
