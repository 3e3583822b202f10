import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { FaultAuthor } from '../../src/course/faultauthor.ts';

const root = join(import.meta.dirname, '..', '..');
const text = (file: string): string => readFileSync(file, 'utf8');
const tests = globSync(join(root, 'test/kits/*/*.test.ts')).map(text).join('\n');

/** Names of an author's functions for faults of the kits. */
async function kitFaults(): Promise<string[]> {
  const modules = globSync(join(root, 'src/course/*faults.ts'));
  return (await Promise.all(modules.map(file => import(pathToFileURL(file).href) as Promise<object>))).flatMap(Object.keys);
}

describe('every fault has a pair of runs: a naive program comes to harm with it and not without it', () => {
  it('each fault of a kit', async () => {
    const names = await kitFaults();
    assert.ok(names.length > 40, String(names.length));
    assert.deepEqual(names.filter(name => !tests.includes(`twin(${name}, `)), []);
  });

  it('each fault of every world', () => {
    const cases = text(join(root, 'test/kits/cluster/faults.test.ts'));
    const methods = Object.entries(Object.getOwnPropertyDescriptors(FaultAuthor.prototype)).filter(([, { value }]) => String(value).includes('return this.fault(')).map(([name]) => name).filter(name => name !== 'constructor');
    assert.ok(methods.length > 10, methods.join());
    assert.deepEqual(methods.filter(name => !cases.includes(`f.${name}(`)), []);
  });

  it('each kind that a kit carries out can be named by an author', () => {
    const named = globSync(join(root, 'src/course/*faults.ts')).map(text).join('\n');
    const kinds = globSync(join(root, 'src/kits/**/*.ts')).flatMap(file => {
      const source = text(file);
      const form = source.includes('faults.define(kind') && source.includes('Object.entries(') ? /const (\w+): FaultKind</g : /\bdefine(?:<\w+>)?\('([\w-]+)'/g;
      return [...source.matchAll(form)].map(([, kind]) => kind!);
    });
    assert.ok(kinds.length > 35, kinds.join());
    assert.deepEqual(kinds.filter(kind => !named.includes(`f.fault('${kind}'`)), []);
  });
});
