/** Runs in the extension host of a VS Code: wakes the extension, and says what that took by the clock and of the host's processor time. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as vscode from 'vscode';
import { noTests } from '../counts.ts';
import { countsMark, lineMark } from '../workbench/marks.ts';
import { processorMs } from './rows.ts';

/** What the host does at its start is over by then. */
const SETTLED_MS = 1_500;

export async function run(): Promise<void> {
  const extension = vscode.extensions.getExtension('faultlab.faultlab')!;
  await sleep(SETTLED_MS);
  if (extension.isActive) throw new Error('the extension has woken by itself');
  const begunMs = performance.now();
  const beforeMs = processorMs();
  await extension.activate();
  console.log(lineMark + JSON.stringify({ clockMs: performance.now() - begunMs, processorMs: processorMs() - beforeMs }));
  console.log(countsMark + JSON.stringify(noTests));
}
