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

/** Writes so that a reader sees the old text or the new one, never a part. */
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
