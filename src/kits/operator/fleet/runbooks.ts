import type { Fleet } from '../../service/fleet/fleet.ts';

/** What a runbook has done, and how many acknowledged writes are gone by it. */
export interface Done {
  readonly done: string;
  readonly lostWrites?: number;
}

/** Does something to a fleet, whether it helps or not. Undefined: there is no such place. */
export type Runbook = (fleet: Fleet, where: string) => Done | undefined;

/** On an edge (`api>cart`) there are no more retries than this share of the first attempts. */
export const capRetries = (share: number): Runbook => (fleet, where) => {
  const [from = '', to = ''] = where.split('>');
  const routes = fleet.routesOf(from, to);
  if (routes.length === 0) return undefined;
  for (const { edge } of routes) edge.budget = share;
  return { done: `retries of ${where} were capped at ${Math.round(share * 100)} %` };
};

/** Starts the instance of a service that has been down longest, and refuses a share of what comes there for a while: callers are told not to come again. */
export const restoreAndShed = (share: number, { lastsMs }: { readonly lastsMs: number }): Runbook => (fleet, where) => {
  if (!fleet.spec.services.some(({ id }) => id === where)) return undefined;
  const instances = fleet.instancesOf(where);
  const dead = fleet.deaths.find(({ instance }) => instances.includes(instance) && !instance.isUp)?.instance;
  dead?.start();
  for (const instance of instances) instance.shed = share;
  fleet.later(lastsMs, () => { for (const instance of instances) instance.shed = 0; });
  return { done: `${dead ? `${dead.id} was started, and ` : ''}${Math.round(share * 100)} % of the load was shed at ${where}` };
};

/** A replica may not write any more; what only it has stays aside on its disk, and it comes back as a follower. */
export const fence: Runbook = ({ store }, where) => {
  const replica = store.find(where);
  if (!replica) return undefined;
  const { leads, term } = replica;
  const lostWrites = store.fence(replica);
  return { done: `${where}${leads ? `, which led in term ${term},` : ''} was fenced`, lostWrites };
};

/** Nobody reads from a replica any more. */
export const stopReads: Runbook = ({ store }, where) => {
  const replica = store.find(where);
  if (!replica) return undefined;
  replica.isRead = false;
  return { done: `${where} was taken out of reads` };
};

/** An instance gets no more requests. */
export const drain: Runbook = (fleet, where) => {
  const instance = fleet.find(where);
  if (!instance) return undefined;
  instance.isDrained = true;
  const replica = fleet.store.find(where);
  if (replica) replica.isRead = false;
  return { done: `${where} was drained` };
};

/** Elections are frozen, and all is done in one zone. */
export const onlyIn: Runbook = (fleet, where) => {
  if (!fleet.spec.zones.includes(where)) return undefined;
  fleet.store.frozen = true;
  fleet.onlyZone = where;
  return { done: `failovers were frozen, and everything was routed to ${where}` };
};
