import type { Strike } from '../sim/history.ts';

/** What a node can know of its link to another one, from the true state of all links and processes. */
export type LinkTruth = 'ok' | 'inbound-lost' | 'outbound-lost' | 'link-cut' | 'unreachable';

/** The true state of all links and nodes of a run, from its cuts, crashes and pauses. */
export class Connectivity {
  private readonly nodes: readonly string[];
  private readonly strikes: readonly Strike[];

  constructor(nodes: readonly string[], strikes: readonly Strike[]) {
    this.nodes = nodes;
    this.strikes = strikes.filter(({ fault }) => fault.kind === 'cut' || fault.kind === 'crash' || fault.kind === 'pause');
  }

  /** Whether the process runs. */
  runs(node: string, atUs: number): boolean {
    return !this.strikes.some(strike => strike.fault['node'] === node && isOn(strike, atUs));
  }

  /** Whether what `from` sends reaches `to`. */
  carries(from: string, to: string, atUs: number): boolean {
    return !this.strikes.some(strike => {
      if (strike.fault.kind !== 'cut' || !isOn(strike, atUs)) return false;
      const { from: ours, to: theirs, oneWay } = strike.fault as unknown as { from: readonly string[]; to: readonly string[]; oneWay: boolean };
      return (ours.includes(from) && theirs.includes(to)) || (!oneWay && ours.includes(to) && theirs.includes(from));
    });
  }

  /** `unreachable`: nobody whom `me` can ask hears the peer; whether it is dead or cut off cannot be known. */
  truth(me: string, peer: string, atUs: number): LinkTruth {
    const out = this.carries(me, peer, atUs);
    const back = this.carries(peer, me, atUs);
    if (!this.runs(peer, atUs)) return 'unreachable';
    if (out && back) return 'ok';
    if (back) return 'outbound-lost';
    if (out) return this.reaches(peer, me, atUs) ? 'inbound-lost' : 'unreachable';
    const shared = this.others(me, peer).some(node => this.runs(node, atUs) && this.twoWay(me, node, atUs) && this.twoWay(node, peer, atUs));
    return shared ? 'link-cut' : 'unreachable';
  }

  /** Whether a node and the running ones it has two-way links to are more than half of all. */
  hasMajority(me: string, atUs: number): boolean {
    const friends = this.nodes.filter(node => node !== me && this.runs(node, atUs) && this.twoWay(me, node, atUs));
    return 2 * (friends.length + 1) > this.nodes.length;
  }

  /** Instants at which the truth about a pair, or a node's majority, may have changed. */
  changesUs(): number[] {
    return [...new Set(this.strikes.flatMap(({ fromUs, toUs }) => (toUs === Infinity ? [fromUs] : [fromUs, toUs])))].sort((a, b) => a - b);
  }

  private twoWay(a: string, b: string, atUs: number): boolean {
    return this.carries(a, b, atUs) && this.carries(b, a, atUs);
  }

  /** Whether news from one node comes to another one through running nodes. */
  private reaches(from: string, to: string, atUs: number): boolean {
    const seen = new Set([from]);
    for (const node of seen) {
      for (const next of this.nodes) if (!seen.has(next) && (next === to || this.runs(next, atUs)) && this.carries(node, next, atUs)) seen.add(next);
    }
    return seen.has(to);
  }

  private others(a: string, b: string): string[] {
    return this.nodes.filter(node => node !== a && node !== b);
  }
}

const isOn = ({ fromUs, toUs }: Strike, atUs: number): boolean => fromUs <= atUs && atUs < toUs;
