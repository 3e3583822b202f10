import type { Operation, Outcome } from '../../sim/history.ts';
import { jsonOf } from '../../sim/json.ts';
import type { Form } from './forms.ts';

/** A history cannot be read: its message names the line and says what would be right. */
export class HistoryError extends Error {
  override readonly name = 'HistoryError';
  /** From 1. */
  readonly line: number;

  constructor(line: number, message: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
  }
}

/** An operation while its answer may still come. */
type Growing = { -readonly [P in keyof Operation]: Operation[P] };

/** One line, as far as it was looked at. */
interface Line {
  readonly process: string;
  readonly type: 'invoke' | Outcome;
  readonly f: string;
  readonly key: string | undefined;
  readonly value: unknown;
}

const TYPES: ReadonlySet<unknown> = new Set(['invoke', 'ok', 'fail', 'info']);
const LONGEST_EXCERPT = 60;

/**
 * Reads a history of JSON lines, one operation's begin or end a line, as Jepsen records them: `{"process":0,"type":"invoke","f":"read"}`,
 * then `{"process":0,"type":"ok","f":"read","value":1}`. The order of the lines is the order of time. `ok` happened between
 * its two lines, `fail` did not happen, `info` and what has no second line may have happened at any time after its first,
 * or never. Lines of a process that is no client, such as Jepsen's nemesis, and empty lines are left out.
 *
 * Instants (`invokedUs`, `completedUs`) and rows of what it returns are line numbers, from 1.
 */
export class HistoryReader {
  private readonly form: Form;
  private readonly operations: Growing[] = [];
  /** By process. */
  private readonly open = new Map<string, Growing>();
  private lines = 0;

  constructor(form: Form) {
    this.form = form;
  }

  /** The next line, without its end. Throws `HistoryError`. */
  line(text: string): void {
    this.lines++;
    const { lines } = this;
    const trimmed = lines === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
    if (trimmed.trim() === '') return;
    const line = this.parsed(trimmed);
    if (!line) return;
    const before = this.open.get(line.process);
    if (line.type === 'invoke') this.invoke(line, before);
    else this.complete(line, line.type, before);
  }

  /** All operations, in order of invocation. */
  end(): readonly Operation[] {
    return this.operations;
  }

  private complain(message: string): never {
    throw new HistoryError(this.lines, message);
  }

  private parsed(text: string): Line | undefined {
    let fields: Record<string, unknown>;
    try {
      fields = JSON.parse(text) as Record<string, unknown>;
    } catch {
      return this.complain(`this is not JSON: ${excerpt(text)}; each line is one operation's begin or end, for example {"process":0,"type":"invoke","f":"read","value":null}`);
    }
    if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return this.complain(`this is no object: ${excerpt(text)}; a line looks like {"process":0,"type":"invoke","f":"read","value":null}`);
    const { process, type, f, key, value } = fields;
    if (process === 'nemesis') return undefined;
    if (typeof process !== 'number' && typeof process !== 'string') return this.complain(`"process" is ${shown(process)}; it says who asked, by a number or a name`);
    if (!TYPES.has(type)) return this.complain(`"type" is ${shown(type)}; it is "invoke", "ok", "fail" or "info"`);
    if (typeof f !== 'string') return this.complain(`"f" is ${shown(f)}; it says what was asked: ${this.form.functions.join(', ')}`);
    return { process: String(process), type: type as Line['type'], f, key: key === undefined || key === null ? undefined : typeof key === 'string' ? key : jsonOf(key), value };
  }

  private invoke({ process, f, key, value }: Line, before: Growing | undefined): void {
    const { form, lines, operations } = this;
    if (before) this.complain(`process ${process} asks while its ${before.f} of line ${before.invokedRow} has no answer; give that one its ok, fail or info first, or this one another process`);
    if (!form.functions.includes(f)) this.complain(`a ${form.name} has no ${f}; it has ${form.functions.join(', ')}${form.elsewhere?.(f) ?? ''}`);
    if (form.keyed && key === undefined) this.complain(`"key" is missing: a ${form.name} needs to know which of its objects the ${f} is about`);
    const input = form.asked(f, value, message => this.complain(message));
    const operation: Growing = {
      id: operations.length, client: process, f, input, output: undefined, outcome: 'info', invokedUs: lines, completedUs: Infinity, heardUs: Infinity, invokedRow: lines, completedRow: -1,
      ...(form.keyed ? { key: key! } : {}),
    };
    operations.push(operation);
    this.open.set(process, operation);
  }

  private complete({ process, f, key, value }: Line, outcome: Outcome, operation: Growing | undefined): void {
    const { form, lines } = this;
    if (!operation) return this.complain(`process ${process} gets an answer (${outcome}) and has asked nothing; its "invoke" has to be on a line before this one`);
    if (operation.f !== f) this.complain(`process ${process} gets an answer to ${f}, and asked for ${operation.f} on line ${operation.invokedRow}`);
    if (form.keyed && key !== undefined && operation.key !== key) this.complain(`process ${process} gets an answer about ${key}, and asked about ${operation.key} on line ${operation.invokedRow}`);
    this.open.delete(process);
    operation.heardUs = lines;
    operation.completedRow = lines;
    operation.outcome = outcome;
    if (outcome === 'info') return;
    operation.completedUs = lines;
    if (outcome === 'ok') operation.output = form.answered(f, value, operation.input, message => this.complain(message));
  }
}

const excerpt = (text: string): string => (text.length <= LONGEST_EXCERPT ? text : `${text.slice(0, LONGEST_EXCERPT)}…`);
const shown = (value: unknown): string => (value === undefined ? 'missing' : jsonOf(value));
