import assert from 'node:assert/strict';
import { constant, lognormalByP99, NotCopyable, quantileOf, World, type Fault } from '../../src/sim/index.ts';
import { listeners, run, sendEveryMs } from './support.ts';

const plan = (...faults: Fault[]) => ({ faults, off: [] });
const cut = (from: string[], to: string[], oneWay: boolean, atMs: number, lastsMs: number): Fault => ({ id: 'cut', kind: 'cut', start: { atMs }, lastsMs, from, to, oneWay });

describe('the network', () => {
  it('delivers after a latency drawn from the link’s distribution', () => {
    const { world, nodes: [a, b] } = listeners(['a', 'b']);
    const latency = lognormalByP99(5, 20);
    world.network.link(a!, b!).latencyMs = latency;
    const delaysMs: number[] = [];
    b!.process = { receive: ({ sentUs }) => delaysMs.push((world.nowUs - sentUs) / 1000) };
    sendEveryMs(world, a!, b!, 0, 4000);
    run(world);
    assert.equal(delaysMs.length, 4000);
    const shareBelow = (ms: number): number => delaysMs.filter(delay => delay <= ms).length / delaysMs.length;
    for (const share of [0.1, 0.5, 0.9, 0.99]) assert.ok(Math.abs(shareBelow(quantileOf(latency, share)) - share) < 0.03, `${share}`);
  });

  it('tells how far it is between nodes, where that differs', () => {
    const { world, nodes: [a, , c] } = listeners(['a', 'b', 'c']);
    world.network.defaultLatencyMs = constant(1);
    assert.deepEqual(world.network.usualWays(), []);
    world.network.link(a!, c!).latencyMs = world.network.link(c!, a!).latencyMs = constant(70);
    assert.deepEqual(world.network.usualWays().map(({ a, b, usualMs }) => [a, b, usualMs]), [[0, 1, 1], [0, 2, 70], [1, 2, 1]]);
  });

  it('promises no order, but the same one again for the same seed', () => {
    const orders = [1, 1, 2].map(seed => {
      const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], undefined, { seed });
      world.network.link(a!, b!).latencyMs = lognormalByP99(5, 20);
      sendEveryMs(world, a!, b!, 0, 50);
      run(world);
      return arrivals.map(({ body }) => body as number);
    });
    assert.notDeepEqual(orders[0], [...orders[0]!].sort((x, y) => x - y));
    assert.deepEqual(orders[1], orders[0]);
    assert.notDeepEqual(orders[2], orders[0]);
  });

  it('copies on sending: what the sender changes afterwards stays with it', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b']);
    const order = { items: ['tea'], paid: false };
    world.network.send(a!, b!, order, { kind: 'send' });
    order.items.push('cake');
    order.paid = true;
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [{ items: ['tea'], paid: false }]);
  });

  it('refuses what is not data, and sends nothing of it', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b']);
    assert.throws(() => world.network.send(a!, b!, { callback: () => 1 }, { kind: 'send' }), NotCopyable);
    run(world);
    assert.deepEqual(arrivals, []);
    assert.equal(world.network.messages, 0);
  });

  it('takes its time for large messages on a narrow link, one after the other', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b']);
    world.network.link(a!, b!).wire = { bytesPerSecond: 100_000, busyUntilUs: 0 };
    const body = 'x'.repeat(998);
    for (let i = 0; i < 3; i++) world.network.send(a!, b!, body, { kind: 'send' });
    world.network.send(b!, a!, body, { kind: 'send' });
    run(world);
    assert.deepEqual(arrivals.map(({ node, atMs }) => [node, atMs]), [['a', 10], ['b', 20], ['b', 30], ['b', 40]]);
  });

  it('lets links share a wire, and messages count as larger than they are', () => {
    const { world, arrivals, nodes: [a, b, c] } = listeners(['a', 'b', 'c']);
    const wire = { bytesPerSecond: 100_000, busyUntilUs: 0 };
    for (const from of [a!, b!]) world.network.link(from, c!).wire = wire;
    world.network.send(a!, c!, 'small', { kind: 'send', bytes: 1_000 });
    world.network.send(b!, c!, 'small', { kind: 'send', bytes: 2_000 });
    run(world);
    assert.deepEqual(arrivals.map(({ atMs }) => atMs), [20, 40]);
  });

  it('may lose what is large and nothing else', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan({ id: 'lose', kind: 'lose', start: { atMs: 0 }, filter: { to: 'b', aboveBytes: 1_000 }, rate: 1 }));
    world.at(1, () => {
      for (const bytes of [999, 1_000, 1_001]) world.network.send(a!, b!, bytes, { kind: 'send', bytes });
    });
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [999, 1_000]);
  });

  it('drops what is beyond a budget and shows it', () => {
    const { world, arrivals, nodes: [a, b, c] } = listeners(['a', 'b', 'c'], undefined, { mode: 'record' });
    world.network.limits = { messagesPerSec: 5, linkMessagesPerSec: 3, messageBytes: 50 };
    const send = (to: typeof b, body: unknown): void => { world.network.send(a!, to!, body, { kind: 'send' }); };
    for (let i = 0; i < 4; i++) send(b, `b${i}`);
    for (let i = 0; i < 3; i++) send(c, `c${i}`);
    world.at(1_000_000, () => {
      send(b, 'next second');
      send(c, 'x'.repeat(49));
    });
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), ['b0', 'b1', 'b2', 'c0', 'next second']);
    const { strings, label } = world.trace!.finish([]);
    const why = [...label].filter(index => index >= 0).map(index => strings[index]);
    assert.deepEqual(why.filter(text => text === 'over budget').length, 3);
    assert.deepEqual(why.filter(text => text === 'too big').length, 1);
  });

  it('a cut stops both directions, and what is under way arrives', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(cut(['a'], ['b'], false, 99.5, 50)));
    sendEveryMs(world, a!, b!, 95, 155);
    sendEveryMs(world, b!, a!, 95, 155);
    run(world);
    const sentTo = (id: string): unknown[] => arrivals.filter(({ node }) => node === id).map(({ body }) => body);
    assert.deepEqual(sentTo('b'), [95, 96, 97, 98, 99, 150, 151, 152, 153, 154]);
    assert.deepEqual(sentTo('a'), sentTo('b'));
  });

  it('a one-way cut stops one direction', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(cut(['a'], ['b'], true, 0, 1000)));
    sendEveryMs(world, a!, b!, 10, 13);
    sendEveryMs(world, b!, a!, 10, 13);
    run(world);
    assert.deepEqual(arrivals.map(({ node, body }) => [node, body]), [['a', 10], ['a', 11], ['a', 12]]);
  });

  it('a partial cut leaves the way round', () => {
    const { world, arrivals, nodes } = listeners(['a', 'b', 'c'], plan(cut(['a'], ['c'], false, 0, 1000)));
    for (const from of nodes) for (const to of nodes) if (from !== to) world.at(5000, () => { world.network.send(from, to, `${from.id}${to.id}`, { kind: 'send' }); });
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body).sort(), ['ab', 'ba', 'bc', 'cb']);
  });

  it('overlapping cuts end when the last one ends', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan(
      { ...cut(['a'], ['b'], false, 9.5, 20), id: 'first' },
      { ...cut(['a'], ['b'], true, 19.5, 20), id: 'second' },
    ));
    sendEveryMs(world, a!, b!, 5, 45);
    run(world);
    assert.deepEqual(arrivals.map(({ body }) => body), [5, 6, 7, 8, 9, 40, 41, 42, 43, 44]);
  });

  it('a gray link is slower while it is gray, and only in its direction', () => {
    const { world, arrivals, nodes: [a, b] } = listeners(['a', 'b'], plan({ id: 'slow', kind: 'slow', start: { atMs: 10 }, lastsMs: 10, from: ['a'], to: ['b'], oneWay: true, extraMs: constant(200) }));
    for (const ms of [5, 15, 25]) {
      world.at(ms * 1000, () => {
        world.network.send(a!, b!, ms, { kind: 'send' });
        world.network.send(b!, a!, ms, { kind: 'send' });
      });
    }
    run(world);
    assert.deepEqual(arrivals.filter(({ node }) => node === 'b').map(({ body, atMs }) => [body, atMs]), [[5, 15], [25, 35], [15, 225]]);
    assert.deepEqual(arrivals.filter(({ node }) => node === 'a').map(({ body, atMs }) => [body, atMs]), [[5, 15], [15, 25], [25, 35]]);
  });

  it('loses what arrives where nobody is', () => {
    const world = new World({ seed: 1, mode: 'record' });
    const a = world.addNode('a', 'given');
    const b = world.addNode('b', 'given');
    world.begin();
    a.start();
    world.network.send(a, b, 1, { kind: 'send' });
    run(world);
    assert.ok(world.trace!.finish([]).strings.includes('nobody there'));
  });
});
