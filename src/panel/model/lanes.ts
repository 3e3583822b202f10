import { TraceKind, type Trace, type TraceKindCode, type TraceNode } from '../../sim/trace.ts';
import { t } from '../../lab/l10n.ts';

/** One horizontal line of the space-time diagram: a node, a client that is none, or the world outside. */
export interface Lane {
  readonly id: string;
  readonly role: TraceNode['role'] | 'outside';
  /** Rows that happened here, in order. */
  readonly rows: Int32Array;
  /** Those that are marks on the lane, and of these the ones that no crowd hides. */
  readonly marked: Int32Array;
  readonly striking: Int32Array;
}

export interface Lanes {
  readonly list: readonly Lane[];
  /** Lane of each row; -1 for faults, which have a strip of their own. */
  readonly ofRow: Int16Array;
  /** Lane of each node. */
  readonly ofNode: Int16Array;
}

/** By kind: 1 for those that are named. */
function tableOf(...kinds: readonly TraceKindCode[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const kind of kinds) table[kind] = 1;
  return table;
}

const strikingKinds = tableOf(TraceKind.crash, TraceKind.restart, TraceKind.pause, TraceKind.resume, TraceKind.error, TraceKind.clockJump, TraceKind.diskLoss);
/** Drawn as an arrow, a bar or a strip instead of a mark. */
const drawnElsewhere = tableOf(TraceKind.drop, TraceKind.duplicate, TraceKind.state, TraceKind.invoke, TraceKind.complete, TraceKind.faultStart, TraceKind.faultEnd);

/** Clients that are no nodes get a lane each while they are few. */
const maxClientLanes = 12;
const groupOrder = ['client', 'learner', 'given', 'outside'] as const;

/**
 * Clients above, the learner's nodes in the middle, given ones below; the world outside only if something happened
 * there. Operations lie on the lane of their client (`clients`: by operation id).
 */
export function lanesOf(trace: Trace, clients: ReadonlyMap<number, string>): Lanes {
  const nodeIds = new Set(trace.nodes.map(node => node.id));
  const others = [...new Set(clients.values())].filter(client => !nodeIds.has(client));
  const [clientsName, outsideName] = [t('clients'), t('outside')];
  const merged = others.length > maxClientLanes;
  const drafts: { id: string; role: Lane['role'] }[] = [
    ...trace.nodes.map(({ id, role }) => ({ id, role })),
    ...(merged ? [clientsName] : others).map(id => ({ id, role: 'client' as const })),
    { id: outsideName, role: 'outside' },
  ];
  const order = drafts.map((_, index) => index).sort((a, b) => groupOrder.indexOf(drafts[a].role) - groupOrder.indexOf(drafts[b].role) || a - b);
  const laneOfId = new Map(order.map((draft, lane) => [drafts[draft].id, lane]));
  const outside = drafts.length - 1;

  const ofNode = Int16Array.from(trace.nodes, node => laneOfId.get(node.id)!);
  const ofRow = new Int16Array(trace.length);
  for (let row = 0; row < trace.length; row++) {
    const kind = trace.kind[row];
    if (kind === TraceKind.invoke || kind === TraceKind.complete) {
      const client = clients.get(trace.ref[row]);
      ofRow[row] = client === undefined ? outside : laneOfId.get(client) ?? laneOfId.get(clientsName)!;
    } else if (trace.node[row] >= 0) ofRow[row] = ofNode[trace.node[row]];
    else ofRow[row] = kind === TraceKind.faultStart || kind === TraceKind.faultEnd ? -1 : outside;
  }
  const rows = rowsByLane(ofRow, drafts.length);
  const list = order.map((draft, lane) => ({ ...drafts[draft], rows: rows[lane], ...marksOf(trace, rows[lane]) }));
  return { list: list.at(-1)!.rows.length === 0 ? list.slice(0, -1) : list, ofRow, ofNode };
}

/** The first start of a node is no news. */
function marksOf({ kind, ref }: Trace, rows: Int32Array): Pick<Lane, 'marked' | 'striking'> {
  const [marked, striking] = [new Int32Array(rows.length), new Int32Array(rows.length)];
  let [markedCount, strikingCount] = [0, 0];
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index];
    if (drawnElsewhere[kind[row]] === 1 || (kind[row] === TraceKind.restart && ref[row] <= 1)) continue;
    marked[markedCount++] = row;
    if (strikingKinds[kind[row]] === 1) striking[strikingCount++] = row;
  }
  return { marked: marked.slice(0, markedCount), striking: striking.slice(0, strikingCount) };
}

function rowsByLane(ofRow: Int16Array, laneCount: number): Int32Array[] {
  const counts = new Int32Array(laneCount);
  for (let row = 0; row < ofRow.length; row++) if (ofRow[row] >= 0) counts[ofRow[row]]++;
  const rows = Array.from(counts, count => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < ofRow.length; row++) {
    const lane = ofRow[row];
    if (lane >= 0) rows[lane][counts[lane]++] = row;
  }
  return rows;
}
