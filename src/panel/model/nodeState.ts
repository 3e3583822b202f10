import { bisectRight } from 'd3';
import { TraceKind, type Trace } from '../../sim/trace.ts';

/** A field of a node as it is at some moment. */
export interface FieldValue {
  readonly field: string;
  /** JSON text. */
  readonly value: string;
  /** Row of the state change that wrote it last. */
  readonly row: number;
}

/** Every change of every field of a node's program, by incarnation. */
interface History {
  readonly fields: readonly string[];
  /** Rows in which an incarnation begins or ends: then nothing is left of the fields. */
  readonly resets: readonly number[];
  readonly changes: ReadonlyMap<string, { readonly rows: readonly number[]; readonly values: readonly string[] }>;
}

export type NodeStates = readonly History[];

/** By node. Parses all changes of a trace: once a run. */
export function nodeStatesOf(trace: Trace): NodeStates {
  const changes = trace.nodes.map(() => new Map<string, { rows: number[]; values: string[] }>());
  const resets = trace.nodes.map((): number[] => []);
  for (let row = 0; row < trace.length; row++) {
    const kind = trace.kind[row];
    if (kind === TraceKind.crash || kind === TraceKind.restart) resets[trace.node[row]]?.push(row);
    if (kind !== TraceKind.state) continue;
    for (const [field, value] of Object.entries(fieldsIn(trace.strings[trace.data[row]]))) {
      const ofNode = changes[trace.node[row]];
      let history = ofNode.get(field);
      if (!history) ofNode.set(field, history = { rows: [], values: [] });
      history.rows.push(row);
      history.values.push(JSON.stringify(value));
    }
  }
  return changes.map((ofNode, node) => ({ fields: [...ofNode.keys()], resets: resets[node], changes: ofNode }));
}

function fieldsIn(text: string | undefined): Record<string, unknown> {
  const value: unknown = text === undefined ? undefined : JSON.parse(text);
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}

/** Fields of a node after `row`, in the order in which they first appeared. */
export function stateAfter({ fields, resets, changes }: History, row: number): readonly FieldValue[] {
  const since = resets[lastUpTo(resets, row)] ?? -1;
  return fields.flatMap(field => {
    const { rows, values } = changes.get(field)!;
    const index = lastUpTo(rows, row);
    return index < 0 || rows[index] < since ? [] : [{ field, value: values[index], row: rows[index] }];
  });
}

/** Value of a field before the one that `row` wrote; undefined if it is the first of its incarnation. */
export function valueBefore({ resets, changes }: History, field: string, row: number): string | undefined {
  const { rows, values } = changes.get(field)!;
  const index = lastUpTo(rows, row - 1);
  return index < 0 || rows[index] < (resets[lastUpTo(resets, row)] ?? -1) ? undefined : values[index];
}

/** Index of the last of the sorted rows that is at most `row`; -1 for none. */
const lastUpTo = (rows: readonly number[], row: number): number => bisectRight(rows, row) - 1;
