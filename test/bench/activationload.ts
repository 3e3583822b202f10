/**
 * Wakes the built extension in this process, with a stand-in for VS Code that answers at once, and prints
 * `{ loadMs, activateMs }`, processor time: what the extension itself takes, without what VS Code does meanwhile.
 */
import { readFile } from 'node:fs/promises';
import { createRequire, registerHooks } from 'node:module';
import { join } from 'node:path';
import { processorMs } from './rows.ts';

const root = join(import.meta.dirname, '..', '..');

/** Anything: it can be called, made and asked for whatever it has, which is the same again. */
const anything: unknown = new Proxy(class {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === Symbol.iterator ? function* () {} : key === 'then' ? undefined : key === 'length' ? 0 : anything),
  set: () => true,
  apply: () => anything,
  construct: () => anything as object,
});

class Uri {
  readonly scheme = 'file';
  readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  static parse = (text: string): Uri => new Uri(text);
  static joinPath = ({ path }: Uri, ...parts: readonly string[]): Uri => new Uri([path, ...parts].join('/'));
}

class Base {}

class EventEmitter {
  readonly event = (): object => ({ dispose() {} });
  fire(): void {}
  dispose(): void {}
}

const fs = { readFile: ({ path }: Uri) => readFile(path), stat: () => Promise.reject(new Error('not there')), readDirectory: () => Promise.resolve([]) };
const known = {
  Uri, EventEmitter, TreeItem: Base, CodeLens: Base, ThemeIcon: Base, l10n: { t: (text: string) => text, bundle: undefined },
  workspace: new Proxy({ fs, isTrusted: true, workspaceFolders: undefined }, { get: (own, key) => (Object.hasOwn(own, key) ? own[key as keyof typeof own] : anything) }),
};
const rest = ['window', 'commands', 'languages', 'tests', 'env', 'debug', 'extensions', 'Disposable', 'ProgressLocation', 'ViewColumn', 'TestRunProfileKind', 'TreeItemCollapsibleState', 'StatusBarAlignment', 'DiagnosticSeverity', 'UIKind', 'FileType', 'FileSystemError', 'RelativePattern', 'MarkdownString', 'TestMessage', 'TestTag', 'Location', 'Range', 'Position', 'ThemeColor', 'CancellationTokenSource'];
Object.assign(globalThis, { standIn: { ...Object.fromEntries(rest.map(name => [name, anything])), ...known } });
registerHooks({
  resolve: (name, context, next) => (name === 'vscode' ? { url: 'faultlab:vscode', format: 'commonjs', shortCircuit: true } : next(name, context)),
  load: (url, context, next) => (url === 'faultlab:vscode' ? { format: 'commonjs', source: 'module.exports = globalThis.standIn;', shortCircuit: true } : next(url, context)),
});

const memory = { get: (_: string, otherwise: unknown) => otherwise, update: async () => {}, keys: () => [], setKeysForSync: () => {} };
const beganMs = processorMs();
const { activate } = createRequire(import.meta.url)(join(root, 'dist', 'extension.cjs')) as { activate(context: object): Promise<unknown> };
const loadedMs = processorMs();
await activate({ extensionPath: root, extensionUri: new Uri(root), subscriptions: [], workspaceState: memory, globalState: memory });
console.log(JSON.stringify({ loadMs: loadedMs - beganMs, activateMs: processorMs() - loadedMs }));
process.exit();
