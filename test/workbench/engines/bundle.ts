import { build, type Plugin } from 'esbuild';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lessonsPlugin } from '../../../src/cli/authoring/lessonsplugin.ts';
import { stripTypes } from '../../../src/runner/striptypes.ts';

/** Bundles a program that runs the lessons' solutions, for any engine: no types are left to strip there. */
export async function bundleLessonRuns(entry: string, root: string, outfile: string): Promise<void> {
  await build({
    entryPoints: [entry], outfile, bundle: true, format: 'iife', target: 'es2022', logLevel: 'warning',
    plugins: [lessonsPlugin(root), solutionsPlugin(join(root, 'lessons'))], alias: { faultlab: join(root, 'src/kits/index.ts'), 'faultlab/author': join(root, 'src/course/author.ts') },
  });
}

function solutionsPlugin(lessons: string): Plugin {
  return {
    name: 'solutions',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^golden:/ }, ({ path }) => ({ path, namespace: 'golden' }));
      onLoad({ filter: /./, namespace: 'golden' }, () => {
        const folders = globSync('*/*/solution.ts', { cwd: lessons }).map(file => dirname(file).replaceAll('\\', '/')).sort();
        const programs = Object.fromEntries(folders.map(folder => [folder.replace(/^\d+-/, '').replace(/\/\d+-/, '/'), javaScript(join(lessons, folder, 'solution.ts'))]));
        return { contents: `export const programs = ${JSON.stringify(programs)};` };
      });
    },
  };
}

function javaScript(file: string): string {
  const text = readFileSync(file, 'utf8');
  const stripped = stripTypes(text, 'strip');
  const result = stripped.ok ? stripped : stripTypes(text, 'transform');
  if (!result.ok) throw new Error(`${file}: ${result.message}`);
  return result.code;
}
