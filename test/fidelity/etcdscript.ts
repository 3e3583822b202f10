import type { KitError, Op } from '../../src/kits/index.ts';
import type { Client } from './etcdclient.ts';

export interface World {
  /** Every call gives a client of another process. */
  client(): Client;
  sleep(ms: number): Promise<void>;
  /** Resolves when the servers have every watch that was begun. */
  watching(): Promise<void>;
}

const put = (key: string, value: string, lease?: string): Op => ({ op: 'put', key, value, ...(lease === undefined ? {} : { lease }) });

/** What is done to etcd, and what came of it, line by line: the same for the kit and for the real server. */
export async function transcript(world: World): Promise<string[]> {
  const lines: string[] = [];
  const leases = new Map<string, string>();
  const named = (id: string): string => leases.get(id) ?? leases.set(id, `lease ${leases.size + 1}`).get(id)!;
  const text = (value: unknown): string => JSON.stringify(value, (key, item: unknown) => (key === 'lease' ? named(item as string) : item)) ?? 'undefined';
  const tell = async (what: string, promise: Promise<unknown>): Promise<void> => {
    lines.push(`${what}: ${await promise.then(text, (error: KitError) => `refused ${error.code}${error.reason === undefined ? '' : ` (${error.reason})`}`)}`);
  };
  for (const part of [keys, ranges, transactions, comparisons, refusals, watches, leasing, expiry, races, compaction]) {
    lines.push(`# ${part.name}`);
    await part(tell, world, named);
  }
  return lines;
}

type Tell = (what: string, promise: Promise<unknown>) => Promise<void>;
type Part = (tell: Tell, world: World, named: (lease: string) => string) => Promise<void>;

const keys: Part = async (tell, world) => {
  const etcd = world.client();
  await tell('an empty store', etcd.get('k'));
  await tell('put', etcd.put('k', '1'));
  await tell('put again', etcd.put('k', '2'));
  await tell('get', etcd.get('k'));
  await tell('put of the same value', etcd.put('k', '2'));
  await tell('get', world.client().get('k', { serializable: true }).then(({ kv }) => kv?.key));
  await tell('delete', etcd.delete('k'));
  await tell('delete nothing', etcd.delete('k'));
  await tell('get', etcd.get('k'));
  await tell('put once more', etcd.put('k', '3'));
  await tell('get', etcd.get('k'));
  await tell('an empty value', etcd.put('e', ''));
  await tell('get', etcd.get('e'));
};

const ranges: Part = async (tell, world) => {
  const etcd = world.client();
  for (const key of ['p/b', 'p', 'p/a', 'q', 'p/a/1', 'P']) await etcd.put(key, key);
  const names = async (prefix: string) => (await etcd.range(prefix)).kvs.map(({ key }) => key);
  for (const prefix of ['p/', 'p/a', 'p', 'x', '']) await tell(`keys with ${prefix}`, names(prefix));
  await tell('delete a prefix', etcd.delete('p/', { prefix: true }));
  await tell('keys', names(''));
  await tell('delete all', etcd.delete('', { prefix: true }));
};

const transactions: Part = async (tell, world) => {
  const etcd = world.client();
  const absent = { key: 'lock', target: 'createRevision', is: '=', value: 0 } as const;
  const claim = (): Promise<unknown> => etcd.txn({ compare: [absent], then: [put('lock', 'mine'), put('log', 'taken'), { op: 'range', key: 'lo', prefix: true }], else: [{ op: 'range', key: 'lock' }] });
  await tell('the first', claim());
  await tell('the second', claim());
  await tell('nothing to do', etcd.txn({ compare: [], then: [] }));
  await tell('reads only', etcd.txn({ compare: [], then: [{ op: 'range', key: 'lock' }, { op: 'range', key: 'none' }] }));
  await tell('deletes nothing', etcd.txn({ compare: [], then: [{ op: 'delete', key: 'none' }] }));
  await tell('deletes and puts', etcd.txn({ compare: [], then: [{ op: 'delete', key: 'l', prefix: true }, put('m', '1'), { op: 'range', key: '', prefix: true }] }));
  await tell('no else', etcd.txn({ compare: [{ key: 'm', target: 'value', is: '=', value: '2' }], then: [put('m', '3')] }));
  await tell('all comparisons', etcd.txn({ compare: [{ key: 'm', target: 'value', is: '=', value: '1' }, { key: 'm', target: 'version', is: '=', value: 2 }], then: [] }));
};

const comparisons: Part = async (tell, world) => {
  const etcd = world.client();
  await etcd.put('c', 'b');
  await etcd.put('c', 'c');
  const { kv } = await etcd.get('c');
  for (const is of ['=', '!=', '<', '>'] as const) {
    for (const target of ['createRevision', 'modRevision', 'version'] as const) {
      for (const [key, value] of [['c', kv![target]], ['c', kv![target] + 1], ['none', 0], ['none', 1]] as const) {
        await tell(`${target} of ${key} ${is} ${value - (key === 'c' ? kv![target] : 0)}`, etcd.txn({ compare: [{ key, target, is, value }], then: [] }).then(({ succeeded }) => succeeded));
      }
    }
    for (const [key, value] of [['c', 'c'], ['c', 'b'], ['c', 'd'], ['c', 'cc'], ['none', ''], ['none', 'c']] as const) {
      await tell(`value of ${key} ${is} ${value}`, etcd.txn({ compare: [{ key, target: 'value', is, value }], then: [] }).then(({ succeeded }) => succeeded));
    }
  }
};

const refusals: Part = async (tell, world) => {
  const etcd = world.client();
  await tell('no key', etcd.put('', 'v'));
  await tell('get of no key', etcd.get(''));
  await tell('a key twice', etcd.txn({ compare: [], then: [put('k', '1'), put('k', '2')] }));
  await tell('a key twice in the other branch', etcd.txn({ compare: [], then: [], else: [put('k', '1'), put('k', '2')] }));
  await tell('a key in both branches', etcd.txn({ compare: [], then: [put('k', '1')], else: [put('k', '2')] }));
  await tell('a key put and deleted', etcd.txn({ compare: [], then: [put('kk', '1'), { op: 'delete', key: 'k', prefix: true }] }));
  await tell('a key deleted twice', etcd.txn({ compare: [], then: [{ op: 'delete', key: 'k' }, { op: 'delete', key: 'k' }] }));
  await tell('no such lease', etcd.put('k', 'v', { lease: '77' }));
  await tell('no such lease, in the middle', etcd.txn({ compare: [], then: [put('k1', 'v'), put('k2', 'v', '77')] }));
  await tell('revoke no lease', etcd.lease.revoke('77'));
  await tell('keep no lease alive', etcd.lease.keepAlive('77'));
  await tell('nothing has changed', etcd.get('k1'));
};

/** The first changes of a watch, then it is left. */
export async function changes(etcd: Client, count: number, prefix: string, fromRevision?: number): Promise<string[]> {
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const { revision, events } of etcd.watch(prefix, { ...(fromRevision === undefined ? {} : { fromRevision }), signal: stop.signal })) {
    for (const { type, kv } of events) seen.push(`${revision} ${type} ${kv.key}${'value' in kv ? ` ${kv.value} ${kv.version}` : ''}`);
    if (seen.length >= count) break;
  }
  stop.abort();
  return seen;
}

const watches: Part = async (tell, world) => {
  const etcd = world.client();
  const { revision: first } = await etcd.put('w/a', '1');
  await etcd.put('v', 'other');
  await etcd.txn({ compare: [], then: [put('w/b', '2'), { op: 'delete', key: 'w/a' }, put('v', 'again')] });
  await etcd.put('w/a', '3');
  await tell('from then', changes(world.client(), 4, 'w/', first));
  await tell('from later', changes(world.client(), 1, 'w/', first + 3));
  const now = changes(world.client(), 2, 'w/');
  const future = changes(world.client(), 1, 'w/', first + 5);
  const all = changes(world.client(), 3, '', first + 4);
  await world.watching();
  await etcd.put('w/c', '5');
  await etcd.put('w/c', '6');
  await etcd.delete('w/c');
  await tell('from now', now);
  await tell('from what is still to come', future);
  await tell('of all keys', all);
  const left = new AbortController();
  const ended = (async () => {
    let batches = 0;
    for await (const _ of etcd.watch('nothing', { signal: left.signal })) batches++;
    return batches;
  })();
  await world.sleep(200);
  left.abort();
  await tell('left', ended);
};

const leasing: Part = async (tell, world, named) => {
  const etcd = world.client();
  const [one, two] = [await etcd.lease.grant(60_000), await etcd.lease.grant(60_000)];
  named(one);
  named(two);
  for (const key of ['l/1', 'l/3', 'l/2']) await etcd.put(key, 'v', { lease: one });
  await tell('a key tells its lease', etcd.get('l/1'));
  await tell('a put without lease', etcd.put('l/2', 'free'));
  await tell('a put with another one', etcd.put('l/3', 'v', { lease: two }));
  const { revision } = await etcd.put('l/0', 'v', { lease: one });
  await tell('alive', etcd.lease.keepAlive(one));
  await tell('revoke', etcd.lease.revoke(one).then(() => 'done'));
  await tell('what was deleted', changes(world.client(), 2, 'l/', revision + 1));
  await tell('what is left', etcd.range('l/'));
  await tell('dead', etcd.lease.keepAlive(one));
  await tell('revoke again', etcd.lease.revoke(one));
  await tell('put', etcd.put('l/1', 'v', { lease: one }));
  const { revision: before } = await etcd.get('l/1');
  const empty = await etcd.lease.grant(60_000);
  await etcd.lease.revoke(empty);
  await tell('a lease without keys makes no revision', etcd.get('l/1').then(({ revision: after }) => after - before));
};

const expiry: Part = async (tell, world) => {
  const etcd = world.client();
  const lease = await etcd.lease.grant(8_000);
  const { revision } = await etcd.put('x/1', 'v', { lease });
  await etcd.put('x/2', 'v', { lease });
  for (let i = 0; i < 4; i++) {
    await world.sleep(2_500);
    await tell('kept alive', etcd.lease.keepAlive(lease));
  }
  await tell('so it is there', etcd.range('x/').then(({ kvs }) => kvs.length));
  await tell('and then it ends', changes(world.client(), 4, 'x/', revision));
  await tell('for good', etcd.lease.keepAlive(lease));
};

const races: Part = async (tell, world) => {
  const clients = Array.from({ length: 4 }, () => world.client());
  const winners = await Promise.all(clients.map((etcd, index) => etcd.txn({ compare: [{ key: 'first', target: 'version', is: '=', value: 0 }], then: [put('first', String(index))] })));
  await tell('one of four is the first', Promise.resolve(winners.filter(({ succeeded }) => succeeded).length));
  const { revision: before } = await clients[0]!.get('n');
  await Promise.all(clients.map(async etcd => {
    for (let i = 0; i < 5; i++) while (!await added(etcd)) await world.sleep(1);
  }));
  await tell('twenty times one more', clients[0]!.get('n').then(({ kv, revision }) => ({ value: kv!.value, version: kv!.version, revisions: revision - before })));
  await Promise.all(clients.map((etcd, index) => etcd.put(`r/${index}`, 'v')));
  await tell('four puts, four revisions', clients[0]!.range('r/').then(({ kvs }) => new Set(kvs.map(({ modRevision }) => modRevision)).size));
};

async function added(etcd: Client): Promise<boolean> {
  const { kv } = await etcd.get('n');
  const next = put('n', String(Number(kv?.value ?? 0) + 1));
  return (await etcd.txn({ compare: [{ key: 'n', target: 'modRevision', is: '=', value: kv?.modRevision ?? 0 }], then: [next] })).succeeded;
}

const compaction: Part = async (tell, world) => {
  const etcd = world.client();
  const { revision: old } = await etcd.put('z', '1');
  for (let i = 2; i <= 6; i++) await etcd.put('z', String(i));
  await tell('compact', etcd.compact(old + 3).then(() => 'done'));
  await tell('compact again', etcd.compact(old + 3));
  await tell('compact less', etcd.compact(old + 1));
  await tell('compact the future', etcd.compact(old + 100));
  await tell('read', etcd.get('z'));
  await tell('watch what is gone', changes(world.client(), 1, 'z', old));
  await tell('watch one too early', changes(world.client(), 1, 'z', old + 2));
  await tell('watch from there', changes(world.client(), 3, 'z', old + 3));
};
