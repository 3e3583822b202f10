import assert from 'node:assert/strict';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findLesson } from '../../src/cli/catalogue.ts';
import { builtCatalogue, faultlab, Folder, root } from './faultlab.ts';

const pages = ['README.md', 'media/docs/learners.md', 'media/docs/authors.md'];
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };

/** Command lines of a page: those in blocks that say they are for a shell, without comments. */
function commandsOf(page: string): string[] {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
  return blocks.flatMap(code => code.trim().split('\n').flatMap(line => line.replace(/\s+#.*/, '').split(' && ')));
}

/** Lines that install or start something for a person, and what has to be there for them to work. */
const FOR_PEOPLE: Readonly<Record<string, () => boolean>> = {
  'npm ci': () => existsSync(join(root, 'package-lock.json')),
  'code --install-extension faultlab.vsix': () => scripts['package']!.includes('--out faultlab.vsix'),
};

describe('the command lines of the pages', function () {
  this.timeout(240_000);
  const folder = new Folder();
  before(() => {
    const retries = findLesson(builtCatalogue(), '6.1');
    folder.writeLesson(retries, retries.files['exercise.ts']!);
    folder.write('mine.ts', retries.files['exercise.ts']!);
    folder.write('contract.ts', retries.files['contract.ts']!);
    cpSync(join(root, 'test', 'packs', 'tickets'), join(folder.path, 'packs', 'tickets'), { recursive: true });
  });
  after(() => folder.remove());

  for (const command of new Set(pages.flatMap(commandsOf))) {
    it(`work: ${command}`, async () => {
      const [, script] = /^npm (?:run )?(\w+)(?: -- .*)?$/.exec(command) ?? [];
      if (command.startsWith('npx faultlab ')) {
        const { code, err } = await faultlab(command.split(' ').slice(2), { cwd: folder.path });
        assert.ok(code === 0 || (code === 1 && /^(run|replay|explore)$/.test(command.split(' ')[2]!)), `ends with ${code}: ${err}`);
      } else if (Object.hasOwn(FOR_PEOPLE, command)) assert.ok(FOR_PEOPLE[command]!());
      else assert.ok(script !== undefined && Object.hasOwn(scripts, script), 'nobody has tried it');
    });
  }
});
