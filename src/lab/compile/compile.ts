import type { AttemptProblem } from '../verdict.ts';
import { GLOBAL_NAMES } from '../sandbox/names.ts';
import { EditList } from './edits.ts';
import { FREE_ROUNDS, instrument, type Tables } from './instrument.ts';
import { rewriteModule, type Imported, type ModuleShape } from './modules.ts';
import { childrenOf, hoistedNames, parseFile, type ParsedFile, type TreeNode } from './parse.ts';
import type { CompiledFile, CompileMode, CompileResult } from './program.ts';
import { refuseForbidden } from './refuse.ts';
import { LineIndex, Refusal, resolveSibling, shownFile, withoutMark, type SourceFiles } from './source.ts';
import { stripFile, type StripTypes } from './strip.ts';

export interface CompileOptions {
  readonly mode: CompileMode;
  readonly stripTypes: StripTypes;
  /** Modules of ours that may be imported: names of their exported values by specifier. */
  readonly libraries: Readonly<Record<string, readonly string[]>>;
}

/** The runtime's own names, in the order in which they are passed. */
export const RUNTIME_NAMES = ['$flFuel', '$flStop', '$flLease', '$flCaught', '$flAlive', '$flThrown', '$flPow', '$flClass', '$flImports'] as const;

/**
 * Compiles a learner's program: types away, forbidden constructs refused, modules turned into functions, the step
 * meter and its guards added. Whatever keeps it from being run comes back as problems with their places.
 */
export function compileAttempt(source: SourceFiles, options: CompileOptions): CompileResult {
  const compiler = new Compiler(source, options);
  try {
    const exports = compiler.compile(source.entry, undefined).shape.exports;
    return { ok: true, program: { mode: options.mode, files: compiler.files, exports, ...compiler.tables } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, problems: [error.problem] satisfies AttemptProblem[] };
    throw error;
  }
}

interface Done {
  readonly index: number;
  readonly shape: ModuleShape;
  readonly changing: ReadonlySet<string>;
}

class Compiler {
  readonly files: CompiledFile[] = [];
  readonly tables: Tables = { checkpoints: [], throws: [] };
  private readonly done = new Map<string, Done>();
  private readonly open: string[] = [];

  private readonly source: SourceFiles;
  private readonly options: CompileOptions;

  constructor(source: SourceFiles, options: CompileOptions) {
    this.source = source;
    this.options = options;
  }

  compile(path: string, importer: { file: ParsedFile; node: TreeNode } | undefined): Done {
    const known = this.done.get(path);
    if (known !== undefined) return known;
    if (this.open.includes(path)) {
      const circle = [...this.open.slice(this.open.indexOf(path)), path].join(' → ');
      throw new Refusal(`files import each other in a circle: ${circle}`, importer?.file.range(importer.node));
    }
    const given = this.source.files[path];
    if (given === undefined) throw new Refusal(`${path} is missing`);
    this.open.push(path);
    const text = withoutMark(given);
    const name = shownFile(this.source, path);
    const file = parseFile(path, name, stripFile(text, name, this.options.stripTypes));
    refuseForbidden(file);
    const edits = new EditList();
    const shape = rewriteModule(file, edits, statement => this.resolve(file, statement));
    const names = instrument(file, edits, this.options.mode, this.tables);
    this.files.push(this.wrap(file, text, edits, shape, names));
    this.open.pop();
    const result = { index: this.files.length - 1, shape, changing: changingExports(file, shape) };
    this.done.set(path, result);
    return result;
  }

  private resolve(file: ParsedFile, statement: TreeNode): Imported {
    const node = statement['source'] as TreeNode;
    const specifier = node['value'] as string;
    const libraryNames = Object.hasOwn(this.options.libraries, specifier) ? this.options.libraries[specifier] : undefined;
    if (libraryNames !== undefined) return { source: { library: specifier }, names: new Set(libraryNames), changing: new Set() };
    const path = /^\.\.?\//.test(specifier) ? resolveSibling(specifier, file.path, this.source.files) : undefined;
    if (path === undefined) throw new Refusal(this.unknownModule(specifier, file.path), file.range(node));
    const done = this.compile(path, { file, node });
    return { source: { file: done.index }, names: new Set(done.shape.exports.map(info => info.name)), changing: done.changing };
  }

  private unknownModule(specifier: string, importer: string): string {
    const libraries = Object.keys(this.options.libraries).map(name => `'${name}'`);
    const siblings = Object.keys(this.source.files).filter(path => path !== importer && path !== this.source.entry).map(path => `'./${path.replace(/\.ts$/, '')}'`);
    return `there is no module '${specifier}' here; what can be imported: ${[...libraries, ...siblings].join(', ')}`;
  }

  private wrap(file: ParsedFile, text: string, edits: EditList, shape: ModuleShape, names: ReadonlySet<string>): CompiledFile {
    const own = hoistedNames(file.program as unknown as TreeNode);
    const parameters = [...RUNTIME_NAMES, ...GLOBAL_NAMES.filter(name => names.has(name) && !own.has(name))];
    const prefix = `(function(${parameters.join(',')}){{${FREE_ROUNDS}${shape.prologue}`;
    const bindings = this.options.mode === 'record' ? shape.variables.map(name => `get ${name}(){return ${name}}`) : [];
    const url = scriptUrl(file.file);
    const map = this.options.mode === 'debug' && file.stripped.map !== undefined ? mapComment(file.stripped.map, url) : '';
    const suffix = `\n;return{exports:{__proto__:null,${shape.registrations.join(',')}},bindings:{__proto__:null,${bindings.join(',')}}}}})\n//# sourceURL=${url}${map}`;
    const edited = edits.apply(file.code);
    const editedLines = new LineIndex(edited.text);
    const learnerLines = new LineIndex(text);
    return {
      file: file.file,
      url,
      code: prefix + edited.text + suffix,
      parameters,
      imports: shape.imports,
      original({ line, column }) {
        const unwrapped = line === 1 ? Math.max(1, column - prefix.length) : column;
        return file.position(edited.sourceOffset(editedLines.offset({ line, column: unwrapped })));
      },
      endColumn: line => learnerLines.endColumn(line),
    };
  }
}

/**
 * Neither in stack traces nor for debuggers is there white space in a name; and a debugger knows a drive by its colon, which
 * VS Code's URIs write as `%3A`: it would find such a script only once it runs, and set its breakpoints too late.
 */
function scriptUrl(file: string): string {
  return file.replace(/\s/g, encodeURIComponent).replace(/^file:\/\/\/([a-z])%3A/i, 'file:///$1:');
}

/** A translated file's map for the debugger, leading to the learner's file; the stripper knows no name and marks its source to be skipped. */
function mapComment(map: string, url: string): string {
  const { version, names, mappings, sourcesContent } = JSON.parse(map) as Record<string, unknown>;
  return `\n//# sourceMappingURL=data:application/json,${encodeURIComponent(JSON.stringify({ version, sources: [url], sourcesContent, names, mappings }))}`;
}

/** Exported variables that some statement assigns to: what an importer copies would be stale. */
function changingExports(file: ParsedFile, shape: ModuleShape): ReadonlySet<string> {
  const assigned = new Set<string>();
  const visit = (node: TreeNode): void => {
    const target = node.type === 'AssignmentExpression' ? node['left'] : node.type === 'UpdateExpression' ? node['argument'] : undefined;
    if ((target as TreeNode | undefined)?.type === 'Identifier') assigned.add((target as TreeNode)['name'] as string);
    childrenOf(node).forEach(visit);
  };
  visit(file.program as unknown as TreeNode);
  const changing = new Set<string>();
  for (const [exported, local] of shape.live) if (assigned.has(local)) changing.add(exported);
  return changing;
}
