import { inspect } from 'node:util';
import { RunnerFailure } from '../runner/outcome.ts';
import type { Context } from './context.ts';
import { didYouMean } from './nearest.ts';
import { Terminal } from './terminal.ts';
import { UsageError, type ExitCode } from './usage.ts';

interface Command {
  readonly usage: string;
  readonly help: string;
  command(args: readonly string[], context: Context): Promise<ExitCode>;
}

const commands: Readonly<Record<string, () => Promise<Command>>> = {
  list: () => import('./commands/list.ts'),
  run: () => import('./commands/run.ts'),
  explore: () => import('./commands/explore.ts'),
  replay: () => import('./commands/replay.ts'),
  history: () => import('./commands/history.ts'),
  check: () => import('./commands/check.ts'),
  new: () => import('./commands/new.ts'),
  grade: () => import('./commands/grade.ts'),
  worker: () => import('./commands/worker.ts'),
  assignment: () => import('./commands/assignment.ts'),
};

async function overview(): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map(load => load()));
  return `Learn distributed systems by having your handlers attacked.

${loaded.map(({ usage }) => `  ${usage}`).join('\n')}

faultlab <command> --help tells more.`;
}

async function main([name, ...args]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.line(await overview());
    return name === undefined ? 2 : 0;
  }
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) throw new UsageError(`there is no command ${name}${didYouMean(name, Object.keys(commands)) || `; there are ${Object.keys(commands).join(', ')}`}`);
  const command = await load();
  if (args.includes('--help') || args.includes('-h')) {
    terminal.line(`${command.usage}\n\n${command.help}`);
    return 0;
  }
  return command.command(args, { terminal, dist: import.meta.dirname });
}

/** The first version that has what the sandbox needs. */
const NODE = [22, 13] as const;

function refuseOldNode(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < NODE[0] || (major === NODE[0] && minor < NODE[1])) throw new UsageError(`this is Node ${process.versions.node}; faultlab needs ${NODE.join('.')} or newer`);
}

const terminal = new Terminal();
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
});
try {
  refuseOldNode();
  process.exitCode = await main(process.argv.slice(2), terminal);
} catch (error) {
  const expected = error instanceof UsageError || error instanceof RunnerFailure;
  terminal.complain(`faultlab: ${expected ? error.message : inspect(error)}`);
  process.exitCode = 2;
}
