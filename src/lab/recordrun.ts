import { TraceKind, type SimNode, type Trace, type TraceNode } from '../sim/index.ts';
import type { Finding } from '../check/finding.ts';
import type { Attempt } from './attempt.ts';
import { Run } from './run.ts';
import type { SourceRange } from './verdict.ts';

/** A run that keeps its trace, with the state of the programs after each handler: the learner's and those that the lesson gives. */
export class RecordRun extends Run {
  /** Each has states to look at. */
  override readonly eventsATurn = 200;
  private readonly shown = new Map<SimNode, Map<string, string>>();

  protected override observe(node: SimNode): void {
    const { world, host } = this;
    const instance = host.watched.get(node);
    if (!instance || node.state === 'down') return;
    let before = this.shown.get(node);
    if (!before) this.shown.set(node, before = new Map());
    const changed: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(host.attempt.stateOf(instance))) {
      const text = JSON.stringify(value) ?? 'undefined';
      if (before.get(name) === text) continue;
      before.set(name, text);
      changed[name] = value;
    }
    if (Object.keys(changed).length === 0) return;
    const row = world.trace!.row(world.nowUs, TraceKind.state, node.index, -1, 0, world.causeRow);
    world.trace!.describe(row, undefined, changed);
  }

  trace(): Trace {
    return this.world.trace!.finish(this.world.nodes.map(({ id, role }): TraceNode => ({ id, role })));
  }
}

/** The contract's first export and its method: what is shown where no line is to blame. */
export interface Handler {
  readonly name: string;
  readonly method?: string;
}

/** How many causes are followed back to a line of the learner's. */
const CAUSES = 8;

/** The learner's line that a finding leads back to: of its row, else of the method or exported function that it is about. */
export function rangeOfFinding({ row, method }: Finding, trace: Trace | undefined, attempt: Attempt, handler: Handler): SourceRange | undefined {
  const found = trace && method === undefined && row >= 0 ? rangeOfRow(trace, row, attempt) : undefined;
  if (found) return found;
  const named = attempt.exports.find(({ name }) => name === method);
  if (named) return named.range;
  const exported = attempt.exports.find(({ name }) => name === handler.name);
  return exported?.methods?.[method ?? handler.method ?? ''] ?? exported?.range;
}

/** An operation leads to no line: many were run for it. */
function rangeOfRow(trace: Trace, row: number, attempt: Attempt): SourceRange | undefined {
  if (trace.kind[row] === TraceKind.invoke || trace.kind[row] === TraceKind.complete) return undefined;
  for (let at = row, i = 0; at >= 0 && i < CAUSES; at = trace.cause[at]!, i++) {
    const range = rangeAt(trace, at, attempt);
    if (range) return range;
  }
  return undefined;
}

function rangeAt(trace: Trace, row: number, attempt: Attempt): SourceRange | undefined {
  const source = trace.sources[trace.source[row]!];
  return source && attempt.lineFrom(source);
}
