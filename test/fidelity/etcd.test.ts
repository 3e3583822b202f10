import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Etcd3 } from 'etcd3';
import { dataFolder, describeAgainst, freePort, start, type RunningServer } from './server.ts';

describeAgainst({ name: 'etcd', program: 'etcd', debian: 'etcd-server' }, 'the kit etcd against the real one', program => {
  let server: RunningServer;
  let client: Etcd3;

  before(async () => {
    const folder = dataFolder();
    const [clientPort, peerPort] = [await freePort(), await freePort()];
    const [url, peerUrl] = [`http://127.0.0.1:${clientPort}`, `http://127.0.0.1:${peerPort}`];
    const args = [
      '--data-dir', join(folder, 'data'), '--listen-client-urls', url, '--advertise-client-urls', url,
      '--listen-peer-urls', peerUrl, '--initial-advertise-peer-urls', peerUrl, '--initial-cluster', `default=${peerUrl}`,
    ];
    server = await start({ program, args, folder, ready: async () => (await fetch(`${url}/health`)).ok });
    client = new Etcd3({ hosts: url });
  });

  after(async () => {
    client?.close();
    await server?.stop();
  });

  it('answers', async () => {
    await client.put('a').value('1');
    assert.equal(await client.get('a').string(), '1');
  });
});
