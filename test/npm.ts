/** How to run npm: the one that called us, or the one on the PATH. */
export function npmCommand(args: readonly string[]): { readonly command: string; readonly args: readonly string[]; readonly shell: boolean } {
  const script = process.env['npm_execpath'];
  if (script !== undefined && /\.c?js$/.test(script)) return { command: process.execPath, args: [script, ...args], shell: false };
  const windows = process.platform === 'win32';
  return { command: windows ? 'npm.cmd' : 'npm', args, shell: windows };
}
