import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from 'esbuild';
import { CATALOGUE_FILE, catalogueText } from '../../course/catalogue.ts';
import { assignmentJsonSchema } from './assignmentschema.ts';
import { buildCatalogue, type BuiltLessons } from './catalogue.ts';

/** For the bundler: writes the catalogue, and the schema of assignments, beside the built lessons, each time they are built. */
export function cataloguePlugin(root: string): Plugin {
  const dist = join(root, 'dist');
  let builds = 0;
  return {
    name: 'catalogue',
    setup({ onEnd }) {
      onEnd(async ({ errors }) => {
        if (errors.length > 0) return undefined;
        try {
          const built = await import(`${pathToFileURL(join(dist, 'chunks', 'lessons.js')).href}?${++builds}`) as BuiltLessons;
          const catalogue = await buildCatalogue(root, built);
          await writeFile(join(dist, CATALOGUE_FILE), catalogueText(catalogue));
          await writeFile(join(dist, 'assignment.schema.json'), JSON.stringify(assignmentJsonSchema(catalogue), null, 2));
          return undefined;
        } catch (error) {
          return { errors: [{ text: error instanceof Error ? error.message : String(error) }] };
        }
      });
    },
  };
}
