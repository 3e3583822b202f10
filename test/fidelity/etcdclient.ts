import { Etcd3, type IRequestOp, type IResponseOp, type IKeyValue, type IWatchResponse } from 'etcd3';
import type { Compare, Etcd, KeyChange, Kv, Op, OpResult, WatchBatch } from '../../src/kits/index.ts';
import { Refused } from '../../src/kits/errors.ts';

/** A client as the kit's, with what operators do beside. */
export interface Client extends Etcd {
  compact(revision: number): Promise<void>;
}

const DONE = { done: true, value: undefined } as const;

const RESULTS = { '=': 'Equal', '!=': 'NotEqual', '<': 'Less', '>': 'Greater' } as const;
const TARGETS = { createRevision: ['Create', 'create_revision'], modRevision: ['Mod', 'mod_revision'], version: ['Version', 'version'], value: ['Value', 'value'] } as const;

/** All keys with a prefix are those from it to the text after it (etcd documentation, "API", key ranges). */
function rangeOf(key: string, prefix: boolean | undefined): { key: Buffer; range_end?: Buffer } {
  if (!prefix) return { key: Buffer.from(key) };
  if (key === '') return { key: Buffer.from([0]), range_end: Buffer.from([0]) };
  const end = Buffer.from(key);
  end[end.length - 1]!++;
  return { key: Buffer.from(key), range_end: end };
}

const kvOf = ({ key, value, create_revision, mod_revision, version, lease }: IKeyValue): Kv =>
  ({ key: key.toString(), value: value.toString(), createRevision: Number(create_revision), modRevision: Number(mod_revision), version: Number(version), ...(lease === '0' ? {} : { lease }) });

function requestOf(op: Op): IRequestOp {
  if (op.op === 'put') return { request_put: { key: Buffer.from(op.key), value: Buffer.from(op.value), ...(op.lease === undefined ? {} : { lease: op.lease }) } };
  return op.op === 'delete' ? { request_delete_range: rangeOf(op.key, op.prefix) } : { request_range: rangeOf(op.key, op.prefix) };
}

function resultOf(op: Op, { response_range: range, response_delete_range: deletion }: IResponseOp): OpResult {
  if (op.op === 'put') return { op: 'put' };
  return op.op === 'delete' ? { op: 'delete', deleted: Number(deletion.deleted) } : { op: 'range', kvs: range.kvs.map(kvOf) };
}

const comparisonOf = ({ key, target, is, value }: Compare) =>
  ({ key: Buffer.from(key), result: RESULTS[is], target: TARGETS[target][0], [TARGETS[target][1]]: typeof value === 'string' ? Buffer.from(value) : value });

const CODES: readonly (readonly [RegExp, string])[] = [
  [/lease not found/, 'LeaseNotFound'], [/duplicate key/, 'DuplicateKey'], [/has been compacted/, 'Compacted'], [/future revision/, 'FutureRevision'], [/key is not provided/, 'BadRequest'],
];

/** The server's refusals by the kit's codes. */
async function told<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const { message } = error as Error;
    throw new Refused(CODES.find(([pattern]) => pattern.test(message))?.[1] ?? message);
  }
}

/** The real server through `etcd3`, as the kit has it. Each watch adds to `watches` what resolves when the server has it. */
export function realClient(etcd3: Etcd3, watches: Promise<void>[]): Client {
  const { kv, leaseClient } = etcd3;
  const range = async (key: string, prefix: boolean, { serializable = false } = {}) => {
    const { header, kvs } = await told(kv.range({ ...rangeOf(key, prefix), serializable }));
    return { kvs: kvs.map(kvOf), revision: Number(header.revision) };
  };
  const txn: Etcd['txn'] = async ({ compare, then, else: otherwise = [] }) => {
    const { succeeded, header, responses } = await told(kv.txn({ compare: compare.map(comparisonOf), success: then.map(requestOf), failure: otherwise.map(requestOf) }));
    const ops = succeeded ? then : otherwise;
    return { succeeded, revision: Number(header.revision), responses: responses.map((response, index) => resultOf(ops[index]!, response)) };
  };
  return {
    txn, range: (prefix, options) => range(prefix, true, options),
    get: async (key, options) => {
      const { kvs, revision } = await range(key, false, options);
      return { kv: kvs[0], revision };
    },
    put: async (key, value, { lease } = {}) => ({ revision: Number((await told(kv.put({ key: Buffer.from(key), value: Buffer.from(value), ...(lease === undefined ? {} : { lease }) }))).header.revision) }),
    delete: async (key, { prefix = false } = {}) => {
      const { header, deleted } = await told(kv.deleteRange(rangeOf(key, prefix)));
      return { revision: Number(header.revision), deleted: Number(deleted) };
    },
    watch(prefix, options) {
      let begun = (): void => {};
      watches.push(new Promise(resolve => { begun = resolve; }));
      return watch(etcd3, prefix, options, begun);
    },
    compact: async revision => void await told(kv.compact({ revision, physical: true })),
    lease: {
      grant: async ttlMs => (await told(leaseClient.leaseGrant({ TTL: ttlMs / 1_000 }))).ID,
      keepAlive: async ID => {
        const stream = await leaseClient.leaseKeepAlive();
        try {
          return await new Promise<boolean>((resolve, reject) => {
            stream.on('data', ({ TTL }) => resolve(Number(TTL) > 0));
            stream.on('error', reject);
            stream.write({ ID });
          });
        } finally {
          stream.end();
        }
      },
      revoke: async ID => void await told(leaseClient.leaseRevoke({ ID })),
    },
  };
}

async function* watch(etcd3: Etcd3, prefix: string, { fromRevision, signal }: { fromRevision?: number; signal: AbortSignal }, begun: () => void): AsyncGenerator<WatchBatch> {
  const stream = await etcd3.watchClient.watch();
  const arrived: (IWatchResponse | typeof DONE)[] = [];
  let wake = (): void => {};
  const take = (response: IWatchResponse | typeof DONE): void => {
    begun();
    arrived.push(response);
    wake();
  };
  stream.on('data', take);
  stream.on('error', () => take(DONE));
  signal.addEventListener('abort', () => take(DONE));
  stream.write({ create_request: { ...rangeOf(prefix, true), ...(fromRevision === undefined ? {} : { start_revision: fromRevision }) } });
  try {
    for (;;) {
      while (arrived.length === 0) await new Promise<void>(resolve => { wake = resolve; });
      const response = arrived.shift()!;
      if ('done' in response) return;
      if (response.canceled) throw new Refused('Compacted', undefined, { reason: String(response.compact_revision) });
      yield* batchesOf(response);
    }
  } finally {
    stream.cancel();
  }
}

/** One response may tell of several revisions. */
function* batchesOf({ events }: IWatchResponse): Generator<WatchBatch> {
  const byRevision = new Map<number, KeyChange[]>();
  for (const { type, kv } of events) {
    const revision = Number(kv.mod_revision);
    const change: KeyChange = type === 'Put' ? { type: 'put', kv: kvOf(kv) } : { type: 'delete', kv: { key: kv.key.toString(), modRevision: revision } };
    byRevision.set(revision, [...(byRevision.get(revision) ?? []), change]);
  }
  for (const [revision, changes] of byRevision) yield { revision, events: changes };
}
