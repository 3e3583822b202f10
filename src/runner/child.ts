import { runChild } from './childmain.ts';
import type { PackSource } from '../course/pack/pack.ts';
import type { BuiltLesson } from '../lab/pack/foreignlesson.ts';
import type { LessonJobs } from './labjobs.ts';
import { stripTypes } from './striptypes.ts';
import { readTwinTable } from './twinfile.ts';

/** The child process of the shipped runner. */
await runChild(async () => {
  const { lessonJobs, RequestServer, chunks, engine } = await import('./serving.ts');
  const built = async (id: string): Promise<BuiltLesson | undefined> => {
    const chunk = chunks[id];
    return chunk && { chunk: await chunk(), twins: await readTwinTable(id, import.meta.url) };
  };
  let foreign: ((pack: PackSource) => Promise<LessonJobs>) | undefined;
  return {
    RequestServer,
    lab: {
      engine,
      async lesson(id, pack) {
        if (pack) return (foreign ??= (await import('../lab/pack/foreignlesson.ts')).foreignLessons(stripTypes, built))(pack);
        const lesson = await built(id);
        return lesson && lessonJobs(lesson.chunk, lesson.twins);
      },
    },
  };
});
