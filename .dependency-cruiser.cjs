// Who may import whom: the table of directions, one rule a part. Checked by `npm test`.
const ours = '^(src|lessons)/';
const only = (part, ...allowed) => ({
  name: `${part}-imports`,
  comment: `src/${part} imports only ${[part, ...allowed].map(name => `src/${name}`).join(', ')}`,
  severity: 'error',
  from: { path: `^src/${part}/` },
  to: { path: ours, pathNot: [part, ...allowed].map(name => `^src/${name}(/|$)`) },
});
const kit = (name, ...allowed) => ({
  name: `kit-${name}-imports`,
  comment: `the kit ${name} imports no other kit (hashes are everybody’s)${allowed.length > 0 ? ` but ${allowed.join(', ')}` : ''}`,
  severity: 'error',
  from: { path: `^src/kits/${name}/` },
  to: { path: '^src/kits/[^/]+/', pathNot: [name, 'hashes', ...allowed].map(each => `^src/kits/${each}/`) },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^(vscode$|faultlab:)' } },
    only('sim'),
    only('check', 'sim'),
    only('kits', 'sim', 'check'),
    only('course', 'sim', 'check', 'kits'),
    only('lab', 'sim', 'check', 'kits', 'course'),
    only('runner', 'sim', 'check', 'kits', 'course', 'lab'),
    only('panel', 'sim/trace.ts', 'sim/history.ts', 'lab/foresight.ts', 'lab/foresightwords.ts', 'lab/l10n.ts', 'lab/recording.ts', 'lab/traceclients.ts', 'lab/tracewords.ts', 'lab/verdict.ts'),
    only('cli', 'sim', 'check', 'course', 'lab', 'runner', 'panel/html.ts'),
    only('editor', 'sim', 'course', 'lab', 'runner', 'panel/protocol.ts', 'panel/html.ts', 'panel/packed.ts', 'panel/model/sourceLines.ts'),
    {
      name: 'editor-runs-no-lesson-code', severity: 'error', comment: 'the editor takes types from these parts and runs none of their code',
      from: { path: '^src/editor/' }, to: { path: '^src/(sim|lab|course)/', dependencyTypesNot: ['type-only'], pathNot: '^src/course/(pack/(pack|catalogue)|text/markdown|catalogue|veil|workspace|progress|replayfile|yaml|assignment/.*)\\.ts$' },
    },
    kit('cluster'), kit('service', 'cluster'), kit('broker', 'cluster'), kit('coordination', 'cluster'), kit('database', 'cluster'),
    kit('telemetry', 'service', 'cluster'),
    {
      name: 'vscode-only-in-editor', severity: 'error',
      from: { path: '^src/', pathNot: '^src/editor/' }, to: { path: '(^|/)vscode(/|$)' },
    },
    {
      name: 'pure-parts', severity: 'error', comment: 'the same code runs in Node, a browser worker and the extension host',
      from: { path: '^src/(sim|check|kits|course|lab|panel)/' }, to: { dependencyTypes: ['core'] },
    },
    {
      name: 'lessons-stand-alone', severity: 'error', comment: 'a lesson imports faultlab, faultlab/author and its own files',
      from: { path: '^lessons/(skeleton|[^/]+/[^/]+)/' }, to: { path: '^(src|lessons)/', pathNot: ['^lessons/$1/', '^src/kits/', '^src/course/author\\.ts$'] },
    },
    {
      name: 'lessons-by-name', severity: 'error', comment: 'a lesson reaches the product by its package name, never by a path',
      from: { path: '^lessons/' }, to: { path: '^src/', dependencyTypes: ['local'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
