import type { Model } from '../../src/check/linearization/model.ts';
import { historyOf } from '../../src/lab/historytrack.ts';
import type { Recording, Track } from '../../src/lab/recording.ts';
import { constant, msToUs, TraceKind, World, type FaultPlan, type Message, type SimNode, type SourcePosition } from '../../src/sim/index.ts';

export interface ExampleOptions {
  readonly replicas: number;
  readonly clients: number;
  readonly durationMs: number;
  /** Id of a fault that is left out. */
  readonly without: string;
  /** Pause of a client between two operations. */
  readonly thinkMs: number;
  /** Between the beginnings of two sagas. */
  readonly tripEveryMs: number;
}

const file = '/lessons/faultlab/quorums/exercise.ts';
const lines = { heartbeat: 12, onWrite: 21, replicate: 24, onReplicate: 31, reply: 38, read: 44 };

type Body = { readonly op?: number; readonly key?: string; readonly value?: number; readonly version?: number; readonly from?: string };

/**
 * A recorded run on the real engine: replicas that write to disk, replicate and answer on a majority, and clients
 * that read and write; with a cut, a crash, a pause, losses, doubles and late messages. The failure is made up.
 */
export function exampleRecording(options: Partial<ExampleOptions> = {}): Recording {
  const { replicas, clients, durationMs, thinkMs, tripEveryMs, without } = { replicas: 3, clients: 2, durationMs: 3_000, thinkMs: 60, tripEveryMs: 100, without: '', ...options };
  const world = new World({ seed: 42, mode: 'record' });
  let here: readonly SourcePosition[] = [];
  world.trace!.here = () => here;
  const at = (line: keyof typeof lines, run: () => void): void => {
    const place = (name: keyof typeof lines): SourcePosition => ({ file, line: lines[name], column: 5 });
    here = line === 'replicate' ? [place('replicate'), place('onWrite')] : [place(line)];
    run();
    here = [];
  };
  const random = world.stream('example');

  const replicaNodes = Array.from({ length: replicas }, (_, index) => world.addNode(`replica-${index + 1}`, 'learner'));
  const monitor = world.addNode('monitor', 'given');
  const clientNodes = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'].slice(0, clients).map(id => world.addNode(id, 'client'));

  const [logs, health] = [world.pictures!.grid('Logs', { column: 'version', group: 'by', kept: 'confirmed' }), world.pictures!.matrix('Who is up')];
  for (const node of replicaNodes) {
    node.boot = () => {
      health.isTrue(node.id, 'up');
      logs.label(node.id, 'up', `since start ${node.incarnation}`);
      return replica(node);
    };
    node.whenCrashed.push(() => {
      health.isTrue(node.id, 'down');
      logs.label(node.id, 'down');
    });
  }
  monitor.boot = () => ({ receive() {} });

  function replica(node: SimNode) {
    let version = 0;
    const acks = new Map<number, { count: number; client: SimNode; answered: boolean }>();
    const beat = (): void => {
      const row = world.emit(TraceKind.timerFire, node.index, -1, 1);
      world.trace!.describe(row, 'heartbeat');
      world.causeRow = row;
      at('heartbeat', () => world.network.send(node, monitor, { alive: node.id, version }, { kind: 'send', method: 'heartbeat' }));
      node.after(msToUs(400), beat);
    };
    node.after(msToUs(100 + 40 * node.index), beat);
    /** Every third is not told of. */
    const drawWork = (op: number): void => {
      const id = 2 * op + 1;
      const received = [['traceparent', `00-${op}a-${op}b-01`], ['tracestate', 'shop=1']] as const;
      traces.begins({ id, callers: [2 * op], about: '', where: node.id, name: 'answer', records: true, received, spoilt: false });
      node.after(msToUs(8), () => traces.ends(id));
      if (op % 3 !== 0) traces.reports({ work: id, traceId: `${op}a`, spanId: `${op}c`, parentId: `${op}b`, links: [] });
      if (op % 3 !== 0) traces.arrived({ traceId: `${op}a`, spanId: `${op}c` }, 'stored');
    };
    return {
      receive(message: Message) {
        const body = message.body as Body;
        const cause = world.causeRow;
        if (message.tag.kind === 'call') drawWork(body.op!);
        switch (message.tag.method) {
          case 'write': {
            version++;
            logs.cell(node.id, version, String(body.value), node.id);
            acks.set(body.op!, { count: 1, client: message.from, answered: false });
            at('onWrite', () => node.disk.append('log', body, () => {
              world.causeRow = cause;
              node.disk.sync(() => {
                world.causeRow = cause;
                for (const peer of replicaNodes) {
                  if (peer !== node) at('replicate', () => world.network.send(node, peer, { ...body, version, from: node.id }, { kind: 'send', method: 'replicate' }));
                }
              });
            }));
            const row = world.emit(TraceKind.state, node.index, -1, 0);
            world.trace!.describe(row, undefined, { version });
            return;
          }
          case 'replicate':
            logs.cell(node.id, body.version!, String(body.value), body.from);
            at('onReplicate', () => world.network.send(node, message.from, { op: body.op }, { kind: 'send', method: 'ack' }));
            return;
          case 'ack': {
            const waiting = acks.get(body.op!);
            if (!waiting || waiting.answered || ++waiting.count <= replicas / 2) return;
            waiting.answered = true;
            logs.reached(node.id, 'confirmed', version);
            const row = world.emit(TraceKind.note, node.index, -1, 0);
            world.trace!.describe(row, 'majority', { op: body.op, acks: waiting.count });
            at('reply', () => world.network.send(node, waiting.client, { op: body.op, version }, { kind: 'reply', method: 'written' }));
            return;
          }
          case 'read':
            at('read', () => world.network.send(node, message.from, { op: body.op, value: version }, { kind: 'reply', method: 'value' }));
        }
      },
    };
  }

  for (const node of clientNodes) node.boot = () => client(node);

  const traces = world.pictures!.spans('Traces');
  const plane = world.pictures!.plane('Load and answers', { label: 'load', unit: '/s' }, { label: 'answers', unit: '/s' });
  for (const [index, [across, up]] of [[10, 10], [80, 40], [90, 5], [20, 5], [10, 10]].entries()) plane.point(across!, up!, msToUs((index * durationMs) / 5));

  function client(node: SimNode) {
    let open = -1;
    let ended: (tone: 'good' | 'bad') => void;
    const next = (): void => {
      const target = random.pick(replicaNodes);
      const write = random.next() < 0.5;
      const value = Math.floor(random.next() * 100);
      const op = world.history.invoke(node.id, write ? 'write' : 'read', write ? { x: value } : 'x', { node: target.id, key: 'x' });
      open = op;
      world.causeRow = world.history.invokedRow(op);
      const asked = world.pictures!.timeline('Questions').begin(node.id, target.id, write ? `writes ${value}` : 'reads', 'waiting');
      ended = outcome => {
        asked.end({ tone: outcome });
        traces.ends(2 * op);
      };
      traces.begins({ id: 2 * op, callers: [], about: `operation ${op}`, where: node.id, name: write ? 'write' : 'read', records: true, received: [], spoilt: false });
      traces.sends(2 * op, target.id, [['traceparent', `00-${op}a-${op}b-01`], ['tracestate', 'shop=1']]);
      traces.reports({ work: 2 * op, traceId: `${op}a`, spanId: `${op}b`, parentId: null, links: [] });
      traces.arrived({ traceId: `${op}a`, spanId: `${op}b` }, 'stored');
      world.network.send(node, target, { op, key: 'x', value }, { kind: 'call', method: write ? 'write' : 'read' });
      node.after(msToUs(250), () => {
        if (open !== op) return;
        open = -1;
        world.causeRow = world.history.invokedRow(op);
        world.history.complete(op, write ? 'info' : 'fail', 'timeout after 250 ms');
        ended('bad');
        health.believes(node.id, target.id, 'down');
        world.pictures!.timeline('Questions').point(node.id, target.id, 'no answer', 'bad');
        node.after(msToUs(thinkMs), next);
      });
    };
    node.after(msToUs(5 + 20 * node.index), next);
    return {
      receive(message: Message) {
        const body = message.body as Body;
        if (body.op !== open) return;
        open = -1;
        world.history.complete(body.op!, 'ok', body);
        ended('good');
        health.believes(node.id, message.from.id, 'up');
        node.after(msToUs(thinkMs), next);
      },
    };
  }

  drawTrips(world, clientNodes, durationMs, tripEveryMs);
  for (const node of world.nodes) node.start();
  const [first, second, third] = replicaNodes as [SimNode, SimNode, SimNode];
  const share = (part: number): number => Math.round(durationMs * part);
  const plan: FaultPlan = {
    off: [],
    faults: [
      { id: 'double', kind: 'double', start: { atMs: 0 }, filter: { method: 'replicate' }, rate: 0.15, delayMs: constant(30) },
      { id: 'lose', kind: 'lose', start: { atMs: share(0.1) }, lastsMs: share(0.15), filter: {}, rate: 0.2 },
      { id: 'late', kind: 'late', start: { atMs: 0 }, filter: { kind: 'reply' }, rate: 0.1, delayMs: constant(90) },
      { id: 'cut', kind: 'cut', start: { atMs: share(0.35) }, lastsMs: share(0.2), from: [third.id], to: [first.id, second.id], oneWay: false },
      { id: 'crash', kind: 'crash', start: { atMs: share(0.6) }, lastsMs: share(0.12), node: second.id },
      { id: 'pause', kind: 'pause', start: { atMs: share(0.8) }, lastsMs: share(0.08), node: first.id, inbox: 'queue' } as const,
    ].filter(({ id }) => id !== without),
  };
  world.begin(plan);
  for (const [part, members] of [[0, 9], [0.5, 8]] as const) world.at(msToUs(share(part)), () => drawRing(world, members));
  while (world.nowUs < msToUs(durationMs) && world.step());

  const trace = world.trace!.finish(world.nodes.map(({ id, role }) => ({ id, role })));
  const failRow = trace.kind.findIndex((kind, row) => kind === TraceKind.complete && trace.timeUs[row]! > msToUs(durationMs * 0.5));
  const failUs = trace.timeUs[failRow]!;
  return {
    lesson: 'consistency/quorums', title: '2.6 Quorums 101', scenario: 'minority-island', scenarioLabel: 'Minority island', seed: 42, verdict: 'failed',
    plan: [...world.faults.sentences().values()], faults: plan, missedTwins: [],
    failures: [{
      demand: 'linearizable', timeUs: failUs, row: failRow, node: trace.nodes[trace.node[failRow]!]!.id,
      message: `At ${(failUs / 1000).toFixed(0)} ms alice read x from ${trace.nodes[trace.node[failRow]!]!.id} and was given version 9, although bob's write of version 10 had been confirmed before she asked: her screen went back in time.`,
      range: { file, startLineNumber: 44, startColumn: 5, endLineNumber: 44, endColumn: 20 },
    }],
    trace,
    tracks: load(durationMs), pictures: [...historyOf({ always: [{ name: 'one copy', check: () => undefined, oneCopyOf: untilUs(failUs) }], final: [] }, world.history.finish()), ...world.pictures!.tracks()],
    traceHash: world.hash.toString(),
  };
}

/** Sagas one after another: booked, undone, unknown, the second of two waiting for the first; the last one goes on at the end. */
function drawTrips(world: World, clients: readonly SimNode[], durationMs: number, everyMs: number): void {
  const picture = world.pictures!.transactions('Trips');
  const stepMs = 30;
  let before: ReturnType<typeof picture.begin> | undefined;
  for (let atMs = 10, trip = 1; atMs < durationMs; atMs += everyMs, trip++) {
    world.at(msToUs(atMs), () => {
      const row = world.history.fact('trip', { trip }, clients[trip % clients.length]!.id);
      const saga = picture.begin(clients[trip % clients.length]!.id, `trip ${trip}`, row);
      const flight = saga.step('book flight', { row });
      const on = before;
      if (trip % 4 === 2) flight.turn('waiting', 'the seat', on);
      before = saga;
      world.after(msToUs(stepMs), () => {
        flight.turn('done');
        const hotel = saga.step('book hotel', { row });
        const pay = saga.step('pay', { state: 'intended', pivot: true, row });
        world.after(msToUs(stepMs), () => {
          if (trip % 4 === 3) {
            hotel.turn('refused', 'no room is left');
            flight.turn('undone');
            return saga.end('compensated', 'no room is left', row);
          }
          hotel.turn('done');
          pay.turn('running');
          world.after(msToUs(stepMs), () => {
            if (trip % 4 === 0) return saga.end('unknown', 'no answer within 30 ms', row);
            pay.turn('done');
            saga.end('committed', '', row);
          });
        });
      });
    });
  }
}

/** Keys by their remainder: nearly all move when a member is gone. */
function drawRing(world: World, count: number): void {
  const members = Array.from({ length: count }, (_, index) => ({ id: `cache-${index + 1}`, weight: index === 0 ? 2 : 1 }));
  const row = world.history.fact('placed', { members: count }, 'monitor');
  world.pictures!.ring('Ring').placed('router', members, Array.from({ length: 400 }, (_, key) => [members[key % count]!.id]), row);
}

/** Of a copy that answers anything, but nothing from an instant on. */
function untilUs(failUs: number): Model<unknown> {
  return {
    initial: undefined,
    relevant: operations => operations.filter(({ outcome }) => outcome === 'ok'),
    step: (state, { f, input, completedUs }) => (completedUs >= failUs ? undefined : { state: f === 'write' ? (input as { x: number }).x : state }),
    identity: state => state,
    contradiction: (key, operations) => ({ key, operations: operations.filter(({ outcome, completedUs }) => outcome === 'ok' && completedUs >= failUs).slice(0, 1), message: 'It is too late', atUs: failUs, row: -1 }),
    textOf: String,
  };
}

/** Attempts against capacity, as a service under retries shows it. */
function load(durationMs: number): Track[] {
  const count = 120;
  const timeUs = Float64Array.from({ length: count }, (_, index) => msToUs((index * durationMs) / (count - 1)));
  const bump = (x: number): number => Math.exp(-((x - 0.5) ** 2) / 0.01);
  const values = (of: (x: number) => number): Float64Array => Float64Array.from(timeUs, (_, index) => of(index / (count - 1)));
  const base = { type: 'sample', chart: 'Load', unit: '/s', timeUs } as const;
  return [
    { ...base, label: 'attempts', style: 'line', value: values(x => 95 + 160 * bump(x) + 8 * Math.sin(40 * x)) },
    { ...base, label: 'answered', style: 'line', value: values(x => 90 - 55 * bump(x) + 6 * Math.sin(33 * x)) },
    { ...base, label: 'capacity', style: 'limit', value: values(() => 150) },
    { type: 'phase', chart: 'Leader', label: 'term', timeUs: Float64Array.of(0, msToUs(1_200), msToUs(1_500)), texts: ['replica-1', '', 'replica-3'] },
    ...Array.from({ length: 10 }, (_, backend): Track => ({ ...base, chart: 'Load by backend', label: backend === 6 ? 'b-7, which has a name that takes much room' : `b-${backend + 1}`, style: 'step', value: values(x => (backend === 3 ? 40 * bump(x) : 5 + 4 * Math.sin(9 * x + backend))) })),
  ];
}
