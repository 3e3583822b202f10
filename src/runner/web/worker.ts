import * as veiled from '../../lab/veiledmodule.ts';
import { scope } from './scope.ts';
import { runWorker } from './workermain.ts';

/** The worker of the shipped runner. Its parts are loaded when the language is frozen, all but what the freeze needs. */
void runWorker(async lessons => {
  const [{ lessonJobs }, { foreignLessons }, { stripTypes }, faultlab, author, { engine }] = await Promise.all([import('../../lab/lessonjobs.ts'), import('../../lab/pack/foreignlesson.ts'), import('../striptypes.ts'), import('../../kits/index.ts'), import('../../course/author.ts'), import('faultlab:engine')]);
  scope.faultlabModules = { faultlab, 'faultlab/author': author, './src/lab/veiledmodule.ts': veiled };
  const foreign = foreignLessons(stripTypes, async id => lessons.load(id));
  return {
    engine,
    lesson: async (id, pack) => {
      if (pack) return foreign(pack);
      const found = lessons.load(id);
      return found && lessonJobs(found.chunk, found.twins);
    },
  };
});
