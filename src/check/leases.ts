import type { Fact, RunRecord } from '../sim/history.ts';
import { atSeconds, type Finding } from './finding.ts';

/** A time in which an owner held a lock, as the service saw it. */
export interface LeaseSpan {
  readonly name: string;
  readonly owner: string;
  readonly token: number;
  /** The node that asked for it. */
  readonly node: string;
  readonly fromUs: number;
  /** `Infinity` if it lasted until the end of the run. */
  readonly toUs: number;
  /** The node that released it; absent if its time ran out. */
  readonly releasedBy?: string;
  /** Row of its end. */
  readonly row: number;
}

/** All leases of a run, from the facts `granted`, `released` and `expired`, in the order in which they began. */
export function leasesOf({ facts }: Pick<RunRecord, 'facts'>): LeaseSpan[] {
  const spans: LeaseSpan[] = [];
  const open = new Map<unknown, number>();
  for (const { type, atUs, data, node, row } of facts) {
    if (type === 'granted') {
      open.set(data['name'], spans.length);
      spans.push({ ...(data as Pick<LeaseSpan, 'name' | 'owner' | 'token'>), node: node!, fromUs: atUs, toUs: Infinity, row });
    } else if (type === 'released' || type === 'expired') {
      const index = open.get(data['name'])!;
      const by = type === 'released' ? { releasedBy: data['by'] as string } : {};
      spans[index] = { ...spans[index]!, toUs: atUs, row, ...by };
    }
  }
  return spans;
}

/** An instant at which somebody acted as the holder of a lock, or said that it is. */
export interface Claim {
  readonly name: string;
  readonly owner: string;
  readonly node: string;
  readonly atUs: number;
  readonly row: number;
  /** For the message: `wrote`, `believed to hold it`. */
  readonly did: string;
}

/** The first claim at an instant at which the service holds no lease of its owner. */
export function leaseHonest(leases: readonly LeaseSpan[], claims: readonly Claim[]): Finding | undefined {
  for (const { name, owner, node, atUs, row, did } of claims) {
    const mine = leases.filter(lease => lease.name === name && lease.owner === owner && lease.fromUs <= atUs);
    if (mine.some(({ toUs }) => atUs < toUs)) continue;
    const last = mine.at(-1);
    const truth = last === undefined ? 'it never had a lease' : `its lease ended at ${atSeconds(last.toUs)}`;
    const other = leases.find(lease => lease.name === name && lease.owner !== owner && lease.fromUs <= atUs && atUs < lease.toUs);
    const rival = other ? `, and ${other.node} holds it since ${atSeconds(other.fromUs)}` : '';
    return { message: `${node} ${did} under the lock ${name} at ${atSeconds(atUs)}; ${truth}${rival}: two workers can believe that they are alone`, atUs, row, node };
  }
  return undefined;
}

/** The first lease that another node than its holder's has ended. */
export function noForeignRelease(leases: readonly LeaseSpan[]): Finding | undefined {
  const foreign = leases.filter(({ node, releasedBy }) => releasedBy !== undefined && releasedBy !== node).sort((a, b) => a.toUs - b.toUs)[0];
  if (!foreign) return undefined;
  const { name, node, releasedBy, toUs, row } = foreign;
  return { message: `${releasedBy} released the lock ${name} at ${atSeconds(toUs)}, while ${node} held it: whoever opens somebody else's door lets the next one in beside them`, atUs: toUs, row, node: releasedBy! };
}

/** Facts of one type as claims; their data must have `name` and `owner`. */
export const claimsOf = (facts: readonly Fact[], type: string, did: string): Claim[] =>
  facts.filter(fact => fact.type === type).map(({ data, node, atUs, row }) => ({ name: data['name'] as string, owner: data['owner'] as string, node: node!, atUs, row, did }));
