import { randomUUID } from 'node:crypto';
import { watch } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { dirname, join, relative, sep } from 'node:path';

/**
 * A folder of this machine for the page that this server has served: `POST /files?op=…&path=…`, the paths with slashes
 * and relative to the folder. Errors are the codes of `vscode.FileSystemError`. `op=watch` never ends: each line tells, as
 * JSON, of a path that has changed: its content, or that it is there at all.
 */
export interface FolderServer {
  answer(request: IncomingMessage, response: ServerResponse): Promise<void>;
  stop(): void;
}

class Refused extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

const CODES: Readonly<Record<string, string>> = { ENOENT: 'FileNotFound', EEXIST: 'FileExists', ENOTDIR: 'FileNotADirectory', EISDIR: 'FileIsADirectory', EACCES: 'NoPermissions', EPERM: 'NoPermissions', ENOTEMPTY: 'NoPermissions' };

const CHANGING = new Set(['write', 'createDirectory', 'delete', 'rename']);

type Operation = (place: string, query: URLSearchParams, body: Uint8Array) => Promise<unknown>;

export function serveFolder(root: string): FolderServer {
  const listeners = new Set<ServerResponse>();
  const tell = (path: string | null, replaced: boolean): void => {
    if (path !== null) for (const listener of listeners) listener.write(`${JSON.stringify({ path, replaced })}\n`);
  };
  // What other programs do. Not every system tells of all, so what is done here is told in any case.
  const watcher = watch(root, { recursive: true }, (event, file) => tell(file?.replaceAll(sep, '/') ?? null, event === 'rename'));
  watcher.on('error', () => {});
  const operations = operationsIn(root);
  return {
    async answer(request, response) {
      const query = new URL(request.url!, 'http://localhost').searchParams;
      const operation = query.get('op') ?? '';
      // No other site's page can send this header without being asked first, and nobody says yes.
      if (request.method !== 'POST' || request.headers['x-faultlab'] !== 'folder') return void response.writeHead(403).end();
      if (operation === 'watch') {
        listeners.add(response.writeHead(200, { 'content-type': 'application/x-ndjson' }));
        response.flushHeaders();
        response.on('close', () => listeners.delete(response));
        return;
      }
      try {
        if (!Object.hasOwn(operations, operation)) throw new Refused('Unavailable');
        const result = await operations[operation]!(inside(root, query.get('path')), query, await buffer(request));
        if (CHANGING.has(operation)) for (const path of ['path', 'to']) tell(query.get(path), true);
        response.writeHead(200).end(result instanceof Uint8Array ? result : JSON.stringify(result ?? null));
      } catch (error) {
        const { code = '', message } = error as { code?: string; message: string };
        response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ code: error instanceof Refused ? code : CODES[code] ?? 'Unavailable', message }));
      }
    },
    stop() {
      watcher.close();
      for (const listener of listeners) listener.end();
    },
  };
}

function inside(root: string, path: string | null): string {
  const place = join(root, path ?? '');
  if (path === null || relative(root, place).split(sep)[0] === '..') throw new Refused('NoPermissions');
  return place;
}

function operationsIn(root: string): Readonly<Record<string, Operation>> {
  return {
    async stat(place) {
      const found = await stat(place);
      return { directory: found.isDirectory(), size: found.size, mtime: found.mtimeMs, ctime: found.ctimeMs };
    },
    async list(place) {
      return (await readdir(place, { withFileTypes: true })).map(entry => ({ name: entry.name, directory: entry.isDirectory() }));
    },
    read: place => readFile(place),
    /** Whoever reads meanwhile sees the old text or the new one. */
    async write(place, query, body) {
      const there = await exists(place);
      if (!there && query.get('create') !== 'true') throw new Refused('FileNotFound');
      if (there && query.get('overwrite') !== 'true') throw new Refused('FileExists');
      const unfinished = join(dirname(place), `.${randomUUID()}.tmp`);
      try {
        await writeFile(unfinished, body);
        await rename(unfinished, place);
      } catch (error) {
        await rm(unfinished, { force: true });
        throw error;
      }
    },
    createDirectory: place => mkdir(place, { recursive: true }),
    delete: (place, query) => rm(place, { recursive: query.get('recursive') === 'true' }),
    async rename(place, query) {
      const to = inside(root, query.get('to'));
      if (query.get('overwrite') !== 'true' && await exists(to)) throw new Refused('FileExists');
      await rename(place, to);
    },
  };
}

const exists = (place: string): Promise<boolean> => stat(place).then(() => true, () => false);
