import * as vscode from 'vscode';
import { workerRunner } from '../runner/web/workerhost.ts';
import { activateFaultlab, type Faultlab } from './activate.ts';

/** The entry for VS Code for the Web: learner programs run in Web Workers, where no debugger reaches them. */
export async function activate(context: vscode.ExtensionContext): Promise<Faultlab> {
  const read = async (path: string) => vscode.workspace.fs.readFile(vscode.Uri.joinPath(context.extensionUri, 'dist', path));
  return activateFaultlab(context, (log, packOf) => workerRunner(read, {
    packOf,
    onReady: ({ engine, platform }) => log.info(`runner ready: engine ${engine}, ${platform}`),
  }));
}
