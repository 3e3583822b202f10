/**
 * `npm run test:desktop`: the suite of the extension host in a desktop VS Code, the one named by `vscodeExecutablePath` or else one that
 * @vscode/test-electron fetches.
 */
import { runTests } from '@vscode/test-electron';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleSuite } from './bundle.ts';
import { makeWorkspace } from './workspace.ts';

const root = join(import.meta.dirname, '..', '..');
await bundleSuite(root, 'suite');
const workspace = await mkdtemp(join(tmpdir(), 'faultlab suite '));
try {
  await makeWorkspace(root, workspace);
  const vscodeExecutablePath = process.env['vscodeExecutablePath'];
  await runTests({
    ...(vscodeExecutablePath ? { vscodeExecutablePath } : {}),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'dist', 'test', 'suite', 'index.cjs'),
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
} finally {
  await rm(workspace, { recursive: true, force: true });
}
