/**
 * `npm start`: VS Code for the Web on loopback with Faultlab and the learner's folder, which is the one named or `faultlab-lessons` in the home
 * folder, until Ctrl-C.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { installCodeOss } from './install.ts';
import { bundleFolderExtension } from './web/bundle.ts';
import { startWebServer, type WebServer } from './web/server.ts';

/** Browsers keep the workbench's layout and settings by address. */
const USUAL_PORT = 7330;

const SETTINGS = { 'workbench.startupEditor': 'none', 'telemetry.telemetryLevel': 'off', 'chat.disableAIFeatures': true, 'workbench.secondarySideBar.defaultVisibility': 'hidden' };

const codeOss = await installCodeOss(line => console.log(line));
const workspace = resolve(process.argv[2] ?? join(homedir(), 'faultlab-lessons'));
await mkdir(workspace, { recursive: true });
const folderExtension = await mkdtemp(join(tmpdir(), 'faultlab-start-'));
await bundleFolderExtension(folderExtension);

const server = await serve(USUAL_PORT).catch(() => serve(undefined));
console.log(`\nFaultlab is open at  ${server.url}  (Chrome, Edge or Firefox)\nYour files: ${workspace} (npm start -- FOLDER opens another folder). Ctrl-C stops everything.`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void server.stop().then(() => rm(folderExtension, { recursive: true, force: true })));

function serve(port: number | undefined): Promise<WebServer> {
  return startWebServer({ codeOss, extension: join(import.meta.dirname, '..', '..'), folderExtension, workspace, settings: SETTINGS, ...(port === undefined ? {} : { port }) });
}
