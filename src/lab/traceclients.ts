import { TraceKind, type Trace } from '../sim/trace.ts';

/** Name of the client by operation id. An invocation's data says who asked. */
export function clientsOf(trace: Trace): ReadonlyMap<number, string> {
  const nameOfData = new Map<number, string>();
  const clients = new Map<number, string>();
  for (let row = 0; row < trace.length; row++) {
    if (trace.kind[row] !== TraceKind.invoke) continue;
    const data = trace.data[row];
    let name = nameOfData.get(data);
    if (name === undefined) nameOfData.set(data, name = clientIn(trace.strings[data]));
    clients.set(trace.ref[row], name);
  }
  return clients;
}

function clientIn(json: string | undefined): string {
  if (json === undefined) return 'client';
  const data: unknown = JSON.parse(json);
  return typeof data === 'object' && data !== null && 'client' in data ? String(data.client) : 'client';
}
