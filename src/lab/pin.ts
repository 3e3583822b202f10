import { constant, type Decision, type Fault, type Strike } from '../sim/index.ts';

/** How long before it struck a pinned fault may begin, milliseconds: the longest that does is the least fragile. */
const LEADS_MS = [100, 10, 1, 0];
/** Message faults that strike more are left as they are. */
const MOST_MESSAGES = 12;

/**
 * The ways to have a fault strike where it did without counting what comes before: a signal is the first since an instant
 * instead of the nth, and a message is the first of its kind since an instant instead of one that was drawn. So operations
 * before it can be left out without moving it. The most robust comes first. Each way is a list of faults in its place.
 */
export function pinnings(fault: Fault, decisions: readonly Decision[], strikes: readonly Strike[]): (readonly Fault[])[] {
  const { start } = fault;
  if (fault['most'] !== undefined) return [];
  const struck = strikes.find(strike => strike.fault.id === fault.id);
  if (!('atMs' in start) && start.nth > 1 && struck) {
    const signalMs = struck.fromUs / 1000 - start.afterMs;
    return LEADS_MS.map(leadMs => [{ ...fault, start: { ...start, nth: 1, fromMs: Math.max(0, signalMs - leadMs) } }]);
  }
  const own = decisions.filter(({ id, action }) => id.startsWith(`${fault.id}:`) && action !== 'hold');
  return own.length === 0 || own.length > MOST_MESSAGES ? [] : LEADS_MS.map(leadMs => own.map((decision, index) => single(fault, decision, index, leadMs)));
}

function single({ lastsMs: _lastsMs, until: _until, ...fault }: Fault, { from, to, tag: { kind, method }, atUs, delayMs }: Decision, index: number, leadMs: number): Fault {
  return {
    ...fault, id: `${fault.id}/${index + 1}`, start: { atMs: Math.max(0, atUs / 1000 - leadMs) }, rate: 1, most: 1, delayMs: constant(delayMs),
    filter: { ...(fault['filter'] as object), kind, ...(method === undefined ? {} : { method }), from, to },
  };
}
