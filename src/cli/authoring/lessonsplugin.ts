import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { parseCourse, type CourseLesson } from './course.ts';
import { isBuilt, lessonFiles, readText } from './lessonfolder.ts';

const LESSON = 'faultlab:lesson/';

/** The version of the engine: with a lesson's version it says which runs can be replayed. */
function engineHash(root: string): string {
  const hash = createHash('sha256');
  const files = globSync('src/{sim,check,kits,course,lab}/**/*.ts', { cwd: root }).map(file => file.replaceAll('\\', '/')).sort();
  for (const file of files) hash.update(`${file}\0${readText(join(root, file))}\0`);
  return hash.digest('hex').slice(0, 12);
}

/** For the bundler: `faultlab:lessons` lists the lessons' chunks, `faultlab:lesson/<folder>` is one. */
export function lessonsPlugin(root: string): Plugin {
  const lessons = join(root, 'lessons');
  const built = (): CourseLesson[] =>
    parseCourse(readText(join(lessons, 'course.yaml')), 'lessons/course.yaml').flatMap(module => module.lessons).filter(({ folder }) => isBuilt(lessons, folder));
  const lessonModule = ({ id, title, folder }: CourseLesson): string => {
    const text = (file: string): string => {
      const path = join(lessons, folder, file);
      return existsSync(path) ? readText(path) : '';
    };
    const twins = { reference: text('solution.ts'), starter: text('exercise.ts') };
    return `export { default as lesson } from ${JSON.stringify(`./lessons/${folder}/scenarios.ts`)};
export const id = ${JSON.stringify(id)};
export const title = ${JSON.stringify(title)};
export const twins = ${JSON.stringify(twins)};`;
  };
  return {
    name: 'lessons',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^faultlab:/ }, ({ path }) => ({ path, namespace: 'faultlab' }));
      onLoad({ filter: /^faultlab:lessons$/, namespace: 'faultlab' }, () => {
        const entries = built().map(({ id, folder }) => `${JSON.stringify(id)}: () => import(${JSON.stringify(LESSON + folder)})`);
        return { contents: `export const engine = ${JSON.stringify(engineHash(root))};\nexport const chunks = {\n${entries.join(',\n')}\n};`, resolveDir: root, watchDirs: [lessons] };
      });
      onLoad({ filter: /^faultlab:lesson\//, namespace: 'faultlab' }, ({ path }) => {
        const folder = path.slice(LESSON.length);
        const watchFiles = [...lessonFiles(join(lessons, folder)).keys()].map(file => join(lessons, folder, file));
        return { contents: lessonModule(built().find(lesson => lesson.folder === folder)!), resolveDir: root, watchFiles };
      });
    },
  };
}
