import { strict as assert } from 'node:assert';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { marketplace, npmRegistry, openVsx, standIn, type Registry } from './registries.ts';
import { pack } from './workbench/pack.ts';

const root = join(import.meta.dirname, '..');
const { jobs } = parse(readFileSync(join(root, '.github', 'workflows', 'release.yml'), 'utf8')) as { jobs: Readonly<Record<string, { steps: readonly { run?: string; env?: object }[] }>> };
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** The step of a job of the release that has a secret. */
const commandOf = (job: string): string => jobs[job]!.steps.find(({ env }) => env !== undefined)!.run!;

interface Ended {
  readonly code: number;
  readonly text: string;
}

/** Runs a command of the release as a runner of GitHub would, in a folder with what was packed. */
function shell(command: string, cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const path = `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`;
  return new Promise(resolve => {
    execFile('sh', ['-ec', command], { cwd, encoding: 'utf8', maxBuffer: 1e8, env: { ...process.env, PATH: path, NO_UPDATE_NOTIFIER: '1', ...env } }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), text: out + err });
    });
  });
}

/** Each command of the release against a server of this machine that stands for its registry. */
describe('publishing', function () {
  this.timeout(240_000);
  let folder: string;
  let vsix: Buffer;
  let registry: Registry | undefined;
  before(async function () {
    if (process.platform === 'win32' || !existsSync(join(root, 'dist', 'extension.cjs'))) this.skip();
    folder = mkdtempSync(join(tmpdir(), 'faultlab-publishing-'));
    vsix = readFileSync(await pack(root, folder));
    writeFileSync(join(folder, 'faultlab.vsix'), vsix);
    for (const name of ['node_modules', 'package.json']) symlinkSync(join(root, name), join(folder, name));
    const packed = await shell(`npm pack --ignore-scripts --pack-destination "${folder}"`, root, {});
    assert.equal(packed.code, 0, packed.text);
  });
  after(() => {
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });
  afterEach(() => registry?.close());

  it('gives the extension to the marketplace', async () => {
    registry = await marketplace();
    const { code, text } = await shell(commandOf('marketplace'), folder, { VSCE_MARKETPLACE_URL: registry.url, VSCE_PAT: 'secret-1' });
    assert.equal(code, 0, text);
    assert.match(text, new RegExp(`Published faultlab\\.faultlab v${version}`));
    const [upload] = registry.uploads;
    assert.deepEqual([registry.uploads.length, upload!.method, upload!.path, upload!.token], [1, 'POST', '/_apis/gallery/extensions', 'secret-1']);
    assert.ok(upload!.body.equals(vsix), 'the file that was packed, to the byte');
  });

  it('gives the command to npm', async () => {
    registry = await npmRegistry();
    // As actions/setup-node writes it.
    writeFileSync(join(folder, 'userconfig'), `${registry.url.replace('http:', '')}/:_authToken=\${NODE_AUTH_TOKEN}\nregistry=${registry.url}/\n`);
    const { code, text } = await shell(commandOf('npm'), folder, { NPM_CONFIG_USERCONFIG: join(folder, 'userconfig'), NODE_AUTH_TOKEN: 'secret-2' });
    assert.equal(code, 0, text);
    const [upload] = registry.uploads;
    assert.deepEqual([registry.uploads.length, upload!.path, upload!.token], [1, '/faultlab', 'secret-2']);
    const sent = JSON.parse(upload!.body.toString()) as { access: string; 'dist-tags': object; versions: Readonly<Record<string, { bin: object }>>; _attachments: Readonly<Record<string, { data: string }>> };
    assert.deepEqual([sent.access, sent['dist-tags'], Object.keys(sent.versions), sent.versions[version]!.bin], ['public', { latest: version }, [version], { faultlab: 'dist/cli.js' }]);
    assert.ok(Buffer.from(Object.values(sent._attachments)[0]!.data, 'base64').equals(readFileSync(join(folder, `faultlab-${version}.tgz`))));
  });

  it('gives the extension to Open VSX', async function () {
    registry = await openVsx('1.3.0');
    const { code, text } = await shell(commandOf('open-vsx'), folder, { OVSX_REGISTRY_URL: registry.url, OVSX_PAT: 'secret-3', NPM_CONFIG_FETCH_RETRIES: '0' });
    if (!process.env['CI'] && /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENOTCACHED|ENETUNREACH/.test(text)) {
      console.log('    skipped: npm cannot fetch ovsx, the command of Open VSX');
      this.skip();
    }
    assert.equal(code, 0, text);
    const [upload] = registry.uploads;
    assert.deepEqual([registry.uploads.length, upload!.path, upload!.token], [1, '/api/-/publish', 'secret-3']);
    assert.ok(upload!.body.equals(vsix));
  });

  it('fails where it is refused', async () => {
    registry = await standIn(() => false, () => '', () => undefined, {});
    const { code, text } = await shell(commandOf('marketplace'), folder, { VSCE_MARKETPLACE_URL: registry.url, VSCE_PAT: 'secret-1' });
    assert.notEqual(code, 0);
    assert.doesNotMatch(text, /Published/);
  });
});
