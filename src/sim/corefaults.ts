import { constant, type Distribution } from './distribution.ts';
import type { Fault, FaultKind, MessageFilter } from './faults.ts';
import type { CarriedEntry, Message } from './network.ts';
import type { Inbox } from './node.ts';
import { msToUs } from './time.ts';
import { TraceKind } from './trace.ts';
import type { World } from './world.ts';

/** All links from a node of `from` to a node of `to`; with `oneWay` only in that direction. */
export type CutFault = Fault & { readonly from: readonly string[]; readonly to: readonly string[]; readonly oneWay: boolean };
export type SlowFault = Fault & { readonly from: readonly string[]; readonly to: readonly string[]; readonly oneWay: boolean; readonly extraMs: Distribution };
export type MessageFault = Fault & { readonly filter: MessageFilter; readonly rate: number; readonly delayMs?: Distribution; readonly most?: number };
/** `host: 'up'`: only the process dies (see `SimNode.kill`). */
export type CrashFault = Fault & { readonly node: string; readonly disk?: 'destroyed'; readonly host?: 'up' };
export type PauseFault = Fault & { readonly node: string; readonly inbox: Inbox };
export type JumpFault = Fault & { readonly node: string; readonly byMs: number };
export type DriftFault = Fault & { readonly node: string; readonly ppm: number };
export type SlowSyncFault = Fault & { readonly node: string; readonly extraMs: Distribution };
export type RotFault = Fault & { readonly node: string; readonly u: number };

/** "n1, n2 and n3" */
const list = (ids: string | readonly string[]): string => (typeof ids === 'string' ? ids : [ids.slice(0, -1).join(', '), ...ids.slice(-1)].filter(text => text !== '').join(' and '));

/** Whole milliseconds up to ten seconds, then seconds, then days. */
function long(ms: number): string {
  if (ms < 10_000) return `${Math.round(ms)} ms`;
  return ms < 86_400_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 8_640_000) / 10} days`;
}

function linksOf(world: World, fault: CutFault | SlowFault) {
  return fault.from.flatMap(a => fault.to.filter(b => b !== a).flatMap(b => {
    const there = world.network.link(world.node(a), world.node(b));
    return fault.oneWay ? [there] : [there, world.network.link(world.node(b), world.node(a))];
  }));
}

function matcher(filter: MessageFilter) {
  return ({ from, to, tag, carries, body, bytes }: Message): boolean =>
    (filter.kind === undefined || tag.kind === filter.kind)
    && (filter.method === undefined || tag.method === filter.method)
    && isAmong(filter.from, from.id)
    && isAmong(filter.to, to.id)
    && (filter.aboveBytes === undefined || bytes > filter.aboveBytes)
    && (filter.entry === undefined || (carries?.(body) ?? []).some(entry => fits(entry, filter.entry!)));
}

const fits = (entry: CarriedEntry, { kind, index, term }: Partial<CarriedEntry>): boolean =>
  (kind === undefined || entry.kind === kind) && (index === undefined || entry.index === index) && (term === undefined || entry.term === term);

const isAmong = (ids: MessageFilter['from'], id: string): boolean => ids === undefined || (typeof ids === 'string' ? ids === id : ids.includes(id));

function described({ kind, method, from, to, entry, aboveBytes }: MessageFilter): string {
  const noun = kind === 'reply' ? 'replies' : kind === 'call' ? 'requests' : 'messages';
  const what = method === undefined ? noun : `${method} ${noun}`;
  return `${what}${aboveBytes === undefined ? '' : ` above ${aboveBytes} bytes`}${entry ? ` with ${describedEntry(entry)}` : ''}${from === undefined ? '' : ` from ${list(from)}`}${to === undefined ? '' : ` to ${list(to)}`}`;
}

/** "a no-op entry of term 3", "an entry of index 5". */
function describedEntry({ kind, index, term }: Partial<CarriedEntry>): string {
  const place = [index === undefined ? [] : `index ${index}`, term === undefined ? [] : `term ${term}`].flat().join(' and ');
  return `${kind === undefined ? 'an entry' : `a ${kind} entry`}${place === '' ? '' : ` of ${place}`}`;
}

function messageFault(action: 'lose' | 'double' | 'late' | 'hold', verb: string): FaultKind<MessageFault> {
  return {
    start(world, fault) {
      world.network.addRule({ faultId: fault.id, applies: matcher(fault.filter), action, rate: fault.rate, delayMs: fault.delayMs ?? constant(0), most: fault.most });
    },
    end(world, fault) {
      world.network.removeRule(fault.id);
    },
    sentence: ({ rate, filter }) => `${rate === 1 ? 'All' : `${Math.round(rate * 1000) / 10} % of the`} ${described(filter)} ${verb}`,
  };
}

const cut: FaultKind<CutFault> = {
  start(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts++;
  },
  end(world, fault) {
    for (const link of linksOf(world, fault)) link.cuts--;
  },
  sentence: ({ from, to, oneWay }) => oneWay ? `Nothing sent by ${list(from)} reaches ${list(to)}` : `${list(from)} ${from.length === 1 ? 'is' : 'are'} cut off from ${list(to)}`,
};

const slow: FaultKind<SlowFault> = {
  start(world, fault) {
    for (const link of linksOf(world, fault)) link.extraMs.push(fault.extraMs);
  },
  end(world, fault) {
    for (const link of linksOf(world, fault)) link.extraMs.splice(link.extraMs.indexOf(fault.extraMs), 1);
  },
  sentence: ({ from, to, oneWay }) => oneWay ? `What ${list(from)} sends ${list(to)} is slow` : `The links between ${list(from)} and ${list(to)} are slow`,
};

/** Whether another fault of this kind keeps the node as it is. */
const isHeld = (world: World, { kind, node }: CrashFault | PauseFault): boolean =>
  world.faults.strikes.some(({ fault, toUs }) => toUs === Infinity && fault.kind === kind && fault['node'] === node);

const crash: FaultKind<CrashFault> = {
  start(world, fault) {
    const node = world.node(fault.node);
    if (fault.host === 'up') node.kill();
    else node.crash();
    if (fault.disk === 'destroyed') node.disk.destroy();
  },
  end(world, fault) {
    if (!isHeld(world, fault)) world.node(fault.node).start();
  },
  sentence: ({ node, disk, host, lastsMs }) => `${host === 'up' ? `The process of ${node} dies` : `${node} crashes`}${disk ? ' and its disk is destroyed' : ''}${lastsMs === undefined ? ' for good' : ''}`,
  over: 'is back',
};

const pause: FaultKind<PauseFault> = {
  start: (world, fault) => world.node(fault.node).pause(fault.inbox),
  end(world, fault) {
    if (!isHeld(world, fault)) world.node(fault.node).resume();
  },
  sentence: ({ node, inbox }) => `${node} stands still${inbox === 'drop' ? ' and loses what arrives' : ''}`,
};

const jump: FaultKind<JumpFault> = {
  start(world, { node: id, byMs }) {
    const node = world.node(id);
    node.clock.jump(msToUs(byMs));
    const row = world.emit(TraceKind.clockJump, node.index, -1, 0);
    world.trace?.describe(row, undefined, byMs);
  },
  sentence: ({ node, byMs }) => `The wall clock of ${node} jumps ${long(Math.abs(byMs))} ${byMs < 0 ? 'back' : 'ahead'}`,
};

const drift: FaultKind<DriftFault> = {
  start: (world, { node, ppm }) => world.node(node).clock.setDrift(world.nowUs, ppm),
  end: (world, { node }) => world.node(node).clock.setDrift(world.nowUs, 0),
  sentence: ({ node, ppm }) => `The clock of ${node} runs ${Math.abs(Math.round(ppm))} ppm too ${ppm < 0 ? 'slow' : 'fast'}`,
};

const slowSync: FaultKind<SlowSyncFault> = {
  start: (world, { node, extraMs }) => void world.node(node).disk.extraSyncMs.push(extraMs),
  end(world, { node, extraMs }) {
    const { extraSyncMs } = world.node(node).disk;
    extraSyncMs.splice(extraSyncMs.indexOf(extraMs), 1);
  },
  sentence: ({ node }) => `The disk of ${node} is slow to sync`,
};

const rot: FaultKind<RotFault> = {
  start: (world, { node, u }) => world.node(node).disk.rot(u),
  sentence: ({ node }) => `A record on the disk of ${node} rots`,
};

/** The faults that the engine itself carries out, by `Fault.kind`. */
export const coreFaults: Readonly<Record<string, FaultKind>> = {
  cut, slow, crash, pause, jump, drift, slowSync, rot,
  lose: messageFault('lose', 'are lost'),
  double: messageFault('double', 'arrive twice'),
  late: messageFault('late', 'are late'),
  hold: messageFault('hold', 'are held back'),
} as unknown as Readonly<Record<string, FaultKind>>;
