import { atSeconds, attributed, duration, repeatsOf, useful, type Anomaly, type Check, type Excuse, type Fact, type Finding, type Measure, type Operation, type RunRecord } from 'faultlab/author';

/** A message that somebody held, and for how long. */
interface Hold {
  readonly job: string;
  readonly by: string;
  readonly fromUs: number;
  toUs: number;
  /** Of its delivery. */
  readonly row: number;
  ended?: 'acked' | 'released' | 'expired';
}

/** A process that was killed, by a crash or after a stop notice. */
interface Kill {
  readonly node: string;
  readonly atUs: number;
  /** When it was told; absent: it was not. */
  readonly noticeUs?: number;
}

const ENDS = ['acked', 'released', 'expired'];

/** The job that a message is about. */
export const jobIn = (value: unknown): string | undefined => /job-\d+/.exec(JSON.stringify(value) ?? '')?.[0];

/** Which job each message of the queue is about. */
function jobsOf({ facts }: RunRecord): Map<number, string> {
  const jobs = new Map<number, string>();
  for (const { type, data } of facts) if (type === 'enqueued') jobs.set(data['number'] as number, jobIn(data['body']) ?? jobIn(data['id']) ?? String(data['id']));
  return jobs;
}

function holdsOf(run: RunRecord): Hold[] {
  const jobs = jobsOf(run);
  const open = new Map<number, Hold>();
  const holds: Hold[] = [];
  for (const { type, data, atUs, row } of run.facts) {
    const number = data['number'] as number;
    if (type === 'delivered') {
      const hold: Hold = { job: jobs.get(number)!, by: data['to'] as string, fromUs: atUs, toUs: Infinity, row };
      open.set(number, hold);
      holds.push(hold);
    } else if (ENDS.includes(type) && open.has(number)) {
      Object.assign(open.get(number)!, { toUs: atUs, ended: type });
      open.delete(number);
    }
  }
  return holds;
}

const killsOf = ({ strikes }: RunRecord): Kill[] => strikes.flatMap(({ fault, fromUs }): Kill[] => {
  const node = fault['node'] as string;
  if (fault.kind === 'crash') return [{ node, atUs: fromUs }];
  return fault.kind === 'stop' ? [{ node, atUs: fromUs + (fault['graceMs'] as number) * 1_000, noticeUs: fromUs }] : [];
});

const heldAt = (holds: readonly Hold[], node: string, atUs: number): Hold[] => holds.filter(({ by, fromUs, toUs }) => by === node && fromUs <= atUs && toUs > atUs);

interface Encoding extends Anomaly {
  readonly node: string;
  readonly durationMs: number;
}

const encodingsOf = ({ facts }: RunRecord): Encoding[] => facts.filter(({ type }) => type === 'encoding').map(({ data, atUs, row }) =>
  ({ id: data['job'] as string, node: data['by'] as string, durationMs: data['durationMs'] as number, atUs, row }));

/** What somebody held who was killed, and jobs that are in the queue twice because nobody could tell whether they were. */
function excusesOf(run: RunRecord, holds: readonly Hold[]): Excuse[] {
  const lost = killsOf(run).flatMap(({ node, atUs }) => heldAt(holds, node, atUs).map(({ job }): Excuse => ({ id: job, fromUs: atUs })));
  const jobs = jobsOf(run);
  const broken = run.strikes.filter(({ fault }) => fault['node'] === 'broker');
  const sentAgain = run.facts.filter(({ type }) => type === 'enqueued').flatMap(({ data, atUs }, index, all): Excuse[] => {
    const job = jobs.get(data['number'] as number)!;
    const before = all.slice(0, index).some(other => jobs.get(other.data['number'] as number) === job);
    const operation = run.operations.find(({ key }) => key === job);
    return before && operation && broken.some(({ fromUs, toUs }) => fromUs <= atUs && toUs >= operation.invokedUs) ? [{ id: job, fromUs: atUs }] : [];
  });
  return [...lost, ...sentAgain];
}

/** No job is encoded again, unless a fault struck whoever held it. */
export const paidOnce: Check = run => {
  const repeats = repeatsOf(encodingsOf(run));
  if (repeats.length === 0) return undefined;
  const holds = holdsOf(run);
  return attributed(repeats, excusesOf(run, holds), ({ id, node, atUs, before, durationMs }) =>
    `${before.node} began to encode ${id} at ${atSeconds(before.atUs)}, and ${node === before.node ? 'the same worker' : node} began again at ${atSeconds(atUs)}: ${whyBack(id, before, atUs, holds)}. `
    + `${duration(durationMs * 1_000)} of encoding are paid twice, and no fault had struck whoever held the job`);
};

/** What became of the delivery before. */
function whyBack(job: string, before: Encoding, againUs: number, holds: readonly Hold[]): string {
  const hold = holds.filter(each => each.job === job && each.by === before.node && each.fromUs <= before.atUs && each.toUs <= againUs).at(-1);
  if (!hold) return 'it was never given back';
  const { ended, toUs } = hold;
  const finishedUs = before.atUs + before.durationMs * 1_000;
  if (ended === 'expired') return `its visibility ran out at ${atSeconds(toUs)}, ${toUs < finishedUs ? 'while it was being encoded' : 'after it was encoded, without an ack that was carried out'}`;
  return ended === 'released' ? `${before.node} gave it back at ${atSeconds(toUs)}` : `${before.node} had acknowledged it at ${atSeconds(toUs)}`;
}

/** What was accepted has been published at the end. */
export const keptPromise: Check = run => {
  const stored = new Set(run.facts.filter(({ type }) => type === 'stored').map(({ data }) => data['job']));
  const lost = run.operations.find(({ key, outcome }) => outcome === 'ok' && !stored.has(key));
  if (!lost) return undefined;
  const { text, shown } = fateOf(lost, run);
  return { message: `${lost.key} was answered “accepted” at ${atSeconds(lost.completedUs)}. ${text}. When all was over there was no video, and the client had been told that there would be one`, atUs: shown?.atUs ?? lost.completedUs, row: shown?.row ?? lost.completedRow, node: shown?.node ?? lost.node! };
};

interface Fate {
  readonly text: string;
  /** Where that was decided; absent: when it was accepted. */
  readonly shown?: Pick<Fact, 'atUs' | 'row'> & { readonly node: string };
}

function fateOf({ key, invokedUs, completedUs }: Operation, run: RunRecord): Fate {
  const jobs = jobsOf(run);
  const about = run.facts.filter(({ data }) => jobs.get(data['number'] as number) === key);
  if (about.length === 0) {
    const died = run.strikes.find(({ fault, fromUs, toUs }) => fault['node'] === 'broker' && fromUs <= completedUs + 1_000_000 && toUs >= invokedUs);
    return { text: `The broker never confirmed it${died ? `: it died at ${atSeconds(died.fromUs)} and was back at ${atSeconds(died.toUs)}` : ''}, and no queue holds it` };
  }
  const acked = about.find(({ type }) => type === 'acked');
  if (!acked) return whereItIs(about, run);
  const by = acked.data['by'] as string;
  const killed = killsOf(run).filter(({ node, atUs }) => node === by && atUs >= acked.atUs)[0];
  return {
    text: `${by} acknowledged it at ${atSeconds(acked.atUs)}, before it was published${killed ? `, and died with it at ${atSeconds(killed.atUs)}` : ', and never finished it'}`,
    shown: { atUs: acked.atUs, row: acked.row, node: by },
  };
}

/** What the queue still has of it. */
function whereItIs(about: readonly Fact[], run: RunRecord): Fate {
  const delivery = about.filter(({ type }) => type === 'delivered').at(-1);
  if (!delivery) return { text: 'It is in the queue to this day, and no worker has ever received it' };
  const by = delivery.data['to'] as string;
  const untilUs = Math.max(...about.filter(({ type, atUs }) => atUs >= delivery.atUs && (type === 'delivered' || type === 'extended')).map(({ data }) => data['untilUs'] as number));
  const killed = killsOf(run).find(({ node, atUs }) => node === by && atUs >= delivery.atUs);
  const hidden = untilUs > run.endUs ? `: it stays hidden from all others until ${until(untilUs)}` : '';
  return {
    text: `${by} received it at ${atSeconds(delivery.atUs)}${killed ? ` and died at ${atSeconds(killed.atUs)}` : ' and had not finished it'}${hidden}`,
    shown: { atUs: delivery.atUs, row: delivery.row, node: by },
  };
}

const until = (us: number): string => (us < 3_600_000_000 ? atSeconds(us) : `${Math.round(us / 360_000_000) / 10} h later`);

/** Share of the jobs that were accepted. */
export const acceptedShare: Measure = ({ operations }) => useful(operations, turnedAway);

const turnedAway = ({ key, invokedUs, heardUs, output, invokedRow, node }: Operation): Finding => ({
  message: `${key}, offered at ${atSeconds(invokedUs)}, ${output === 'rejected' ? `was rejected at ${atSeconds(heardUs)}` : `was not answered within 10 s (${String(output)})`}: a client that could have been served`,
  atUs: heardUs, row: invokedRow, node: node!,
});

/** The longest time from the death of a worker until another one encodes what it was encoding, seconds. */
export const takeover: Measure = run => {
  const holds = holdsOf(run);
  const encodings = encodingsOf(run);
  const stored = new Map(run.facts.filter(({ type }) => type === 'stored').map(({ data, atUs }) => [data['job'] as string, atUs]));
  return slowest(killsOf(run).flatMap(({ node, atUs: diedUs }) => heldAt(holds, node, diedUs)
    .filter(({ job, fromUs }) => (stored.get(job) ?? Infinity) > diedUs && encodings.some(({ id, node: by, atUs }) => id === job && by === node && atUs >= fromUs && atUs <= diedUs))
    .map(({ job, row }) => {
      const againUs = encodings.find(({ id, atUs }) => id === job && atUs > diedUs)?.atUs ?? Infinity;
      return { us: againUs - diedUs, message: `${node} died at ${atSeconds(diedUs)} while it encoded ${job}, and ${whoThen(againUs, diedUs)}: the client waits for a dead worker`, atUs: Math.min(againUs, run.endUs), row, node };
    })));
};

/** Whoever receives a message so shortly before its end cannot give it back. */
const NO_TIME_US = 100_000;

/** The longest time from a stop notice until a job that the worker had not begun is encoded where it can end, seconds. */
export const handedOn: Measure = run => {
  const holds = holdsOf(run);
  const encodings = encodingsOf(run);
  const kills = killsOf(run);
  const late = slowest(kills.flatMap(({ node, atUs: killedUs, noticeUs = Infinity }) => holds
    .filter(({ by, fromUs, toUs, job }) => by === node && fromUs < killedUs - NO_TIME_US && toUs > noticeUs && !encodings.some(each => each.id === job && each.node === node && each.atUs >= fromUs && each.atUs <= noticeUs))
    .map(({ job, fromUs, row }) => {
      const sinceUs = Math.max(noticeUs, fromUs);
      const begun = encodings.find(each => each.id === job && each.atUs >= sinceUs && (each.node !== node || each.atUs + each.durationMs * 1_000 < killedUs))?.atUs ?? Infinity;
      return { us: begun - sinceUs, message: `${node} was told to stop at ${atSeconds(noticeUs)} and had ${job} in hand, which it had not begun; ${whoThen(begun, sinceUs)}: a planned stop costs as much as a crash`, atUs: Math.min(begun, run.endUs), row, node };
    })));
  // Whoever takes a job only when it can begin it has none to hand on.
  return late ?? (kills.length > 0 && encodings.length > 0 ? { value: 0 } : undefined);
};

const whoThen = (againUs: number, sinceUs: number): string =>
  (againUs === Infinity ? 'nobody ever began it again' : `it was begun ${Math.round((againUs - sinceUs) / 100_000) / 10} s later`);

function slowest(delays: readonly (Finding & { readonly us: number })[]): ReturnType<Measure> {
  const worst = delays.reduce<(typeof delays)[number] | undefined>((a, b) => (a && a.us >= b.us ? a : b), undefined);
  return worst && { value: worst.us / 1e6, worst };
}

/** How often the encoder was asked. */
export const calls: Measure = ({ facts }) => {
  const asked = facts.filter(({ type, data }) => type === 'encoding' || type === 'noSlot' || (type === 'failed' && data['method'] === 'encode'));
  const refused = asked.filter(({ type }) => type === 'failed');
  const [first] = refused;
  return {
    value: asked.length,
    ...(first ? { worst: { message: `The encoder refused ${refused.length} calls within ${duration(refused.at(-1)!.atUs - first.atUs)} from ${atSeconds(first.atUs)} on, of ${asked.length} in all: it is down, and the workers ask on and on`, atUs: first.atUs, row: first.row, node: first.data['from'] as string } } : {}),
  };
};
