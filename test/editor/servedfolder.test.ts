import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveFolder, type FolderServer } from '../workbench/web/folderServer.ts';

describe('the folder that npm start serves', () => {
  let home: string;
  let root: string;
  let served: FolderServer;
  let server: Server;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'faultlab-served-'));
    root = await mkdtemp(join(home, 'mine-'));
    await writeFile(join(home, 'secret.txt'), 'secret');
    served = serveFolder(root);
    server = createServer((request, response) => void served.answer(request, response)).listen(0, '127.0.0.1');
    await new Promise(resolve => server.once('listening', resolve));
  });
  after(async () => {
    served.stop();
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
    await rm(home, { recursive: true });
  });

  const ask = (query: Readonly<Record<string, string>>, body?: string, headers: Record<string, string> = { 'x-faultlab': 'folder' }) =>
    fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/files?${new URLSearchParams(query).toString()}`, { method: 'POST', headers, ...(body === undefined ? {} : { body }) });
  const codeOf = async (response: Response) => (await response.json() as { code: string }).code;

  it('writes whole files, and reads, lists, renames and deletes them', async () => {
    assert.ok((await ask({ op: 'createDirectory', path: 'a/b' })).ok);
    assert.ok((await ask({ op: 'write', path: 'a/b/c.ts', create: 'true', overwrite: 'true' }, 'text')).ok);
    assert.equal(await (await ask({ op: 'read', path: 'a/b/c.ts' })).text(), 'text');
    assert.ok((await ask({ op: 'rename', path: 'a/b/c.ts', to: 'a/d.ts', overwrite: 'false' })).ok);
    assert.deepEqual(await (await ask({ op: 'list', path: 'a' })).json(), [{ name: 'b', directory: true }, { name: 'd.ts', directory: false }]);
    assert.equal(await readFile(join(root, 'a', 'd.ts'), 'utf8'), 'text');
    assert.ok((await ask({ op: 'delete', path: 'a', recursive: 'true' })).ok);
    assert.deepEqual(await readdir(root), []);
  });

  it('refuses with the editor\'s codes', async () => {
    assert.equal(await codeOf(await ask({ op: 'read', path: 'none.ts' })), 'FileNotFound');
    assert.equal(await codeOf(await ask({ op: 'write', path: 'none.ts', create: 'false', overwrite: 'true' }, '')), 'FileNotFound');
    await writeFile(join(root, 'there.ts'), '');
    assert.equal(await codeOf(await ask({ op: 'write', path: 'there.ts', create: 'true', overwrite: 'false' }, '')), 'FileExists');
    assert.equal(await codeOf(await ask({ op: 'list', path: 'there.ts' })), 'FileNotADirectory');
  });

  it('lets nobody out of it, and no other page in', async () => {
    for (const path of ['../secret.txt', 'a/../../secret.txt']) assert.equal(await codeOf(await ask({ op: 'read', path })), 'NoPermissions');
    assert.equal(await codeOf(await ask({ op: 'rename', path: 'there.ts', to: '../out.ts' })), 'NoPermissions');
    assert.equal((await ask({ op: 'read', path: 'there.ts' }, undefined, {})).status, 403);
  });

  it('tells of what is written', async () => {
    const { body } = await ask({ op: 'watch', path: '' });
    const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
    await ask({ op: 'write', path: 'new.ts', create: 'true', overwrite: 'true' }, 'text');
    let told = '';
    while (!told.includes('{"path":"new.ts","replaced":true}\n')) told += (await reader.read()).value ?? '';
    await reader.cancel();
  });
});
