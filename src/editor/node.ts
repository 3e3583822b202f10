import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { ExtensionContext } from 'vscode';
import { LESSON_CODE } from '../course/veil.ts';
import { processRunner } from '../runner/processhost.ts';
import { activateFaultlab, type Faultlab } from './activate.ts';

/** The entry for VS Code on a desktop or a remote machine: learner programs run in child processes. */
export async function activate(context: ExtensionContext): Promise<Faultlab> {
  // Extensions may lie behind a link. A process is allowed to read, and a debugger skips, what is behind it.
  const dist = realpathSync(join(context.extensionPath, 'dist'));
  const ownFiles = [...['child.js', 'chunks/**'].map(path => `${dist.replaceAll('\\', '/')}/${path}`), `**/*${LESSON_CODE}`];
  return activateFaultlab(context, (log, packOf) => {
    const runner = processRunner({
      program: join(dist, 'child.js'),
      readable: [dist],
      packOf,
      onReady: ({ engine, platform, drain, blocked }) => log.info(`runner ready: engine ${engine}, ${platform}, promises ${drain}, blocked: ${blocked.join(', ') || 'nothing'}`),
    });
    return Object.assign(runner, { debugging: { run: runner.debug.bind(runner), ownFiles } });
  });
}
