import type { ErrorsFault } from '../kits/cluster/callerrors.ts';
import type { Fault, When } from '../sim/index.ts';
import type { FaultAuthor } from './faultauthor.ts';

interface Lasting {
  /** Absent: until the end of the run. */
  readonly lastsMs?: number;
}

/** Which requests to a given actor: those of a method, and only those whose fields have these values. */
type Asked = Pick<ErrorsFault, 'method' | 'where'>;

/** A given actor refuses a share of what it is asked, at once and without doing it. */
export const refuses = (
  f: FaultAuthor, node: string, error: Omit<ErrorsFault['error'], 'kind'>, rate: number, start: number | When = 0, { method, where, lastsMs }: Asked & Lasting = {},
): Fault => f.fault('errors', start, { node, rate, error: { kind: 'Refused', ...error }, ...given({ method, where, lastsMs }) });

/** A share of the requests to a given actor ends with `Unknown`; half of these were carried out. */
export const leavesInDoubt = (f: FaultAuthor, node: string, rate: number, start: number | When = 0, { method, where, lastsMs }: Asked & Lasting = {}): Fault =>
  f.fault('errors', start, { node, rate, error: { kind: 'Unknown', code: 'Reset' }, ...given({ method, where, lastsMs }) });

/** A process is told to stop, is killed `graceMs` later and comes back `downMs` after that. */
export const deploys = (f: FaultAuthor, node: string, start: number | When, { graceMs, downMs }: { readonly graceMs: number; readonly downMs: number }): Fault =>
  f.fault('stop', start, { node, graceMs, lastsMs: graceMs + downMs });

const given = (options: Readonly<Record<string, unknown>>): Record<string, unknown> => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
