import * as v from 'valibot';
import { LineCounter, parseDocument } from 'yaml';

/** Content that its author has to correct. */
export class ContentError extends Error {
  override readonly name = 'ContentError';
  readonly file: string;
  /** 1-based; undefined: the file as a whole. */
  readonly line: number | undefined;
  /** Without the place. */
  readonly problem: string;

  constructor(file: string, line: number | undefined, problem: string) {
    super(`${file}${line === undefined ? '' : `:${line}`}: ${problem}`);
    this.file = file;
    this.line = line;
    this.problem = problem;
  }
}

/** What a YAML text says, and where. */
export interface Read<Value> {
  readonly value: Value;
  /** 1-based line of a value, or of the innermost thing around it that is there. */
  lineOf(path: readonly (string | number)[]): number;
}

/** YAML text as what the schema says. `firstLine` is the text's line in its file. Throws `ContentError` with the place of the first mistake. */
export function readYaml<Schema extends v.GenericSchema>(text: string, schema: Schema, file: string, firstLine = 1): Read<v.InferOutput<Schema>> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number): number => firstLine - 1 + lines.linePos(offset).line;
  const lineOf = (path: readonly unknown[]): number => lineAt(placeOf(document, path));
  const [mistake] = document.errors;
  if (mistake) throw new ContentError(file, lineAt(mistake.pos[0]), mistake.message.split('\n')[0]!);
  const result = v.safeParse(schema, plain(document, file));
  if (result.success) return { value: result.output, lineOf };
  const [issue] = result.issues;
  const path = issue.path?.map(({ key }) => key) ?? [];
  throw new ContentError(file, lineOf(path), `${path.length > 0 ? `${path.join('.')}: ` : ''}${issue.message}`);
}

/** `readYaml`, where the places do not matter any more. */
export function parseYaml<Schema extends v.GenericSchema>(text: string, schema: Schema, file: string, firstLine = 1): v.InferOutput<Schema> {
  return readYaml(text, schema, file, firstLine).value;
}

/** Aliases that grow beyond measure, or that name nothing, are no content. */
function plain(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new ContentError(file, undefined, (error as Error).message);
  }
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
