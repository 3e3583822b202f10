import type { GridPicture, MatrixPicture, SimNode, World } from '../../../sim/index.ts';
import type { NodeId } from '../api.ts';
import type { AppendReply, Entry } from './api.ts';

/** Term of the newest leader. One that was deposed and does not know it does not lead, and its view of the followers is not drawn. */
const newestTerms = new WeakMap<GridPicture, number>();

const LEADER = 'leader';

/**
 * Draws a node's log: its entries by index with their terms, how far they are committed and applied, and on the followers where
 * the newest leader sends from (`next`) and up to where they have said that they agree (`match`). The matrix `Who leads` shows
 * whom it takes for the leader.
 */
export class LogPicture {
  private readonly grid: GridPicture;
  private readonly matrix: MatrixPicture;
  private readonly node: SimNode;
  /** Last index of a message that was not answered, by its number. */
  private readonly sent = new Map<number, number>();
  private readonly matches = new Map<NodeId, number>();

  constructor(pictures: NonNullable<World['pictures']>, node: SimNode) {
    this.grid = pictures.grid('Logs', { column: 'index', group: 'term', kept: 'applied' });
    this.matrix = pictures.matrix('Who leads');
    this.node = node;
    node.whenCrashed.push(() => this.crashed());
  }

  /** The log is this from an index on. */
  entries(entries: readonly Entry[], from: number): void {
    const { grid, node: { id } } = this;
    grid.clearFrom(id, entries.length + 1);
    for (let index = from; index <= entries.length; index++) {
      const entry = entries[index - 1]!;
      grid.cell(id, index, textOf(entry), String(entry.term));
    }
  }

  /** From that index on there is nothing. */
  cut(index: number): void {
    this.grid.clearFrom(this.node.id, index);
  }

  seat(role: string, term: number, leader: NodeId | null): void {
    const { grid, matrix, node: { id } } = this;
    grid.label(id, role, `term ${term}`);
    matrix.believes(id, LEADER, leader ?? '');
    if (role === 'leader' && this.isNewest(term)) matrix.isTrue(LEADER, id);
    else this.leadsNoMore();
  }

  private crashed(): void {
    this.grid.label(this.node.id, 'down');
    this.matrix.believes(this.node.id, LEADER, '');
    this.leadsNoMore();
  }

  private leadsNoMore(): void {
    const { id } = this.node;
    if (this.matrix.truth(LEADER) === id) this.matrix.isTrue(LEADER, 'nobody');
  }

  progress(commitIndex: number, applied: number): void {
    this.cursor(this.node.id, 'commit', commitIndex);
    this.cursor(this.node.id, 'applied', applied);
  }

  /** The node begins to lead. */
  leads(term: number, peers: readonly NodeId[]): void {
    this.sent.clear();
    this.matches.clear();
    newestTerms.set(this.grid, Math.max(term, newestTerms.get(this.grid) ?? 0));
    if (!this.isNewest(term)) return;
    for (const row of [this.node.id, ...peers]) for (const cursor of ['next', 'match']) this.grid.lifted(row, cursor);
  }

  /** A message was sent to a follower. */
  sends(term: number, to: NodeId, seq: number, prevIndex: number, entries: number): void {
    this.sent.set(seq, prevIndex + entries);
    if (this.isNewest(term)) this.cursor(to, 'next', prevIndex + 1);
  }

  /** A follower has answered. */
  hears(term: number, from: NodeId, { ok, seq }: AppendReply): void {
    const reached = this.sent.get(seq);
    this.sent.delete(seq);
    if (!ok || reached === undefined) return;
    const match = Math.max(reached, this.matches.get(from) ?? 0);
    this.matches.set(from, match);
    if (this.isNewest(term)) this.cursor(from, 'match', match);
  }

  private isNewest(term: number): boolean {
    return term === newestTerms.get(this.grid);
  }

  /** What the learner's code says may be anything. */
  private cursor(row: NodeId, cursor: string, index: number): void {
    if (!Number.isInteger(index) || index < 0) return;
    if (cursor === 'next') this.grid.stands(row, cursor, index);
    else this.grid.reached(row, cursor, index);
  }
}

/** An entry in a word. */
function textOf({ kind, command }: Entry): string {
  if (kind === 'configuration') return 'config';
  return command === undefined ? 'no-op' : wordOf(command);
}

function wordOf(command: unknown): string {
  if (typeof command !== 'object' || command === null) return String(command);
  const fields = command as Readonly<Record<string, unknown>>;
  const name = ['t', 'op', 'kind', 'type'].map(field => fields[field]).find(value => typeof value === 'string');
  if (name !== undefined) return name as string;
  return 'command' in fields ? wordOf(fields['command']) : 'command';
}
