/** `npm start`: VS Code on loopback with Faultlab and a fresh workspace, or the one named,, until Ctrl-C. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installWorkbench } from './install.ts';
import { pack } from './pack.ts';
import { startServer } from './server.ts';

if (process.platform === 'win32') {
  console.error('npm start needs Linux or macOS (code-server does not run on Windows). Instead: npm run package, then install faultlab.vsix in your VS Code.');
  process.exit(1);
}
const root = join(import.meta.dirname, '..', '..');
const { codeServer } = await installWorkbench(line => console.log(line));
const home = await mkdtemp(join(tmpdir(), 'faultlab-workbench-'));
try {
  console.log('Packaging Faultlab …');
  const vsix = await pack(root, home);
  const workspace = process.argv[2] === undefined ? await mkdtemp(join(tmpdir(), 'faultlab-lessons-')) : resolve(process.argv[2]);
  await mkdir(workspace, { recursive: true });
  const server = await startServer({ codeServer, home, vsix: [vsix] });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void server.stop());
  console.log(`\nFaultlab is open at  ${server.url(workspace)}\nYour files: ${workspace} (kept; npm start -- FOLDER opens them again). Ctrl-C stops everything.`);
  await server.ended;
} finally {
  await rm(home, { recursive: true, force: true });
}
