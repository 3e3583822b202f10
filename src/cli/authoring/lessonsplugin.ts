import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';
import { bundleLesson } from './lessonbundle.ts';
import { parseCourse, type CourseLesson } from './course.ts';
import { engineHash, engineHashFor } from './engine.ts';
import { isBuilt, lessonFiles, readText } from './lessonfolder.ts';

const LESSON = 'faultlab:lesson/';

/** For the bundler: `faultlab:lessons` lists the lessons' chunks, `faultlab:lesson/<folder>` is one, `faultlab:engine` tells the engine's version. */
export function lessonsPlugin(root: string): Plugin {
  const lessons = join(root, 'lessons');
  const built = (): CourseLesson[] => builtLessons(root);
  const lessonModule = async ({ id, title, folder, kits }: CourseLesson): Promise<string> => {
    const files = lessonFiles(join(lessons, folder));
    const exported = {
      id, title, key: keyOf(engineHashFor(root, kits), files),
      twins: { reference: files.get('solution.ts') ?? '', starter: files.get('exercise.ts') ?? '' },
      given: Object.fromEntries([...files].filter(([path]) => path.startsWith('given/'))),
    };
    return bundleLesson(join(lessons, folder, 'scenarios.ts'), exported);
  };
  return {
    name: 'lessons',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^faultlab:/ }, ({ path }) => ({ path, namespace: 'faultlab' }));
      onLoad({ filter: /^faultlab:lessons$/, namespace: 'faultlab' }, () => {
        const entries = built().map(({ id, folder }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(LESSON + folder)})`);
        return { contents: `export { engine } from 'faultlab:engine';\nexport const chunks = {\n${entries.join(',\n')}\n};`, resolveDir: root, watchDirs: [lessons] };
      });
      onLoad({ filter: /^faultlab:engine$/, namespace: 'faultlab' }, () => ({ contents: `export const engine = ${JSON.stringify(engineHash(root))};` }));
      onLoad({ filter: /^faultlab:lesson\//, namespace: 'faultlab' }, async ({ path }) => {
        const folder = path.slice(LESSON.length);
        const watchFiles = [...lessonFiles(join(lessons, folder)).keys()].map(file => join(lessons, folder, file));
        return { contents: await lessonModule(built().find(lesson => lesson.folder === folder)!), resolveDir: root, watchFiles };
      });
    },
  };
}

export function builtLessons(root: string): CourseLesson[] {
  const lessons = join(root, 'lessons');
  return parseCourse(readText(join(lessons, 'course.yaml')), 'lessons/course.yaml').flatMap(module => module.lessons).filter(({ folder }) => isBuilt(lessons, folder));
}

/**
 * The lessons as scripts of their own for a browser's worker: what they import is there already, and what they export they leave
 * there. See `src/runner/web/scope.ts`.
 */
export function lessonScripts(root: string): BuildOptions {
  return {
    entryPoints: Object.fromEntries(builtLessons(root).map(({ id, folder }) => [id.replace('/', '-'), LESSON + folder])),
    platform: 'browser', format: 'iife', globalName: 'globalThis.faultlabLesson', plugins: [modulesOfWorkers, lessonsPlugin(root)],
  };
}

const modulesOfWorkers: Plugin = {
  name: 'modules of workers',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^faultlab(\/author)?$|\/veiledmodule\.ts$/ }, ({ path }) => ({ path, namespace: 'modules of workers' }));
    onLoad({ filter: /.*/, namespace: 'modules of workers' }, ({ path }) => ({ contents: `module.exports = globalThis.faultlabModules[${JSON.stringify(path)}];` }));
  },
};

/** Version of all that decides how runs of a lesson's programs end. */
function keyOf(engine: string, files: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256').update(engine);
  for (const [path, text] of files) if (path.endsWith('.ts') && !path.startsWith('proof/')) hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}
