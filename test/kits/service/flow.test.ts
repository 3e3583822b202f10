import assert from 'node:assert/strict';
import { defineFlowFaults, FaultAuthor, Flow, losesCache, losesInstances, moreDemand, releases, triesAgain, worksSlower, type FlowService, type FlowSpec } from '../../../src/course/author.ts';
import { type Fault, World } from '../../../src/sim/index.ts';
import { twin } from '../twin.ts';

interface Setting {
  readonly retries?: number;
  readonly budget?: number;
  readonly services?: readonly FlowService[];
  readonly faults?: (f: FaultAuthor) => readonly Fault[];
  readonly untilS?: number;
}

/** 100 operations a second on `shop`, which asks `db`; db has room for 125. */
const spec = ({ retries = 0, budget, services }: Setting): FlowSpec => ({
  stepMs: 100,
  services: services ?? [
    { id: 'shop', instances: 4, workers: 100, serviceMs: 5, queue: 50, calls: [{ to: 'db', timeoutMs: 1_000, retries, ...(budget === undefined ? {} : { budget }) }] },
    { id: 'db', instances: 10, maxInstances: 20, workers: 1, serviceMs: 80, queue: 17, cache: { coldFactor: 2, requests: 3_000 } },
  ],
  clients: [{ id: 'web', to: 'shop', perSecond: 80, timeoutMs: 4_000, retries: 0 }, { id: 'app', to: 'shop', perSecond: 20, timeoutMs: 4_000, retries: 0 }],
});

function run(setting: Setting = {}): Flow {
  const { faults = () => [], untilS = 240 } = setting;
  const world = new World({ seed: 1, mode: 'explore' });
  const flow = new Flow(world, spec(setting), 5_000);
  defineFlowFaults(flow);
  world.begin({ faults: faults(new FaultAuthor(world)), off: [] });
  world.at(untilS * 1e6, () => flow.catchUp());
  while (world.step());
  return flow;
}

const column = (flow: Flow, name: string, where: string): readonly number[] => flow.meters.column(name, where)!;
/** Share of the operations that are answered, in the 5 s before an instant. */
const success = (flow: Flow, atS: number, client = 'web'): number => column(flow, 'ok', client)[atS / 5 - 1]! / column(flow, 'firstAttempts', client)[atS / 5 - 1]!;
const near = (value: number, expected: number): void => assert.ok(Math.abs(value - expected) < 0.05 * Math.max(1, expected), `${value} is not about ${expected}`);

const brownOut = (f: FaultAuthor): Fault[] => [losesInstances(f, 'db', 0.7, 60_000, { lastsMs: 30_000 })];

describe('a flow', () => {
  it('answers what comes, as long as there is room', () => {
    const flow = run();
    near(success(flow, 100), 1);
    near(column(flow, 'arrivals', 'db')[20]!, 100);
    near(column(flow, 'capacity', 'db')[20]!, 125);
    near(column(flow, 'attempts', 'shop')[20]! / column(flow, 'firstAttempts', 'shop')[20]!, 1);
    near(column(flow, 'firstAttempts', 'app')[20]!, 20);
  });

  it('is the same however often one looks', () => {
    const looked = new World({ seed: 1, mode: 'explore' });
    const flow = new Flow(looked, spec({}), 5_000);
    for (let ms = 0; ms <= 100_000; ms += 37) {
      looked.nowUs = ms * 1_000;
      flow.catchUp();
    }
    looked.nowUs = 100e6;
    flow.catchUp();
    assert.deepEqual(column(flow, 'queue', 'db'), column(run({ untilS: 100 }), 'queue', 'db'));
  });

  it('refuses what its queue has no room for, and works for nobody where it is longer than callers wait', () => {
    const flow = run({ faults: f => [moreDemand(f, 3, 60_000)] });
    near(column(flow, 'queue', 'db')[30]!, 170);
    near(column(flow, 'served', 'db')[30]!, 125);
    near(column(flow, 'refusedShare', 'db')[30]!, 1 - 125 / 300);
    assert.ok(success(flow, 150) < 0.1, String(success(flow, 150)));
  });

  it('holds the workers of a caller for as long as the callee takes: a slow callee fills pools above it', () => {
    const services: FlowService[] = [
      { id: 'shop', instances: 1, workers: 20, serviceMs: 5, queue: 50, calls: [{ to: 'list', timeoutMs: 5_000, retries: 0, fallback: true }] },
      { id: 'list', instances: 100, workers: 10, serviceMs: 50, queue: 50 },
    ];
    const faults = (f: FaultAuthor): Fault[] => [worksSlower(f, 'list', 10, 60_000)];
    const slow = run({ services, faults });
    near(column(slow, 'capacity', 'shop')[40]!, 20 / 0.505);
    assert.ok(success(slow, 200) < 0.5);
    near(success(run({ services }), 200), 1);
  });

  it('lets a caller with something to fall back on answer without its callee', () => {
    const services = (fallback: boolean): FlowService[] => [
      { id: 'shop', instances: 1, workers: 500, serviceMs: 5, queue: 50, calls: [{ to: 'list', timeoutMs: 200, retries: 0, fallback }] },
      { id: 'list', instances: 10, workers: 10, serviceMs: 50, queue: 50 },
    ];
    const faults = (f: FaultAuthor): Fault[] => [losesInstances(f, 'list', 0.99, 60_000)];
    near(success(run({ services: services(true), faults }), 200), 1);
    assert.ok(success(run({ services: services(false), faults }), 200) < 0.2);
  });

  it('multiplies attempts layer by layer', () => {
    const layer = (id: string, to: string): FlowService => ({ id, instances: 10, workers: 1_000, serviceMs: 1, queue: 1_000, calls: [{ to, timeoutMs: 1_000, retries: 2 }] });
    const services = [layer('a', 'b'), layer('b', 'c'), layer('c', 'db'), { id: 'db', instances: 10, workers: 1, serviceMs: 80, queue: 17 }];
    const { spec: { clients }, ...rest } = { spec: spec({ services }), world: new World({ seed: 1, mode: 'explore' }) };
    const flow = new Flow(rest.world, { stepMs: 100, services, clients: clients.map(client => ({ ...client, to: 'a' })) }, 5_000);
    flow.station('db').down = true;
    rest.world.nowUs = 60e6;
    flow.catchUp();
    near(column(flow, 'arrivals', 'db').at(-1)! / 100, 27);
  });
});

describe('faults of a flow', () => {
  const fails = (flow: Flow, atS = 240): boolean => success(flow, atS) < 0.5;

  twin(losesInstances, 'callers who repeat keep it down when it is well again', brownOut, faults => fails(run({ retries: 3, faults })));

  twin(worksSlower, 'its callers fail', f => [worksSlower(f, 'db', 2, 60_000)], faults => fails(run({ faults })));

  twin(losesCache, 'a database whose room is that of a warm cache stays down', f => [losesCache(f, 'db', 60_000)], faults => fails(run({ faults })));

  twin(moreDemand, 'a queue that is longer than callers wait serves nobody in time', f => [moreDemand(f, 3, 60_000)], faults => fails(run({ faults })));

  twin(releases, 'another service than the released one fails', f => [releases(f, 'shop', 'db', 4, 60_000)], faults => fails(run({ faults })));

  twin(triesAgain, 'one kind of client keeps down what would be well again', f => [triesAgain(f, 'app', 60)], faults => fails(run({ faults: f => [...faults(f), ...brownOut(f)] })));

  it('a brown-out ends, and with retries the outage does not', () => {
    const none = run({ faults: brownOut });
    assert.ok(success(none, 85) < 0.2);
    near(success(none, 200), 1);
    const storm = run({ retries: 3, faults: brownOut });
    near(success(storm, 50), 1);
    assert.ok(success(storm, 200) < 0.3, String(success(storm, 200)));
    near(column(storm, 'attempts', 'shop').at(-1)! / column(storm, 'firstAttempts', 'shop').at(-1)!, 3.8);
    near(success(run({ retries: 3 }), 200), 1);
  });

  it('a budget of retries lets it end', () => {
    near(success(run({ retries: 3, budget: 0.1, faults: brownOut }), 200), 1);
  });

  it('less load ends it, and a lighter limit does not', () => {
    const limited = (share: number): number => {
      const world = new World({ seed: 1, mode: 'explore' });
      const flow = new Flow(world, spec({ retries: 3 }), 5_000);
      defineFlowFaults(flow);
      world.begin({ faults: brownOut(new FaultAuthor(world)), off: [] });
      const limit = (value: number) => (): void => {
        flow.catchUp();
        for (const users of flow.users.values()) users.limit = value;
      };
      world.at(120e6, limit(share));
      world.at(150e6, limit(Infinity));
      world.at(240e6, () => flow.catchUp());
      while (world.step());
      return success(flow, 240);
    };
    near(limited(0.25), 1);
    assert.ok(limited(0.6) < 0.3);
  });

  it('an empty cache takes away room until what is served in time has filled it', () => {
    const flow = run({ faults: f => [losesCache(f, 'db', 60_000)], services: spec({}).services.map(service => (service.id === 'db' ? { ...service, instances: 20 } : service)) });
    near(column(flow, 'serviceMs', 'db')[12]!, 155);
    assert.ok(column(flow, 'hitRatio', 'db')[16]! > 0.4 && column(flow, 'hitRatio', 'db')[16]! < 0.75);
    near(column(flow, 'serviceMs', 'db').at(-1)!, 80);
    const stuck = run({ faults: f => [losesCache(f, 'db', 60_000)] });
    assert.ok(success(stuck, 240) < 0.2);
  });

  it('a release makes another service slower until it is rolled back, and an innocent one nothing', () => {
    const flow = run({ faults: f => [releases(f, 'shop', 'db', 4, 60_000)] });
    assert.ok(success(flow, 200) < 0.1);
    near(column(flow, 'serviceMs', 'db').at(-1)!, 320);
    assert.equal(flow.rollBack('db'), false);
    assert.equal(flow.rollBack('shop'), true);
    assert.equal(flow.station('db').slower, 1);
    assert.equal(flow.rollBack('shop'), false);
    near(success(run({ faults: f => [releases(f, 'shop', 'db', 1, 60_000)] }), 200), 1);
  });

  it('more users are more first attempts, of some kind or of all', () => {
    const flow = run({ faults: f => [moreDemand(f, 2, 60_000, { clients: ['app'] })] });
    near(column(flow, 'firstAttempts', 'app').at(-1)!, 40);
    near(column(flow, 'firstAttempts', 'web').at(-1)!, 80);
    near(column(run({ faults: f => [moreDemand(f, 2, 60_000, { lastsMs: 60_000 })] }), 'firstAttempts', 'web').at(-1)!, 80);
  });

  it('one kind of client that never lets go is most of the load, after something has failed', () => {
    const flow = run({ faults: f => [triesAgain(f, 'app', 60), ...brownOut(f)] });
    const of = (client: string): number => column(flow, 'attempts', client).at(-1)!;
    assert.ok(of('app') > 2 * of('web'), `${of('app')} and ${of('web')}`);
    assert.ok(success(flow, 240) < 0.3);
    near(success(run({ faults: f => [triesAgain(f, 'app', 60)] }), 240), 1);
  });
});
