import { atSeconds, type Check, type Fact, type Finding, type Measure, type RunRecord, type Strike } from 'faultlab/author';
import { trueMs } from './judge.ts';

const factOf = ({ facts }: RunRecord, type: string): Fact | undefined => facts.find(fact => fact.type === type);

/** The trace's row at which a post was written. */
const rowOf = (id: unknown, { facts }: RunRecord): number => facts.find(({ type, data }) => type === 'wrote' && data['id'] === id)?.row ?? -1;

/** What happened before another thing is before it in the feed. */
export const causesFirst: Check = run => {
  const fact = factOf(run, 'inverted');
  if (!fact) return undefined;
  const { cause, effect, how, byMs, atUs } = fact.data as { cause: string; effect: string; how: 'own' | 'answer' | 'read'; byMs: number; atUs: number };
  const { node } = fact;
  const late = byMs >= 1 ? `${shown(byMs)} before` : 'before or beside';
  const told = {
    answer: `${node} answered ${cause} with ${effect}; the feed shows the answer ${late} the question`,
    read: `${node} had read ${cause} when ${effect} was written there; the feed shows ${effect} ${late} ${cause}`,
    own: `${node} wrote ${effect} after ${cause}; the feed shows ${effect} ${late} ${cause}`,
  }[how];
  return { message: `${told} (at ${atSeconds(atUs)}). Who reads the feed sees an effect without its cause`, atUs, row: rowOf(effect, run), node: node! };
};

/** `compare` sorts all posts, and on all nodes alike. */
export const oneOrder: Check = run => {
  const fact = factOf(run, 'unordered');
  if (!fact) return undefined;
  const { how, ids = [], nodes = [] } = fact.data as { how: string; ids?: string[]; nodes?: string[] };
  const told = {
    nobody: 'No node runs at the end that could be asked for an order',
    differs: `${nodes[0]} and ${nodes[1]} sort the same posts differently`,
    equal: `${ids[0]} and ${ids[1]} are different posts, and neither comes first`,
    both: `${ids[0]} and ${ids[1]} are in one order or in the other, depending on which is asked for first`,
    circle: `${ids[0]} is before ${ids[1]}, ${ids[1]} before ${ids[2]}, and ${ids[2]} before ${ids[0]}`,
  }[how]!;
  return { message: `${told}. Two people who look at the same chat see two different conversations`, atUs: fact.atUs, row: rowOf(ids[0], run), ...(fact.node === undefined ? {} : { node: fact.node }) };
};

/** Between nodes whose clocks keep the promise every post is read. */
export const nothingDropped: Check = ({ facts }) => {
  const fact = facts.find(({ type, data }) => type === 'dropped' && data['allowed'] === false);
  return fact && {
    message: `${fact.node} dropped ${fact.data['id']} of ${fact.data['from']} at ${atSeconds(fact.atUs)}, and both clocks are as right as promised: nobody there will ever read it`,
    atUs: fact.atUs, row: fact.row, node: fact.node!,
  };
};

export const stampsFit: Check = run => {
  const fact = factOf(run, 'stamp');
  if (!fact) return undefined;
  const { id, bytes } = fact.data as { id: string; bytes: number };
  return { message: `The stamp of ${id}, written by ${fact.node} at ${atSeconds(fact.atUs)}, ${bytes === 0 ? 'is no data' : `takes ${bytes} bytes; 64 are allowed`}`, atUs: fact.atUs, row: fact.row, node: fact.node! };
};

/** How far the claimed time of a post is from the true one at most, milliseconds. */
export const farthestOff: Measure = run => {
  const walls = run.facts.filter(({ type }) => type === 'wall').map(({ node, data }) => ({ node: node!, ...data as { id: string; atUs: number; errorMs: number } }));
  if (walls.length === 0) return undefined;
  const worst = walls.reduce((a, b) => (Math.abs(b.errorMs) > Math.abs(a.errorMs) ? b : a));
  return { value: Math.abs(worst.errorMs), worst: toldOff(worst, walls, run) };
};

function toldOff({ node, id, atUs, errorMs }: { node: string; id: string; atUs: number; errorMs: number }, walls: readonly { errorMs: number }[], run: RunRecord): Finding {
  const claim = Number.isFinite(errorMs) ? `claims ${instant(trueMs(atUs) + errorMs)}; it was written at ${instant(trueMs(atUs))}, ${shown(Math.abs(errorMs))} ${errorMs > 0 ? 'earlier' : 'later'}` : 'claims no time at all';
  const ahead = run.strikes.find(({ fault }) => fault.kind === 'jump' && (fault['byMs'] as number) > 60_000);
  const others = walls.filter(wall => wall.errorMs > 60_000).length;
  const story = ahead && others > 0 ? `${jumped(ahead)} Soon ${others === 4 ? 'all five nodes are' : `${others} of the other four are`}. ` : '';
  return { message: `${story}${id} of ${node} ${claim}. Whoever looks for what was written at that time finds the wrong posts`, atUs, row: rowOf(id, run), node };
}

const jumped = ({ fault, fromUs }: Strike): string => `${fault['node'] as string} is ${shown(fault['byMs'] as number)} ahead since ${atSeconds(fromUs)}.`;

const UNITS: readonly (readonly [name: string, ms: number])[] = [['days', 86_400_000], ['hours', 3_600_000], ['minutes', 60_000], ['s', 1_000]];

function shown(ms: number): string {
  const [name, size] = UNITS.find(([, size]) => ms >= 2 * size) ?? ['ms', 1];
  return `${Math.round((ms / size) * 10) / 10} ${name}`;
}

/** `2025-06-02 09:00:04.123`. */
function instant(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString().replace('T', ' ').replace('Z', '');
}
