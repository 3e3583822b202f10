import { build } from 'esbuild';

/** An adapter and the library that it uses, as published, in one file that a learner could have written. */
export async function bundled(adapter: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [adapter], bundle: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', mainFields: ['module', 'main'], external: ['faultlab'],
    define: { self: 'globalThis', global: 'globalThis' },
  });
  return outputFiles[0].text;
}
