import { TraceKind, type Trace, type TraceKindCode, type TraceKindName } from '../sim/trace.ts';

/** A recorded run, with its operations by id. */
export interface ToldRun {
  readonly recording: { readonly trace: Trace };
  readonly operationById: ReadonlyMap<number, { readonly f: string; readonly client: string }>;
}

const kindNames = Object.fromEntries(Object.entries(TraceKind).map(([name, code]) => [code, name])) as Record<TraceKindCode, TraceKindName>;

export function kindName(trace: Trace, row: number): TraceKindName {
  return kindNames[trace.kind[row] as TraceKindCode];
}

function nodeName(trace: Trace, node: number): string {
  return trace.nodes[node]?.id ?? 'outside';
}

function labelOf(trace: Trace, row: number): string {
  return trace.strings[trace.label[row]] ?? '';
}

/** The label of the message that a row is about. */
export function messageLabel(trace: Trace, row: number): string {
  let at = row;
  while (trace.kind[at] !== TraceKind.send && trace.cause[at] >= 0) at = trace.cause[at];
  return labelOf(trace, at);
}

/** JSON text that belongs to a row, of its send where a delivery has none itself; empty for none. */
export function dataOf(trace: Trace, row: number): string {
  const own = trace.strings[trace.data[row]];
  if (own !== undefined) return own;
  const kind = trace.kind[row];
  const ofMessage = kind === TraceKind.deliver || kind === TraceKind.drop || kind === TraceKind.duplicate;
  return ofMessage && trace.cause[row] >= 0 ? dataOf(trace, trace.cause[row]) : '';
}

const lossReasons: Readonly<Record<string, string>> = {
  lost: '', cut: ': the link is cut', 'nobody there': ': nobody is there to receive it', 'over budget': ': too many messages', 'too big': ': it is too big',
};

/** What happened in a row, in plain words, without who and when. */
export function describe(run: ToldRun, row: number): string {
  const { trace } = run.recording;
  const label = labelOf(trace, row);
  const peer = nodeName(trace, trace.peer[row]);
  switch (kindName(trace, row)) {
    case 'send': return `sends ${label || 'a message'} to ${peer}`;
    case 'deliver': return `receives ${messageLabel(trace, row) || 'a message'} from ${peer}`;
    case 'drop': return `loses ${messageLabel(trace, row) || 'a message'} from ${nodeName(trace, trace.node[row])} to ${peer}${lossReasons[label] ?? `: ${label}`}`;
    case 'duplicate': return `doubles ${messageLabel(trace, row) || 'a message'} from ${nodeName(trace, trace.node[row])} to ${peer}`;
    case 'timerSet': return `sets timer ${label}`.trimEnd();
    case 'timerFire': return `timer ${label} fires`.replace('  ', ' ');
    case 'timerCancel': return `cancels timer ${label}`.trimEnd();
    case 'crash': return 'crashes';
    case 'restart': return trace.ref[row] > 1 ? 'restarts with only its disk' : 'starts';
    case 'pause': return 'is paused';
    case 'resume': return 'resumes';
    case 'faultStart': return `fault begins: ${label}`;
    case 'faultEnd': return `fault ends: ${label}`;
    case 'diskWrite': return `writes ${label || 'to disk'}`;
    case 'diskSync': return `syncs ${label || 'its disk'}`;
    case 'diskLoss': return `loses unsynced data of ${label || 'its disk'}`;
    case 'note': return `notes ${label}`;
    case 'log': return `logs (${label || 'info'})`;
    case 'invoke': return trace.node[row] >= 0 ? `asks ${nodeName(trace, trace.node[row])}: ${label}` : `asks: ${label}`;
    case 'complete': return completion(run.operationById.get(trace.ref[row])?.f ?? 'the operation', label);
    case 'fact': return `fact: ${label}`;
    case 'state': return 'changes its state';
    case 'clockJump': return 'wall clock jumps';
    case 'error': return `throws: ${label}`;
  }
}

function completion(f: string, outcome: string): string {
  if (outcome === 'ok') return `hears that ${f} succeeded`;
  return outcome === 'fail' ? `hears that ${f} failed` : `gives up on ${f}: it may have happened`;
}

/** Who did what a row tells: a node, a client, the network, a fault or the world outside. */
export function actorOf(run: ToldRun, row: number): string {
  const { trace } = run.recording;
  const kind = trace.kind[row];
  if (kind === TraceKind.faultStart || kind === TraceKind.faultEnd) return 'fault';
  if (kind === TraceKind.drop || kind === TraceKind.duplicate) return 'network';
  if (kind !== TraceKind.invoke && kind !== TraceKind.complete) return nodeName(trace, trace.node[row]);
  return run.operationById.get(trace.ref[row])?.client ?? nodeName(trace, trace.node[row]);
}
