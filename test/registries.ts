import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a registry was given. */
export interface Upload {
  readonly method: string;
  readonly path: string;
  /** Of the one who published: as the registry reads it. */
  readonly token: string;
  readonly body: Buffer;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

export interface Registry {
  readonly url: string;
  readonly uploads: readonly Upload[];
  close(): void;
}

/** A server of this machine in the place of a registry. Uploads are taken; all else is answered by `known`, or is not there. */
export async function standIn(isUpload: (request: IncomingMessage) => boolean, tokenOf: (request: IncomingMessage) => string, known: (request: IncomingMessage) => unknown, taken: unknown): Promise<Registry> {
  const uploads: Upload[] = [];
  const answer = (request: IncomingMessage, body: Buffer): Answer => {
    if (isUpload(request)) {
      uploads.push({ method: request.method!, path: new URL(request.url!, 'http://any').pathname, token: tokenOf(request), body });
      return { status: 201, json: taken };
    }
    const json = known(request);
    return json === undefined ? { status: 404, json: { error: 'not found', message: 'not found' } } : { status: 200, json };
  };
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const { status, json } = answer(request, Buffer.concat(parts));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, uploads, close: () => server.close() };
}

const bearer = ({ headers: { authorization = '' } }: IncomingMessage): string => authorization.replace(/^Bearer /, '');
const basic = ({ headers: { authorization = '' } }: IncomingMessage): string => Buffer.from(authorization.replace(/^Basic /, ''), 'base64').toString().replace(/^[^:]*:/, '');

/** Of VS Code: its programming interface tells first where its parts are. */
export function marketplace(): Promise<Registry> {
  const place = (id: string, resourceName: string, routeTemplate: string): object => ({ id, area: 'gallery', resourceName, routeTemplate, resourceVersion: 2, minVersion: '1.0', maxVersion: '7.2', releasedVersion: '0.0' });
  const places = [
    place('a41192c8-9525-4b58-bc86-179fa549d80d', 'extensions', '_apis/{area}/{resource}'),
    place('e11ea35a-16fe-4b80-ab11-c4cab88a0966', 'extensions', '_apis/{area}/publishers/{publisherName}/{resource}/{extensionName}'),
  ];
  return standIn(({ method }) => method === 'POST' || method === 'PUT', basic, ({ method }) => (method === 'OPTIONS' ? { count: places.length, value: places } : undefined), {});
}

export function npmRegistry(): Promise<Registry> {
  return standIn(({ method }) => method === 'PUT', bearer, () => undefined, { ok: true });
}

/** `version`: of the registry's software. */
export function openVsx(version: string): Promise<Registry> {
  return standIn(({ method, url = '' }) => method === 'POST' && url.startsWith('/api/-/publish'), bearer, ({ url = '' }) => (url.startsWith('/api/version') ? { version } : undefined), { namespace: 'faultlab', name: 'faultlab', version: '0.1.0', files: {} });
}
