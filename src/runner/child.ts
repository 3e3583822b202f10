import { runChild } from './childmain.ts';
import type { PackSource } from '../course/pack/pack.ts';
import type { LessonJobs } from './labjobs.ts';
import { stripTypes } from './striptypes.ts';
import { readTwinTable } from './twinfile.ts';

/** The child process of the shipped runner. */
await runChild(async () => {
  const [{ lessonJobs }, { chunks, engine }] = await Promise.all([import('../lab/lessonjobs.ts'), import('faultlab:lessons')]);
  let foreign: ((pack: PackSource) => LessonJobs) | undefined;
  return {
    engine,
    async lesson(id, pack) {
      if (pack) return (foreign ??= (await import('../lab/pack/foreignlesson.ts')).foreignLessons(stripTypes))(pack);
      const chunk = chunks[id];
      return chunk && lessonJobs(await chunk(), await readTwinTable(id, import.meta.url));
    },
  };
});
