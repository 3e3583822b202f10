/** Runs in the extension host of a VS Code: wakes the extension and has VS Code show what that took. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';

/** What the host does at its start is over by then. */
const SETTLED_MS = 1_500;

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('faultlab.faultlab')!;
  await sleep(SETTLED_MS);
  if (extension.isActive) throw new Error('the extension has woken by itself');
  await extension.activate();
  await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
  // The window would close with the end of the run.
  await new Promise(() => {});
}
