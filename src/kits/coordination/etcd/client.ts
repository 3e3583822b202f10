import { hashText } from '../../../sim/index.ts';
import { isA, Unknown } from '../../errors.ts';
import type { NodeId } from '../../cluster/api.ts';
import type { Machine } from '../../cluster/machine.ts';
import type { Compare, Etcd, Kv, Op, OpResult } from './api.ts';
import { Watch } from './watch.ts';

const TIMEOUT_MS = 2_000;

/** Asks members: one as long as it answers, then the next one. */
export class Endpoints {
  private readonly machine: Pick<Machine, 'node' | 'calls'>;
  private readonly members: readonly NodeId[];
  private current: number;

  constructor(machine: Pick<Machine, 'node' | 'calls'>, members: readonly NodeId[]) {
    this.machine = machine;
    this.members = members;
    this.current = hashText(machine.node.id) % members.length;
  }

  async ask<R>(request: { readonly op: string } & Readonly<Record<string, unknown>>, timeoutMs = TIMEOUT_MS): Promise<R> {
    const { node, calls } = this.machine;
    const asked = this.current;
    try {
      return await calls.ask(node.world.node(this.members[asked]!), request, { timeoutMs }, { method: request.op }) as R;
    } catch (error) {
      if (isA(error, Unknown) && this.current === asked) this.current = (asked + 1) % this.members.length;
      throw error;
    }
  }
}

type TxnAnswer = Awaited<ReturnType<Etcd['txn']>>;

/** What a process gets of an etcd cluster. */
export function etcdClient(machine: Pick<Machine, 'node' | 'calls'>, members: readonly NodeId[]): Etcd {
  const endpoints = new Endpoints(machine, members);
  const txn = (compare: readonly Compare[], then: readonly Op[], otherwise: readonly Op[] = []): Promise<TxnAnswer> => endpoints.ask({ op: 'txn', compare, then, else: otherwise });
  const range = (key: string, prefix: boolean, { serializable = false }: { serializable?: boolean } = {}): Promise<{ kvs: readonly Kv[]; revision: number }> =>
    endpoints.ask({ op: 'range', key, prefix, serializable });
  const client: Etcd = {
    async get(key, options) {
      const { kvs, revision } = await range(key, false, options);
      return { kv: kvs[0], revision };
    },
    range: (prefix, options) => range(prefix, true, options),
    watch: (prefix, { fromRevision, signal }) => new Watch(endpoints, prefix, fromRevision, signal).iterable,
    txn: ({ compare, then, else: otherwise }) => txn(compare, then, otherwise),
    async put(key, value, { lease } = {}) {
      const { revision } = await txn([], [{ op: 'put', key, value, ...(lease === undefined ? {} : { lease }) }]);
      return { revision };
    },
    async delete(key, { prefix = false } = {}) {
      const { revision, responses } = await txn([], [{ op: 'delete', key, prefix }]);
      return { revision, deleted: (responses[0] as Extract<OpResult, { op: 'delete' }>).deleted };
    },
    lease: Object.freeze({
      grant: ((ttlMs: number) => endpoints.ask<string>({ op: 'grant', ttlMs })).bind(undefined),
      keepAlive: ((lease: string) => endpoints.ask<boolean>({ op: 'keepAlive', lease })).bind(undefined),
      revoke: ((lease: string) => endpoints.ask<void>({ op: 'revoke', lease })).bind(undefined),
    }),
  };
  const { get, put, delete: remove } = client;
  return Object.freeze<Etcd>({
    ...client,
    get: get.bind(undefined), put: put.bind(undefined), delete: remove.bind(undefined),
    range: client.range.bind(undefined), watch: client.watch.bind(undefined), txn: client.txn.bind(undefined),
  });
}
