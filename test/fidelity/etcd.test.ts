import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Etcd3 } from 'etcd3';
import { Cluster, EtcdCluster, scenario, type Stage } from '../../src/course/author.ts';
import { runProgram } from '../kits/run.ts';
import { realClient, type Client } from './etcdclient.ts';
import { changes, transcript, type World } from './etcdscript.ts';
import { dataFolder, describeAgainst, freePort, start, type RunningServer } from './server.ts';

const PROCESSES = Array.from({ length: 40 }, (_, index) => `p${index}`);
const MEMBERS = ['e1', 'e2', 'e3'];
/** Until there is a leader. */
const BEGIN_MS = 5_000;

/** A script in a simulated world of three members, every client in a process of its own. */
async function simulated<T>(script: (world: World) => Promise<T>, seed = 1): Promise<T> {
  let result: Promise<T> | undefined;
  const world = (stage: Stage) => {
    const cluster = new Cluster(stage);
    const etcd = new EtcdCluster(stage, cluster, MEMBERS);
    const clients: Client[] = [];
    for (const id of PROCESSES) {
      cluster.given(id, (_ctx, machine) => {
        const compact = (revision: number) => machine.calls.ask(stage.world.node('e1'), { op: 'compact', revision }, { timeoutMs: 5_000 }, { method: 'compact' }) as Promise<void>;
        clients.push({ ...etcd.client(machine), compact });
        return {};
      });
    }
    cluster.start();
    const sleep = (ms: number): Promise<void> => new Promise(resolve => stage.world.after(ms * 1_000, () => stage.world.node('p0').enter(resolve)));
    stage.world.at(BEGIN_MS * 1_000, () => stage.world.node('p0').enter(() => { result = script({ client: () => clients.shift()!, sleep, watching: () => sleep(400) }); }));
    return { endMs: 60_000 };
  };
  await runProgram(scenario('script', { symptom: '', world }), 'export class Node {}', { seed });
  return result!;
}

describeAgainst({ name: 'etcd', program: 'etcd', debian: 'etcd-server' }, 'the kit etcd against the real one', program => {
  let server: RunningServer;
  let hosts: string;
  const clients: Etcd3[] = [];
  const watches: Promise<void>[] = [];

  before(async () => {
    const folder = dataFolder();
    const [clientPort, peerPort] = [await freePort(), await freePort()];
    const [url, peerUrl] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
    const args = [
      '--data-dir', join(folder, 'data'), '--listen-client-urls', url, '--advertise-client-urls', url,
      '--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl, '--initial-cluster', `default=${peerUrl}`,
    ];
    server = await start({ program, args, folder, ready: async () => (await fetch(`${url}/health`)).ok });
    hosts = url;
  });

  after(async () => {
    for (const client of clients) client.close();
    await server?.stop();
  });

  const real: World = {
    client() {
      const etcd3 = new Etcd3({ hosts });
      clients.push(etcd3);
      return realClient(etcd3, watches);
    },
    sleep: ms => new Promise(resolve => { setTimeout(resolve, ms); }),
    watching: async () => void await Promise.all(watches),
  };

  it('gives the same transcript', async function () {
    this.timeout(120_000);
    const lines = await transcript(real);
    for (const seed of [1, 2]) assert.deepEqual(await simulated(transcript, seed), lines);
    assert.ok(lines.length > 150, `${lines.length} lines`);
  });

  it('differs where it says so: a watch from the compacted revision is told a deletion of that revision', async function () {
    this.timeout(120_000);
    const script = async ({ client }: World): Promise<string[]> => {
      const etcd = client();
      await etcd.put('gone', '1');
      const { revision } = await etcd.delete('gone');
      await etcd.put('gone/after', '2');
      await etcd.compact(revision);
      return (await changes(etcd, 1, 'gone', revision)).map(change => change.split(' ').slice(1).join(' '));
    };
    assert.deepEqual(await simulated(script), ['delete gone']);
    assert.deepEqual(await script(real), ['put gone/after 2 1']);
  });
});
