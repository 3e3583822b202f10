import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string; scripts: Readonly<Record<string, string>> };

interface Step {
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: { readonly push: { readonly tags?: readonly string[]; readonly branches?: readonly string[] } };
  readonly jobs: Readonly<Record<string, { readonly needs?: string; readonly steps: readonly Step[] }>>;
}

const workflows = Object.fromEntries(globSync('.github/workflows/*.yml', { cwd: root }).map(file => [file.replace(/^.*[\\/]/, ''), parse(readFileSync(join(root, file), 'utf8')) as Workflow]));
const release = workflows['release.yml']!;
const stepsOf = (job: string): readonly Step[] => release.jobs[job]!.steps;
const commandWith = (job: string, words: string): string => stepsOf(job).find(({ run }) => run?.includes(words))!.run!;

/** As a runner of GitHub would, with the programs of the checkout. */
function shell(command: string, env: Readonly<Record<string, string>>) {
  return spawnSync('sh', ['-ec', command], { cwd: root, encoding: 'utf8', env: { ...process.env, PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}`, ...env } });
}

describe('a release', function () {
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('is made of a tag, once everything was tested and packed', () => {
    assert.deepEqual(release.on, { push: { tags: ['v*'] } });
    for (const [name, { needs }] of Object.entries(release.jobs)) assert.equal(needs, name === 'package' ? undefined : 'package');
    assert.ok(stepsOf('package').some(({ run }) => run === '.ci/run'));
  });
  it('refuses a tag that is not the version', () => {
    const check = commandWith('package', 'GITHUB_REF_NAME');
    assert.equal(shell(check, { GITHUB_REF_NAME: `v${manifest.version}` }).status, 0);
    assert.equal(shell(check, { GITHUB_REF_NAME: 'v99.0.0' }).status, 1);
  });
  it('packs the extension with the addresses of its pictures', function () {
    if (!existsSync(join(root, 'dist', 'extension.cjs'))) this.skip();
    this.timeout(60_000);
    const folder = mkdtempSync(join(tmpdir(), 'faultlab-release-'));
    try {
      const command = commandWith('package', 'vsce package').replace('--out faultlab.vsix', `--out "${join(folder, 'faultlab.vsix')}"`);
      const { status, stderr, stdout } = shell(command, { GITHUB_SERVER_URL: 'https://forge.example', GITHUB_REPOSITORY: 'someone/faultlab', GITHUB_REF_NAME: `v${manifest.version}` });
      assert.equal(status, 0, stderr + stdout);
      assert.ok(statSync(join(folder, 'faultlab.vsix')).size > 500_000);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it('publishes what was packed, with tokens that are secrets of the repository', () => {
    const publishing = Object.values(release.jobs).flatMap(({ steps }) => steps).filter(({ run }) => run !== undefined && /publish|gh release/.test(run));
    assert.deepEqual(publishing.map(({ env }) => Object.entries(env ?? {}).map(([name, value]) => `${name} ${value}`).join()), ['VSCE_PAT ${{ secrets.VSCE_PAT }}', 'OVSX_PAT ${{ secrets.OVSX_PAT }}', 'NODE_AUTH_TOKEN ${{ secrets.NPM_TOKEN }}', 'GH_TOKEN ${{ github.token }}']);
    assert.ok(publishing.every(({ run }) => /\bfaultlab(\.vsix|-\*\.tgz|\*\.\*)/.test(run!)));
    const help = shell('vsce publish --help', {}).stdout;
    const options = [...commandWith('marketplace', 'vsce publish').matchAll(/--[\w-]+/g)].map(([option]) => option);
    assert.deepEqual(options.filter(option => !help.includes(`${option} `)), []);
  });
});

describe('the npm package', () => {
  it('may be published: assignments install the version that they are pinned to', () => assert.ok(!('private' in manifest)));
});

describe('the workflows', () => {
  it('call scripts that there are', () => {
    const commands = Object.values(workflows).flatMap(({ jobs }) => Object.values(jobs)).flatMap(({ steps }) => steps).flatMap(({ run }) => run ?? []);
    const named = commands.flatMap(run => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!));
    assert.ok(named.length > 0);
    assert.deepEqual(named.filter(name => !Object.hasOwn(manifest.scripts, name)), []);
  });
});
