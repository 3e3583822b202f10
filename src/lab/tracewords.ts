import { t } from './l10n.ts';
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
  return trace.nodes[node]?.id ?? t('outside');
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

function lossReason(label: string): string {
  return { cut: t('the link is cut'), 'nobody there': t('nobody is there to receive it'), 'over budget': t('too many messages'), 'too big': t('it is too big') }[label] ?? label;
}

/** What happened in a row, in plain words, without who and when. */
export function describe(run: ToldRun, row: number): string {
  const { trace } = run.recording;
  const label = labelOf(trace, row);
  switch (kindName(trace, row)) {
    case 'send':
    case 'deliver':
    case 'drop':
    case 'duplicate': return journey(trace, row);
    case 'timerSet': return label ? t('sets timer {0}', label) : t('sets timer');
    case 'timerFire': return label ? t('timer {0} fires', label) : t('timer fires');
    case 'timerCancel': return label ? t('cancels timer {0}', label) : t('cancels timer');
    case 'crash': return t('crashes');
    case 'restart': return trace.ref[row] > 1 ? t('restarts with only its disk') : t('starts');
    case 'pause': return t('is paused');
    case 'resume': return t('resumes');
    case 'faultStart': return t('fault begins: {0}', label);
    case 'faultEnd': return t('fault ends: {0}', label);
    case 'diskWrite': return label ? t('writes {0}', label) : t('writes to disk');
    case 'diskSync': return label ? t('syncs {0}', label) : t('syncs its disk');
    case 'diskLoss': return label ? t('loses unsynced data of {0}', label) : t('loses unsynced data of its disk');
    case 'note': return t('notes {0}', label);
    case 'log': return t('logs ({0})', label || 'info');
    case 'invoke': return trace.node[row] >= 0 ? t('asks {0}: {1}', nodeName(trace, trace.node[row]), label) : t('asks: {0}', label);
    case 'complete': return completion(run.operationById.get(trace.ref[row])?.f ?? t('the operation'), label);
    case 'fact': return t('fact: {0}', label);
    case 'state': return t('changes its state');
    case 'clockJump': return t('wall clock jumps');
    case 'error': return t('throws: {0}', label);
  }
}

/** What happens to a message. */
function journey(trace: Trace, row: number): string {
  const label = labelOf(trace, row);
  const what = messageLabel(trace, row) || t('a message');
  const [node, peer] = [nodeName(trace, trace.node[row]), nodeName(trace, trace.peer[row])];
  switch (kindName(trace, row)) {
    case 'send': return t('sends {0} to {1}', what, peer);
    case 'deliver': return t('receives {0} from {1}', what, peer);
    case 'duplicate': return t('doubles {0} from {1} to {2}', what, node, peer);
    default: return label === 'lost' ? t('loses {0} from {1} to {2}', what, node, peer) : t('loses {0} from {1} to {2}: {3}', what, node, peer, lossReason(label));
  }
}

function completion(f: string, outcome: string): string {
  if (outcome === 'ok') return t('hears that {0} succeeded', f);
  return outcome === 'fail' ? t('hears that {0} failed', f) : t('gives up on {0}: it may have happened', f);
}

/** Who did what a row tells: a node, a client, the network, a fault or the world outside. */
export function actorOf(run: ToldRun, row: number): string {
  const { trace } = run.recording;
  const kind = trace.kind[row];
  if (kind === TraceKind.faultStart || kind === TraceKind.faultEnd) return t('fault');
  if (kind === TraceKind.drop || kind === TraceKind.duplicate) return t('network');
  if (kind !== TraceKind.invoke && kind !== TraceKind.complete) return nodeName(trace, trace.node[row]);
  return run.operationById.get(trace.ref[row])?.client ?? nodeName(trace, trace.node[row]);
}
