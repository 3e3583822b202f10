import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const url = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

describe('copying in a locked realm', () => {
  it('looks at no global: some load a large part of Node', () => {
    const program = `
      const { lockRealm } = await import(${url('../../../src/lab/sandbox/lockdown.ts')});
      lockRealm();
      const { Copier } = await import(${url('../../../src/sim/copy.ts')});
      const loaded = process.moduleLoadList.length;
      const copier = new Copier();
      for (let i = 0; i < 1_000; i++) copier.copy({ from: 'n1', entries: [{ key: 'k', value: i }] });
      const copied = copier.copy({ from: 'n1', entries: [{ key: 'k', value: 7 }] });
      console.log(JSON.stringify({ copied, loads: process.moduleLoadList.slice(loaded) }));
    `;
    const said = execFileSync(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { encoding: 'utf8' });
    assert.deepEqual(JSON.parse(said), { copied: { from: 'n1', entries: [{ key: 'k', value: 7 }] }, loads: [] });
  });
});
