import { msToUs, type SimNode } from '../../../sim/index.ts';
import { Fenced, Refused } from '../../errors.ts';
import type { Joined, LogOp } from '../log/requests.ts';
import type { Tp } from './api.ts';
import type { Group, Registered } from './group.ts';

interface Waiting<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * One incarnation of a group's coordinator (Apache Kafka's classic protocol): members join a round, its leader assigns, all
 * get theirs. Facts: `joined`, `left` and `evicted` with `member`, `replaced` with `by`, `rebalanced` with `generation` and `members`.
 */
export class Coordinator {
  private readonly node: SimNode;
  private readonly group: Group;
  private readonly firstRebalanceMs: number;
  private readonly assigned: () => void;
  private readonly joins = new Map<string, Waiting<Joined>>();
  private readonly syncs = new Map<string, Waiting<readonly Tp[]>>();
  private leader: string | undefined;
  private round = 0;

  /** `assigned`: called when partitions have other owners. */
  constructor(node: SimNode, group: Group, firstRebalanceMs: number, assigned: () => void) {
    this.node = node;
    this.group = group;
    this.firstRebalanceMs = firstRebalanceMs;
    this.assigned = assigned;
    for (const member of group.members.values()) this.seen(member);
    if (group.phase === 'joining' || group.phase === 'syncing') this.begin();
  }

  join(request: LogOp<'join'>, from: string): Promise<Joined> {
    const { group } = this;
    const { instanceId } = request;
    const before = instanceId === undefined ? undefined : [...group.members.values()].find(member => member.instanceId === instanceId);
    if (before && before.id !== request.member) {
      const back = this.replace(before, request, from);
      if (back) return Promise.resolve(back);
    }
    const id = request.member !== undefined && group.members.has(request.member) ? request.member : before && group.members.has(before.id) ? before.id : group.newId(from);
    const { topics, owned, generation, sessionTimeoutMs, rebalanceTimeoutMs } = request;
    const isNew = !group.members.has(id);
    const member: Registered = { id, ...(instanceId === undefined ? {} : { instanceId }), topics, owned, generation, sessionTimeoutMs, rebalanceTimeoutMs, assigned: [], seenUs: 0 };
    group.members.set(id, member);
    if (isNew) this.fact('joined', { member: id });
    this.seen(member);
    if (group.phase !== 'joining') this.begin();
    return new Promise((resolve, reject) => {
      this.joins.set(id, { resolve, reject });
      if (group.generation > 0) this.completeIfAllJoined();
    });
  }

  /** A static member is back: the same place under a new id. Undefined: not without a round. */
  private replace(before: Registered, { topics, sessionTimeoutMs, rebalanceTimeoutMs, instanceId }: LogOp<'join'>, from: string): Joined | undefined {
    const { group } = this;
    if (group.phase !== 'stable' || topics.join() !== before.topics.join()) return undefined;
    group.members.delete(before.id);
    const member: Registered = { ...before, id: group.newId(from), sessionTimeoutMs, rebalanceTimeoutMs, ...(instanceId === undefined ? {} : { instanceId }) };
    group.members.set(member.id, member);
    if (this.leader === before.id) this.leader = member.id;
    this.fact('replaced', { member: before.id, by: member.id });
    this.assigned();
    this.seen(member);
    return { member: member.id, generation: group.generation, assigned: member.assigned };
  }

  /** A round begins: whoever sends a heartbeat is told to join. */
  begin(): void {
    const { group, node } = this;
    const isFirst = group.phase === 'empty' && group.generation === 0;
    group.phase = 'joining';
    const round = ++this.round;
    for (const { reject } of this.syncs.values()) reject(new Refused('RebalanceInProgress'));
    this.syncs.clear();
    const waitMs = isFirst ? this.firstRebalanceMs : Math.max(0, ...[...group.members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
    node.after(msToUs(waitMs), () => {
      if (this.round === round && group.phase === 'joining') this.complete();
    });
  }

  /** Everybody is out, as before an operator resets positions. */
  evictAll(): void {
    for (const id of [...this.group.members.keys()]) this.drop(id, 'evicted');
  }

  private completeIfAllJoined(): void {
    if (this.group.phase === 'joining' && [...this.group.members.keys()].every(id => this.joins.has(id))) this.complete();
  }

  /** Everybody who has joined is in; the others are not any more. */
  private complete(): void {
    const { group } = this;
    for (const id of [...group.members.keys()]) if (!this.joins.has(id)) this.drop(id, 'evicted');
    if (group.members.size === 0) {
      group.phase = 'empty';
      return;
    }
    group.generation++;
    group.phase = 'syncing';
    const members = group.listed();
    if (this.leader === undefined || !group.members.has(this.leader)) this.leader = members[0]!.id;
    this.fact('rebalanced', { generation: group.generation, members: members.map(({ id }) => id) });
    for (const [member, { resolve }] of this.joins) resolve({ member, generation: group.generation, ...(member === this.leader ? { members } : {}) });
    this.joins.clear();
  }

  sync({ claim, assignment }: LogOp<'sync'>): Promise<readonly Tp[]> {
    const { group } = this;
    const member = this.require(claim);
    if (group.phase === 'joining') throw new Refused('RebalanceInProgress');
    this.seen(member);
    if (group.phase === 'syncing' && assignment) {
      for (const each of group.members.values()) each.assigned = assignment.find(([id]) => id === each.id)?.[1] ?? [];
      group.phase = 'stable';
      this.assigned();
      for (const [id, { resolve }] of this.syncs) resolve(group.members.get(id)!.assigned);
      this.syncs.clear();
    }
    if (group.phase === 'stable') return Promise.resolve(member.assigned);
    return new Promise((resolve, reject) => this.syncs.set(member.id, { resolve, reject }));
  }

  /** True: a round has begun. */
  heartbeat({ claim }: LogOp<'heartbeat'>): boolean {
    const member = this.require(claim);
    this.seen(member);
    return this.group.phase === 'joining';
  }

  leave({ claim }: LogOp<'leave'>): void {
    if (this.group.members.has(claim.member)) this.drop(claim.member, 'left');
  }

  commit({ claim, offsets }: LogOp<'commit'>): void {
    const { group } = this;
    if (!group.accepts(claim)) throw new Fenced('CommitFailed', `${claim.member} of generation ${claim.generation} may not commit for ${group.name}: the generation is over`);
    if (group.phase === 'syncing') throw new Refused('RebalanceInProgress');
    this.seen(group.members.get(claim.member)!);
    group.save(offsets);
  }

  /** A member gives no sign of life for a session: it is out. */
  private seen(member: Registered): void {
    const { node, group } = this;
    member.seenUs = node.world.nowUs;
    const { seenUs } = member;
    node.after(msToUs(member.sessionTimeoutMs), () => {
      if (group.members.get(member.id) !== member || member.seenUs !== seenUs) return;
      if (this.joins.has(member.id)) this.seen(member);
      else this.drop(member.id, 'evicted');
    });
  }

  private drop(id: string, why: 'left' | 'evicted'): void {
    const { group } = this;
    group.members.delete(id);
    this.joins.get(id)?.reject(new Fenced('UnknownMember'));
    this.joins.delete(id);
    this.syncs.delete(id);
    this.fact(why, { member: id });
    this.assigned();
    if (group.phase === 'joining') this.completeIfAllJoined();
    else if (group.members.size === 0) group.phase = 'empty';
    else this.begin();
  }

  private require(claim: { readonly member: string; readonly generation: number }): Registered {
    const { group } = this;
    const member = group.members.get(claim.member);
    if (!member) throw new Fenced('UnknownMember', `${claim.member} is no member of ${group.name} any more`);
    if (claim.generation !== group.generation) throw new Fenced('IllegalGeneration', `${claim.member} is of generation ${claim.generation}, ${group.name} has reached ${group.generation}`);
    return member;
  }

  private fact(type: string, data: Readonly<Record<string, unknown>>): void {
    this.node.world.history.fact(type, { group: this.group.name, ...data }, this.node.id);
  }
}
