import { createVSIX } from '@vscode/vsce';
import { join } from 'node:path';

/** Packages the built extension as it would be published; returns the file. */
export async function pack(root: string, folder: string): Promise<string> {
  const packagePath = join(folder, 'faultlab.vsix');
  await createVSIX({ cwd: root, packagePath, dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false, skipLicense: false });
  return packagePath;
}
