import { RunnerFailure } from '../runner/outcome.ts';
import * as list from './commands/list.ts';
import * as replay from './commands/replay.ts';
import * as run from './commands/run.ts';
import { didYouMean } from './nearest.ts';
import { Terminal } from './terminal.ts';
import { UsageError, type ExitCode } from './usage.ts';

interface Command {
  readonly usage: string;
  readonly help: string;
  command(args: readonly string[], terminal: Terminal): Promise<ExitCode>;
}

const commands: Readonly<Record<string, Command>> = { list, run, replay };

const overview = `Learn distributed systems by having your handlers attacked.

${Object.values(commands).map(({ usage }) => `  ${usage}`).join('\n')}

faultlab <command> --help tells more.`;

async function main([name, ...args]: readonly string[], terminal: Terminal): Promise<ExitCode> {
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    terminal.line(overview);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name]! : undefined;
  if (!command) throw new UsageError(`there is no command ${name}${didYouMean(name, Object.keys(commands)) || `; there are ${Object.keys(commands).join(', ')}`}`);
  if (args.includes('--help') || args.includes('-h')) {
    terminal.line(`${command.usage}\n\n${command.help}`);
    return 0;
  }
  return command.command(args, terminal);
}

const terminal = new Terminal();
process.stdout.on('error', error => {
  if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
});
try {
  process.exitCode = await main(process.argv.slice(2), terminal);
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof RunnerFailure)) throw error;
  terminal.complain(`faultlab: ${error.message}`);
  process.exitCode = 2;
}
