import * as vscode from 'vscode';

/** The text of a file, or undefined where there is none. Other errors are thrown. */
export async function readText(uri: vscode.Uri): Promise<string | undefined> {
  try {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

export async function writeText(uri: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
}

/**
 * Writes so that a reader sees the old text or the new one or for an instant no file, never a part. A crash in that
 * instant leaves the new text under another name: see `unfinishedWrites`.
 */
export async function writeWhole(uri: vscode.Uri, text: string): Promise<void> {
  const unfinished = uri.with({ path: `${uri.path}.${crypto.randomUUID()}.tmp` });
  try {
    await writeText(unfinished, text);
    await vscode.workspace.fs.rename(unfinished, uri, { overwrite: true });
  } catch (error) {
    await vscode.workspace.fs.delete(unfinished).then(undefined, () => {});
    throw error;
  }
}

/** Files that hold the text of writes that were not finished: a crash interrupted them, or they are under way. */
export async function unfinishedWrites(uri: vscode.Uri): Promise<vscode.Uri[]> {
  const folder = vscode.Uri.joinPath(uri, '..');
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const entries = await vscode.workspace.fs.readDirectory(folder).then(found => found, () => []);
  return entries.filter(([other]) => other.startsWith(`${name}.`) && other.endsWith('.tmp')).map(([other]) => vscode.Uri.joinPath(folder, other));
}

export async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(() => true, () => false);
}

/** Texts of the files below a folder that `wanted` takes, by path relative to it; `node_modules` and dot folders are left out. */
export async function readFolder(folder: vscode.Uri, wanted: (path: string) => boolean, below = ''): Promise<Record<string, string>> {
  const entries = await vscode.workspace.fs.readDirectory(below === '' ? folder : vscode.Uri.joinPath(folder, below)).then(found => found, () => []);
  const texts: Record<string, string> = {};
  for (const [name, type] of entries) {
    const path = below === '' ? name : `${below}/${name}`;
    if ((type & vscode.FileType.Directory) !== 0) {
      if (name !== 'node_modules' && !name.startsWith('.')) Object.assign(texts, await readFolder(folder, wanted, path));
    } else if (wanted(path)) {
      const text = await readText(vscode.Uri.joinPath(folder, path));
      if (text !== undefined) texts[path] = text;
    }
  }
  return texts;
}
