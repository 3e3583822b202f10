import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const module = (path: string): string => `await import(${JSON.stringify(new URL(`../../../src/${path}`, import.meta.url).href)})`;

/** What a program in a process of its own says, as JSON. */
const said = (program: string): unknown => JSON.parse(execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { encoding: 'utf8' }));

describe('what is copied often', () => {
  it('looks at no global of a locked realm: some load a large part of Node', () => {
    assert.deepEqual(said(`
      (${module('lab/sandbox/lockdown.ts')}).lockRealm();
      const { Copier } = ${module('sim/copy.ts')};
      const loaded = process.moduleLoadList.length;
      let copied;
      for (let i = 0; i < 1_000; i++) copied = new Copier().copy({ from: 'n1', entries: [{ key: 'k', value: i }] });
      console.log(JSON.stringify({ copied, loads: process.moduleLoadList.slice(loaded) }));
    `), { copied: { from: 'n1', entries: [{ key: 'k', value: 999 }] }, loads: [] });
  });

  it('is copied by a function without a file, but not where a debugger would step into it', () => {
    const isFileless = (before: string): unknown => said(`
      ${before}
      const { Copier } = ${module('sim/copy.ts')};
      let stack;
      for (let i = 0; i < 1_000; i++) new Copier().copy({ get from() { return stack = new Error().stack; } });
      console.log(stack.includes('eval at'));
    `);
    assert.deepEqual([isFileless(''), isFileless(`(${module('sim/literalcopy.ts')}).copyFieldByField();`)], [true, false]);
  });
});
