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

describe('the pages', () => {
  const all = [...pages, 'media/docs/instructors.md', 'lessons/README.md'].map(page => ({ page, text: readFileSync(join(root, page), 'utf8') }));
  /** Every command that a sentence or a table names, without its page's blocks. */
  const named = all.flatMap(({ text }) => [...text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/`((?:npx |npm |node |faultlab )[^`]+)`/g)].map(([, command]) => command!.replace(/^npx /, '').replaceAll('\\|', '|').replace(/\s+/g, ' ')));
  const withHelp = named.filter(command => /^faultlab \w+/.test(command));

  it('have their command lines in blocks for a shell, where tests run them', () => {
    const elsewhere = all.flatMap(({ page, text }) => [...text.matchAll(/^```(\S*)[^\n]*\n([\s\S]*?)^```$/gm)].flatMap(([, language, code]) => (language === 'sh' ? [] : code!.split('\n')).filter(line => /^\s*(\$ )?(npx|npm|node|faultlab|code) /.test(line)).map(line => `${page}: ${line}`)));
    assert.deepEqual(elsewhere, []);
  });
  it('name commands that there are, with options that their help tells', async function () {
    this.timeout(60_000);
    assert.ok(withHelp.length > 20);
    const helps = new Map<string, string>();
    for (const command of withHelp) {
      const [, name] = command.split(' ');
      if (!helps.has(name!)) {
        const { code, out, err } = await faultlab([name!, '--help']);
        assert.equal(code, 0, err);
        helps.set(name!, out);
      }
      for (const [option] of command.matchAll(/--(?!help)[\w-]+/g)) assert.ok(helps.get(name!)!.includes(option), `${command}: ${option}`);
    }
    const { out } = await faultlab(['--help']);
    const told = new Set([...out.matchAll(/^ {2}faultlab (\w+)/gm)].map(([, name]) => name!));
    const table = readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^\| `faultlab (\w+)/gm);
    assert.deepEqual([...new Set([...table].map(([, name]) => name!))].sort(), [...told].sort(), 'the table of the readme has each command');
  });
  it('name scripts, parts of the tests and programs that there are', () => {
    const parts = readFileSync(join(root, 'test', 'run.ts'), 'utf8');
    for (const command of named.filter(each => /^(npm|node) /.test(each))) {
      const [, script, args = ''] = /^npm (?:run )?([\w:]+)(?: -- (.*))?$/.exec(command) ?? [];
      const [, program] = /^node (\S+)/.exec(command) ?? [];
      if (program !== undefined) assert.ok(existsSync(join(root, program)), command);
      else if (!command.startsWith('npm install')) assert.ok(Object.hasOwn(scripts, script!), command);
      if (script === 'test') for (const part of args.split(' ')) assert.match(parts, new RegExp(`\\b${part}\\b`), command);
      if (script === 'bench' && args !== '') assert.ok(existsSync(join(root, 'test', 'bench', `${args.split(' ')[0]}.bench.ts`)), command);
    }
  });
});

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
