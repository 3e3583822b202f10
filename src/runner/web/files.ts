import type { TwinTable } from '../../lab/twins.ts';
import type { LessonFiles } from './messages.ts';

/** Reads a file of the built extension, by its path in `dist`. */
export type ReadFile = (path: string) => Promise<Uint8Array>;

/** The files of the build that workers need, each read once. What a worker loads it gets as a blob: it may be of another origin than the files. */
export class WorkerFiles {
  private readonly read: ReadFile;
  private readonly known = new Map<string, Promise<unknown>>();

  constructor(read: ReadFile) {
    this.read = read;
  }

  /** URL of the worker's program. */
  program(): Promise<string> {
    return this.once('web/worker.js', async bytes => blobUrl(bytes));
  }

  /** The stripper's WebAssembly. */
  wasm(): Promise<WebAssembly.Module> {
    return this.once('chunks/amaro.wasm', bytes => WebAssembly.compile(bytes));
  }

  async lesson(lesson: string): Promise<LessonFiles> {
    const name = lesson.replace('/', '-');
    const [script, twins] = await Promise.all([
      this.once(`web/lessons/${name}.js`, async bytes => blobUrl(bytes)),
      // Few lessons have a table, and without it the same verdict takes longer.
      this.once(`twins/${name}.json`, async bytes => JSON.parse(new TextDecoder().decode(bytes)) as TwinTable).catch(() => undefined),
    ]);
    return { kind: 'lesson', lesson, script, ...(twins === undefined ? {} : { twins }) };
  }

  /** What failed is tried again the next time. */
  private once<T>(path: string, make: (bytes: Uint8Array<ArrayBuffer>) => Promise<T>): Promise<T> {
    const known = this.known.get(path) ?? this.read(path).then(bytes => make(new Uint8Array(bytes)));
    this.known.set(path, known);
    known.catch(() => this.known.delete(path));
    return known as Promise<T>;
  }
}

function blobUrl(bytes: Uint8Array<ArrayBuffer>): string {
  return URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' }));
}
