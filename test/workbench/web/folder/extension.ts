import * as vscode from 'vscode';

const SCHEME = 'faultlab-folder';
const RETRY_MS = 1_000;

export function activate(context: vscode.ExtensionContext): void {
  const provider = new ServedFolder(context.extensionUri.with({ path: '/files' }));
  context.subscriptions.push(provider, vscode.workspace.registerFileSystemProvider(SCHEME, provider, { isCaseSensitive: true }));
}

interface Stat {
  readonly directory: boolean;
  readonly size: number;
  readonly mtime: number;
  readonly ctime: number;
}

/** What the server tells of. */
interface Change {
  readonly path: string;
  /** It has come, gone, or is another file now; else its content has changed. */
  readonly replaced: boolean;
}

/** The folder that the page's server serves: see `folderServer.ts`. The first part of a path is the folder's own name. */
class ServedFolder implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly api: vscode.Uri;
  private readonly stop = new AbortController();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private root = '';

  constructor(api: vscode.Uri) {
    this.api = api;
    void this.listen();
  }

  /** All changes are told to all. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => {});
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { directory, ...stat } = await this.json<Stat>('stat', uri);
    return { ...stat, type: directory ? vscode.FileType.Directory : vscode.FileType.File };
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const entries = await this.json<{ name: string; directory: boolean }[]>('list', uri);
    return entries.map(({ name, directory }) => [name, directory ? vscode.FileType.Directory : vscode.FileType.File]);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new Uint8Array(await (await this.ask('read', uri)).arrayBuffer());
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array, { create, overwrite }: { create: boolean; overwrite: boolean }): Promise<void> {
    await this.ask('write', uri, { create, overwrite }, content);
  }

  async createDirectory(uri: vscode.Uri): Promise<void> {
    await this.ask('createDirectory', uri);
  }

  async delete(uri: vscode.Uri, { recursive }: { recursive: boolean }): Promise<void> {
    await this.ask('delete', uri, { recursive });
  }

  async rename(from: vscode.Uri, to: vscode.Uri, { overwrite }: { overwrite: boolean }): Promise<void> {
    await this.ask('rename', from, { overwrite, to: this.pathOf(to) });
  }

  dispose(): void {
    this.stop.abort();
    this.changed.dispose();
  }

  /** Without the folder's name. */
  private pathOf({ path }: vscode.Uri): string {
    const [, root = '', ...rest] = path.split('/');
    this.root = root;
    return rest.join('/');
  }

  private async json<T>(operation: string, uri: vscode.Uri): Promise<T> {
    return (await this.ask(operation, uri)).json() as Promise<T>;
  }

  private async ask(operation: string, uri: vscode.Uri, more: Readonly<Record<string, string | boolean>> = {}, body?: Uint8Array): Promise<Response> {
    const response = await this.post({ op: operation, path: this.pathOf(uri), ...more }, body).catch((error: unknown) => {
      throw vscode.FileSystemError.Unavailable(`npm start is not running any more (${String(error)})`);
    });
    if (response.ok) return response;
    const { code, message } = await response.json() as { code: string; message: string };
    const make = (vscode.FileSystemError as unknown as Readonly<Record<string, ((about: vscode.Uri | string) => vscode.FileSystemError) | undefined>>)[code];
    throw make === undefined ? vscode.FileSystemError.Unavailable(message) : make(uri);
  }

  private post(query: Readonly<Record<string, string | boolean>>, body?: Uint8Array): Promise<Response> {
    const url = `${this.api.toString(true)}?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)])).toString()}`;
    return fetch(url, { method: 'POST', headers: { 'x-faultlab': 'folder' }, signal: this.stop.signal, ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
  }

  /** Hears of changes for as long as the server lives, and when it comes back. */
  private async listen(): Promise<void> {
    while (!this.stop.signal.aborted) {
      await this.hear().catch(() => {});
      await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    }
  }

  private async hear(): Promise<void> {
    const { body } = await this.post({ op: 'watch' });
    let text = '';
    for (const reader = body!.pipeThrough(new TextDecoderStream()).getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += value;
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) await this.tell(JSON.parse(line) as Change);
    }
  }

  private async tell({ path, replaced }: Change): Promise<void> {
    const { Created, Changed, Deleted } = vscode.FileChangeType;
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.root}/${path}` });
    // Whether it is new is not known here: who waits for new files and who has it open both hear of it.
    const types = !replaced ? [Changed] : await this.stat(uri).then(() => [Created, Changed], () => [Deleted]);
    this.changed.fire(types.map(type => ({ type, uri })));
  }
}
