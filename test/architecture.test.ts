import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'acorn';
import { childrenOf, type TreeNode } from '../src/lab/compile/parse.ts';
import { stripTypes } from '../src/runner/striptypes.ts';
import * as maths from '../src/sim/maths.ts';

const root = join(import.meta.dirname, '..');
const filesOf = (...patterns: string[]): string[] => globSync(patterns, { cwd: root }).map(path => path.replaceAll('\\', '/')).sort();
const textOf = (file: string): string => readFileSync(join(root, file), 'utf8');

const MAX_LINES = 400;
const INEXACT = new Set([...Object.keys(maths), 'random']);

/** All nodes of a file's syntax tree with their parents, and what is written of each: `file:line`. */
function* nodesOf(file: string): Generator<{ readonly node: TreeNode; readonly parent: TreeNode | undefined; readonly place: string }> {
  const stripped = stripTypes(textOf(file), 'strip');
  assert.ok(stripped.ok, `${file} is not erasable TypeScript`);
  function* below(node: TreeNode, parent: TreeNode | undefined): ReturnType<typeof nodesOf> {
    yield { node, parent, place: `${file}:${(node['loc'] as { start: { line: number } }).start.line}` };
    for (const child of childrenOf(node)) yield* below(child, node);
  }
  yield* below(parse(stripped.code, { ecmaVersion: 2024, sourceType: 'module', locations: true }) as unknown as TreeNode, undefined);
}

/** What in a file differs between platforms: `Math.exp`, `**`, `const { sin } = Math`. */
function inexact(file: string): string[] {
  const found: string[] = [];
  for (const { node, parent, place } of nodesOf(file)) {
    if ((node.type === 'BinaryExpression' || node.type === 'AssignmentExpression') && /^\*\*/.test(node['operator'] as string) && !ofConstants(node)) found.push(`${place} **`);
    if (node.type === 'Identifier' && node['name'] === 'Math') {
      const name = parent?.type === 'MemberExpression' && parent['computed'] === false ? (parent['property'] as TreeNode)['name'] as string : '(all of it)';
      if (INEXACT.has(name) || name === '(all of it)') found.push(`${place} Math.${name}`);
    }
  }
  return found;
}

/** Function literals that are assigned to a property: see `hook`. */
function assigned(file: string): string[] {
  return [...nodesOf(file)]
    .filter(({ node }) => node.type === 'AssignmentExpression' && (node['left'] as TreeNode).type === 'MemberExpression' && /Function/.test((node['right'] as TreeNode).type))
    .map(({ place }) => place);
}

/** Powers of whole numbers, such as `2 ** 32`, are exact. */
function ofConstants(node: TreeNode): boolean {
  return [node['left'], node['right']].every(operand => Number.isInteger((operand as TreeNode)['value']));
}

describe('the architecture', () => {
  it('leaves no mathematics to the platform where runs must be the same everywhere', () => {
    const learners = /\/(exercise|solution)\.ts$|\/proof\/|\.d\.ts$/;
    const files = filesOf('src/{sim,check,kits}/**/*.ts', 'lessons/**/*.ts').filter(file => file !== 'src/sim/maths.ts' && !learners.test(file));
    assert.ok(files.includes('src/sim/distribution.ts'));
    assert.deepEqual(files.flatMap(inexact), []);
  });

  it('finds such mathematics where it is', () => {
    assert.deepEqual(inexact('test/fixtures/inexact.ts').map(place => place.replace(/^.*?:/, '')), ['1 Math.exp', '2 **', '3 Math.(all of it)', '4 **', '5 Math.random']);
  });

  it('assigns no function to a property of what belongs to one run: it would keep the whole world of that run in memory', () => {
    const files = filesOf('src/{sim,check,kits}/**/*.ts', 'src/lab/*.ts', 'src/lab/explore/*.ts', 'lessons/*/*/{world,scenarios,checks}.ts').filter(file => !file.endsWith('.d.ts'));
    assert.ok(files.includes('src/kits/cluster/world.ts'));
    assert.deepEqual(files.flatMap(assigned), []);
  });

  it('finds such a function where it is', () => {
    assert.deepEqual(assigned('test/fixtures/assigned.ts').map(place => place.replace(/^.*?:/, '')), ['2', '3']);
  });

  it('keeps files short enough to be read', () => {
    const long = filesOf('src/**/*.ts').map(file => `${file}: ${textOf(file).split('\n').length} lines`).filter(text => Number(/(\d+) lines/.exec(text)![1]) > MAX_LINES);
    assert.deepEqual(long, []);
  });

  it('looks at no real clock in the parts that run on virtual time', () => {
    const files = filesOf('src/{sim,check,kits}/**/*.ts').filter(file => !file.endsWith('.d.ts'));
    const looking = files.filter(file => /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bsetTimeout\(|\bsetInterval\(/.test(textOf(file)));
    assert.deepEqual(looking, []);
  });
});
