import type { RunRecord } from '../sim/history.ts';

/** What a worker of a server did for a request. */
export interface Work {
  readonly server: string;
  /** The `key` of the user's operation. */
  readonly request: string;
  readonly fromUs: number;
  readonly toUs: number;
  readonly row: number;
}

/** How a server spent the time of its workers. */
export interface Waste {
  readonly allUs: number;
  /** Of that for requests whose users were gone by then. */
  readonly wastedUs: number;
  /** The work of which most was for nobody; absent: there was none. */
  readonly worst?: Work;
}

/** Work at servers of the kit `service`, in the order of its end. */
export const worksOf = ({ facts }: Pick<RunRecord, 'facts'>): Work[] => facts.flatMap(({ type, node, data, atUs, row }) =>
  (type === 'worked' ? [{ server: node!, request: String(data['request']), fromUs: data['begunUs'] as number, toUs: atUs, row }] : []));

/** By server, what its workers did after `goneUs` of a request: when its user left, or had another answer. */
export function waste(works: readonly Work[], goneUs: (request: string) => number): ReadonlyMap<string, Waste> {
  const forNobodyUs = ({ request, fromUs, toUs }: Work): number => Math.max(0, toUs - Math.max(fromUs, goneUs(request)));
  const spent = new Map<string, { allUs: number; wastedUs: number; worst?: Work }>();
  for (const work of works) {
    const { server, fromUs, toUs } = work;
    const at = spent.get(server) ?? { allUs: 0, wastedUs: 0 };
    spent.set(server, at);
    const us = forNobodyUs(work);
    at.allUs += toUs - fromUs;
    at.wastedUs += us;
    if (us > (at.worst ? forNobodyUs(at.worst) : 0)) at.worst = work;
  }
  return spent;
}
