import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder that a suite opens, with the example pack in it: an extension host of a browser cannot bring it. */
export async function makeWorkspace(root: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'test', 'packs', 'tickets'), join(folder, 'packs', 'tickets'), { recursive: true });
}
