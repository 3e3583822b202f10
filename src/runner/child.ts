import { runChild } from './childmain.ts';
import { readTwinTable } from './twinfile.ts';

/** The child process of the shipped runner. */
await runChild(async () => {
  const [{ lessonJobs }, { chunks, engine }] = await Promise.all([import('../lab/lessonjobs.ts'), import('faultlab:lessons')]);
  return {
    engine,
    async lesson(id) {
      const chunk = chunks[id];
      return chunk && lessonJobs(await chunk(), await readTwinTable(id, import.meta.url));
    },
  };
});
