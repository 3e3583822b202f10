import type { Isolation } from '../../../src/kits/database/sql/api.ts';
import type { Action, Script, ScriptTable, Step } from './script.ts';

const LEVELS: readonly Isolation[] = ['read-committed', 'snapshot', 'serializable'];

const ACCOUNTS: ScriptTable = {
  columns: { id: 'int', owner: 'text', balance: 'int' }, key: 'id', notNegative: 'balance',
  rows: [{ id: 1, owner: 'ann', balance: 100 }, { id: 2, owner: 'ann', balance: 100 }, { id: 3, owner: 'bob', balance: 100 }],
};
const JOBS: ScriptTable = {
  columns: { id: 'int', state: 'text', rank: 'int' }, key: 'id',
  rows: [1, 2, 3, 4].map(id => ({ id, state: 'open', rank: 5 - id })),
};
const OUTBOX: ScriptTable = { columns: { id: 'int', event: 'text' }, key: 'id', defaults: { id: 'sequence', xid: 'xid' }, rows: [] };
const TICKETS: ScriptTable = {
  columns: { id: 'int', seat: 'text', coupon: 'text' }, key: 'id', unique: [{ columns: ['seat'] }, { columns: ['coupon'], deferred: true }], rows: [{ id: 1, seat: '1A', coupon: 'free' }],
};

const begin = (isolation: Isolation = 'read-committed'): Action => ({ op: 'begin', isolation });
const commit: Action = { op: 'commit' };
const rollback: Action = { op: 'rollback' };
const both = (action: Action): Step[] => [['A', action], ['B', action]];
const get = (key: number, table = 'accounts'): Action => ({ op: 'get', table, key });
const set = (key: number, balance: number): Action => ({ op: 'update', table: 'accounts', where: { id: key }, set: { balance } });
const add = (key: number, amount: number): Action => ({ op: 'update', table: 'accounts', where: { id: key }, set: { balance: { add: amount } } });
const all = (table = 'accounts'): Action => ({ op: 'query', table, where: {} });
const of = (owner: string, options = {}): Action => ({ op: 'query', table: 'accounts', where: { owner }, options });
const open = (options = {}): Action => ({ op: 'query', table: 'jobs', where: { state: 'open' }, options });
const done = (id: number): Action => ({ op: 'update', table: 'jobs', where: { id }, set: { state: 'done' } });
const insert = (table: string, row: Readonly<Record<string, string | number | null>>): Action => ({ op: 'insert', table, row });
const event = (text: string): Action => insert('outbox', { event: text });

const accounts = (title: string, ...steps: Step[]): Script => ({ title, tables: { accounts: ACCOUNTS }, steps });
const jobs = (title: string, ...steps: Step[]): Script => ({ title, tables: { jobs: JOBS }, steps });
const outbox = (title: string, ...steps: Step[]): Script => ({ title, tables: { outbox: OUTBOX }, steps });
const tickets = (title: string, ...steps: Step[]): Script => ({ title, tables: { tickets: TICKETS }, steps });
const atEveryLevel = (make: (level: Isolation) => Script): Script[] => LEVELS.map(make);

const isolation: Script[] = [
  ...atEveryLevel(level => accounts(`lost update at ${level}`,
    ...both(begin(level)), ...both(get(1)), ['A', set(1, 110)], ['B', set(1, 120)], ['A', commit], ['B', commit], ['C', get(1)])),
  ...atEveryLevel(level => accounts(`additions at ${level}`,
    ...both(begin(level)), ...both(get(1)), ['A', add(1, 10)], ['B', add(1, 20)], ['A', commit], ['B', commit], ['C', get(1)])),
  ...atEveryLevel(level => accounts(`an update that is rolled back at ${level}`,
    ...both(begin(level)), ...both(get(1)), ['A', set(1, 110)], ['B', add(1, 20)], ['A', rollback], ['B', commit], ['C', get(1)])),
  ...atEveryLevel(level => accounts(`dirty and non-repeatable reads at ${level}`,
    ...both(begin(level)), ['A', get(1)], ['B', set(1, 5)], ['A', get(1)], ['B', get(1)], ['B', commit], ['A', get(1)], ['A', commit])),
  ...atEveryLevel(level => accounts(`phantoms at ${level}`,
    ...both(begin(level)), ['A', of('ann')], ['B', insert('accounts', { id: 4, owner: 'ann', balance: 1 })], ['B', { op: 'delete', table: 'accounts', where: { id: 1 } }], ['B', commit], ['A', of('ann')], ['A', commit])),
  ...atEveryLevel(level => accounts(`write skew at ${level}`,
    ...both(begin(level)), ...both(of('ann')), ['A', set(1, 0)], ['B', set(2, 0)], ['A', commit], ['B', commit], ['C', all()])),
  ...atEveryLevel(level => accounts(`write skew by inserts at ${level}`,
    ...both(begin(level)), ...both(of('cid')), ['A', insert('accounts', { id: 10, owner: 'cid', balance: 1 })], ['B', insert('accounts', { id: 11, owner: 'cid', balance: 1 })], ['B', commit], ['A', commit], ['C', of('cid')])),
  ...atEveryLevel(level => accounts(`a deposit, a withdrawal and a report at ${level} (read-only anomaly)`,
    ...both(begin(level)), ['B', get(1)], ['B', get(2)], ['A', get(2)], ['A', set(2, 120)], ['A', commit], ['C', begin(level)], ['C', get(1)], ['C', get(2)], ['C', commit], ['B', set(1, 89)], ['B', commit], ['D', all()])),
  ...atEveryLevel(level => accounts(`different rows at ${level}`,
    ...both(begin(level)), ['A', get(1)], ['B', get(2)], ['A', set(1, 1)], ['B', set(2, 2)], ['A', commit], ['B', commit], ['C', all()])),
  ...atEveryLevel(level => accounts(`write skew in three, the last refused at ${level}`,
    ['A', begin(level)], ['B', begin(level)], ['C', begin(level)], ['A', get(1)], ['B', get(2)], ['C', get(3)], ['A', set(2, 1)], ['B', set(3, 1)], ['C', set(1, 1)], ['A', commit], ['B', commit], ['C', commit], ['D', all()])),
  accounts('a snapshot begins with the first statement', ['A', begin('snapshot')], ['B', set(1, 7)], ['A', get(1)], ['B', set(1, 8)], ['A', get(1)], ['A', commit], ['A', get(1)]),
  accounts('a delete that an update waits for, at snapshot', ...both(begin('snapshot')), ...both(get(1)), ['A', { op: 'delete', table: 'accounts', where: { id: 1 } }], ['B', set(1, 1)], ['A', commit], ['B', rollback]),
  accounts('own changes are seen', ['A', begin('snapshot')], ['A', add(1, 5)], ['A', get(1)], ['A', { op: 'delete', table: 'accounts', where: { id: 2 } }], ['A', insert('accounts', { id: 2, owner: 'eve', balance: 3 })], ['A', all()], ['B', all()], ['A', commit], ['B', all()]),
];

const waits: Script[] = [
  accounts('an update acts on the newest version, if it still matches', ...both(begin()), ['A', { op: 'update', table: 'accounts', where: { id: 1 }, set: { owner: 'zoe' } }],
    ['B', { op: 'update', table: 'accounts', where: { owner: 'ann' }, set: { balance: { add: 1 } } }], ['A', commit], ['B', commit], ['C', all()]),
  accounts('a row that began to match is not found', ...both(begin()), ['A', { op: 'update', table: 'accounts', where: { id: 3 }, set: { owner: 'ann' } }],
    ['B', { op: 'update', table: 'accounts', where: { owner: 'ann' }, set: { balance: 0 } }], ['A', commit], ['B', commit], ['C', all()]),
  accounts('an update of a row that is deleted meanwhile', ...both(begin()), ['A', { op: 'delete', table: 'accounts', where: { id: 1 } }], ['B', add(1, 1)], ['A', commit], ['B', commit], ['C', all()]),
  // In which order they get it PostgreSQL does not promise.
  accounts('several wait for one row', ['A', begin()], ['A', set(1, 1)], ['B', add(1, 10)], ['C', add(1, 100)], ['D', add(1, 1_000)], ['A', commit], ['A', get(1)]),
  accounts('a locking query waits, and reads what is there then', ...both(begin()), ['A', add(1, 11)], ['B', of('ann', { forUpdate: true })], ['A', commit], ['B', commit]),
  accounts('a locking query is refused at snapshot', ...both(begin('snapshot')), ...both(get(1)), ['A', add(1, 11)], ['B', of('ann', { forUpdate: true })], ['A', commit], ['B', rollback]),
  accounts('a lock without a change refuses nobody at snapshot', ...both(begin('snapshot')), ...both(get(1)), ['A', of('ann', { forUpdate: true })], ['B', add(1, 1)], ['A', commit], ['B', commit], ['C', get(1)]),
  accounts('reading does not wait', ['A', begin()], ['A', of('ann', { forUpdate: true })], ['A', set(1, 0)], ['B', of('ann')], ['A', commit]),
  accounts('a deadlock', ...both(begin()), ['A', set(1, 11)], ['B', set(2, 22)], ['A', set(2, 12)], ['B', set(1, 21)], 'time', ['B', commit], ['A', get(1)], ['A', commit], ['C', all()]),
  accounts('a deadlock of three', ['A', begin()], ['B', begin()], ['C', begin()], ['A', set(1, 1)], ['B', set(2, 2)], ['C', set(3, 3)], ['A', add(2, 1)], ['B', add(3, 1)], ['C', add(1, 1)], 'time', ['C', rollback], ['B', commit], ['A', rollback], ['D', all()]),
  accounts('two insert the same key, and the first commits', ...both(begin()), ['A', insert('accounts', { id: 9, owner: 'a', balance: 1 })], ['B', insert('accounts', { id: 9, owner: 'b', balance: 2 })], ['A', commit], ['B', get(9)], ['B', commit], ['C', get(9)]),
  accounts('two insert the same key, and the first does not', ...both(begin()), ['A', insert('accounts', { id: 9, owner: 'a', balance: 1 })], ['B', insert('accounts', { id: 9, owner: 'b', balance: 2 })], ['A', rollback], ['B', commit], ['C', get(9)]),
  accounts('an insert waits for a delete', ...both(begin()), ['A', { op: 'delete', table: 'accounts', where: { id: 1 } }], ['B', insert('accounts', { id: 1, owner: 'b', balance: 2 })], ['A', commit], ['B', commit], ['C', get(1)]),
  accounts('an insert does not wait for a lock', ...both(begin()), ['A', of('ann', { forUpdate: true })], ['B', insert('accounts', { id: 1, owner: 'b', balance: 2 })], ['A', commit], ['B', rollback]),
  ...(['read-committed', 'snapshot'] as const).map(level => accounts(`a key that a snapshot does not show is taken, at ${level}`,
    ['A', begin(level)], ['A', get(9)], ['B', insert('accounts', { id: 9, owner: 'b', balance: 2 })], ['A', get(9)], ['A', insert('accounts', { id: 9, owner: 'a', balance: 1 })], ['A', rollback])),
  ...(['read-committed', 'snapshot'] as const).map(level => accounts(`put, at ${level}`,
    ...both(begin(level)), ...both(get(9)), ['A', { op: 'put', table: 'accounts', row: { id: 9, owner: 'a', balance: 1 } }], ['B', { op: 'put', table: 'accounts', row: { id: 9, balance: 2 } }], ['A', commit], ['B', commit], ['C', get(9)])),
];

const locks: Script[] = [
  jobs('two workers skip what is locked', ...both(begin()), ['A', open({ limit: 2, forUpdate: true, skipLocked: true })], ['B', open({ limit: 1, forUpdate: true, skipLocked: true })], ['A', done(1)], ['A', commit], ['C', open({ limit: 2, forUpdate: true, skipLocked: true })], ['B', rollback], ['C', open({ forUpdate: true, skipLocked: true })]),
  jobs('two workers wait in line', ...both(begin()), ['A', open({ limit: 1, forUpdate: true })], ['B', open({ limit: 1, forUpdate: true })], ['A', done(1)], ['A', commit], ['B', done(2)], ['B', commit], ['C', all('jobs')]),
  jobs('by another order', ...both(begin()), ['A', open({ orderBy: ['rank', '-id'], limit: 2, forUpdate: true })], ['B', open({ orderBy: '-rank', limit: 3, forUpdate: true, skipLocked: true })], ...both(commit)),
  jobs('skipping what was changed since the snapshot', ['A', begin('snapshot')], ['A', open()], ['B', done(1)], ['A', open({ forUpdate: true, skipLocked: true })], ['A', rollback]),
];

const sequences: Script[] = [
  outbox('numbers are drawn at the insert and never given back', ...both(begin()), ['A', event('a')], ['B', event('b')], ['B', commit], ['C', all('outbox')], ['A', rollback], ['C', event('c')], ['C', all('outbox')]),
  outbox('numbers come in another order than commits', ...both(begin()), ['A', event('a1')], ['B', event('b1')], ['A', event('a2')], ['B', commit], ['C', all('outbox')], ['A', commit], ['C', all('outbox')]),
  outbox('an insert that is refused has used its number', ['A', event('a')], ['A', insert('outbox', { id: 2, event: 'by hand' })], ['A', event('refused')], ['A', event('b')], ['A', all('outbox')]),
  outbox('the horizon waits for the oldest', ['A', begin()], ['C', { op: 'below horizon', table: 'outbox' }], ['A', event('a')], ['B', event('b')], ['C', { op: 'below horizon', table: 'outbox' }], ['A', commit], ['C', { op: 'below horizon', table: 'outbox' }]),
  outbox('reading holds no horizon back', ['A', begin('snapshot')], ['A', all('outbox')], ['B', event('b')], ['C', { op: 'below horizon', table: 'outbox' }], ['A', commit]),
  { title: 'a locking query holds the horizon back', tables: { outbox: OUTBOX, jobs: JOBS }, steps: [['A', begin()], ['A', open({ limit: 1, forUpdate: true })], ['B', event('b')], ['C', { op: 'below horizon', table: 'outbox' }], ['A', commit], ['C', { op: 'below horizon', table: 'outbox' }]] },
  { title: 'an update that finds nothing does not', tables: { outbox: OUTBOX, jobs: JOBS }, steps: [['A', begin()], ['A', done(99)], ['B', event('b')], ['C', { op: 'below horizon', table: 'outbox' }], ['A', commit]] },
];

const refusals: Script[] = [
  accounts('after a failure everything is refused', ['A', begin()], ['A', set(1, 1)], ['A', insert('accounts', { id: 2, owner: 'x', balance: 0 })], ['B', set(1, 7)], ['A', get(1)], ['A', commit], ['B', get(1)]),
  accounts('a check', ['A', begin()], ['A', set(2, 1)], ['A', add(1, -101)], ['A', commit], ['B', all()]),
  accounts('no such table or column', ['A', { op: 'get', table: 'nothing', key: 1 }], ['A', { op: 'query', table: 'accounts', where: { colour: 'red' } }], ['A', { op: 'update', table: 'accounts', where: {}, set: { colour: 'red' } }], ['A', { op: 'query', table: 'accounts', where: {}, options: { orderBy: 'colour' } }]),
  tickets('a unique value is taken', ['A', insert('tickets', { id: 2, seat: '1A', coupon: null })], ['A', insert('tickets', { id: 3, seat: null, coupon: null })], ['A', insert('tickets', { id: 4, seat: null, coupon: null })], ['A', { op: 'update', table: 'tickets', where: { id: 3 }, set: { seat: '1A' } }], ['A', all('tickets')]),
  tickets('a unique value whose owner has not committed', ...both(begin()), ['A', insert('tickets', { id: 2, seat: '2A', coupon: null })], ['B', insert('tickets', { id: 3, seat: '2A', coupon: null })], ['A', rollback], ['B', commit], ['C', all('tickets')]),
  tickets('a unique value that is given up', ...both(begin()), ['A', { op: 'update', table: 'tickets', where: { id: 1 }, set: { seat: '9Z' } }], ['B', insert('tickets', { id: 3, seat: '1A', coupon: null })], ['A', commit], ['B', commit], ['C', all('tickets')]),
  tickets('a deferred constraint is looked at when it commits', ['A', begin()], ['A', insert('tickets', { id: 2, seat: null, coupon: 'free' })], ['A', all('tickets')], ['A', commit], ['A', all('tickets')]),
  tickets('a deferred constraint that holds in the end', ['A', begin()], ['A', insert('tickets', { id: 2, seat: null, coupon: 'free' })], ['A', { op: 'delete', table: 'tickets', where: { id: 1 } }], ['A', commit], ['A', all('tickets')]),
];

const unknowns: Script[] = [
  accounts('a process that ends in a transaction has changed nothing, and holds no lock', ['A', begin()], ['A', set(1, 1)], ['B', add(1, 10)], ['A', { op: 'die' }], ['B', get(1)]),
  accounts('a process that ends after it has sent its commit has changed everything', ['A', begin()], ['A', set(1, 1)], ['A', set(2, 2)], ['A', { op: 'commit and die' }], ['B', all()]),
  accounts('a process that ends while it waits holds its locks until then', ...both(begin()), ['B', set(2, 5)], ['A', set(1, 1)], ['B', set(1, 2)], ['B', { op: 'die' }], ['C', add(2, 1)], ['A', commit], ['D', all()]),
];

export const scripts: readonly Script[] = [...isolation, ...waits, ...locks, ...sequences, ...refusals, ...unknowns];
