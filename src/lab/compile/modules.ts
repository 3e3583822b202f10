import type { ExportInfo } from '../attempt.ts';
import type { EditList } from './edits.ts';
import { boundNames, type ParsedFile, type TreeNode } from './parse.ts';
import type { ImportSource } from './program.ts';
import { Refusal } from './source.ts';

/** An imported module as far as a compiler must know it. */
export interface Imported {
  readonly source: ImportSource;
  /** Names of its exported values. */
  readonly names: ReadonlySet<string>;
  /** Exported variables that are assigned to after their declaration: copies of them would be stale. */
  readonly changing: ReadonlySet<string>;
}

/** What a file's import and export statements come to. */
export interface ModuleShape {
  readonly imports: readonly ImportSource[];
  /** Statements that bind the imported names, from `$flImports`. */
  readonly prologue: string;
  /** Members of the object literal of exports. */
  readonly registrations: readonly string[];
  readonly exports: readonly ExportInfo[];
  /** Exported variables that may be assigned to: local name by exported name. */
  readonly live: ReadonlyMap<string, string>;
  /** Top-level variables that hold state: the memory of the process. */
  readonly variables: readonly string[];
}

/** Blanks the import and export keywords of a file and says what took their place. */
export function rewriteModule(file: ParsedFile, edits: EditList, resolve: (specifier: TreeNode) => Imported): ModuleShape {
  return new ModuleRewriter(file, edits, resolve).run();
}

class ModuleRewriter {
  private readonly imports: ImportSource[] = [];
  private readonly prologue: string[] = [];
  private readonly registrations: string[] = [];
  private readonly exports: ExportInfo[] = [];
  private readonly live = new Map<string, string>();
  private readonly declared = new Map<string, { kind: ExportInfo['kind']; mutable: boolean; node: TreeNode }>();

  private readonly file: ParsedFile;
  private readonly edits: EditList;
  private readonly resolve: (specifier: TreeNode) => Imported;

  constructor(file: ParsedFile, edits: EditList, resolve: (specifier: TreeNode) => Imported) {
    this.file = file;
    this.edits = edits;
    this.resolve = resolve;
  }

  run(): ModuleShape {
    const body = (this.file.program as unknown as TreeNode)['body'] as TreeNode[];
    for (const statement of body) this.collect((statement['declaration'] as TreeNode | null | undefined) ?? statement);
    for (const statement of body) {
      if (statement.type === 'ImportDeclaration') this.import(statement);
      else if (statement.type === 'ExportNamedDeclaration') this.exportNamed(statement);
      else if (statement.type === 'ExportDefaultDeclaration') this.exportDefault(statement);
      else if (statement.type === 'ExportAllDeclaration') this.exportAll(statement);
    }
    const variables = [...this.declared].filter(([, { kind }]) => kind === 'value').map(([name]) => name);
    return { imports: this.imports, prologue: this.prologue.join(''), registrations: this.registrations, exports: this.exports, live: this.live, variables };
  }

  private collect(statement: TreeNode): void {
    if (statement.type === 'VariableDeclaration') {
      for (const declarator of statement['declarations'] as TreeNode[]) {
        const kind = kindOf(declarator['init'] as TreeNode | null);
        for (const name of boundNames(declarator['id'] as TreeNode)) this.declared.set(name, { kind, mutable: statement['kind'] !== 'const', node: declarator });
      }
    } else if ((statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') && statement['id'] !== null) {
      const kind = statement.type === 'ClassDeclaration' ? 'class' : 'function';
      this.declared.set((statement['id'] as TreeNode)['name'] as string, { kind, mutable: false, node: statement });
    }
  }

  private import(statement: TreeNode): void {
    const module = this.resolve(statement);
    const index = this.imports.push(module.source) - 1;
    const members: string[] = [];
    for (const specifier of statement['specifiers'] as TreeNode[]) {
      const local = (specifier['local'] as TreeNode)['name'] as string;
      if (specifier.type === 'ImportNamespaceSpecifier') this.prologue.push(`const ${local}=$flImports[${index}];`);
      else members.push(`${JSON.stringify(this.importedName(specifier, statement, module))}:${local}`);
    }
    if (members.length > 0) this.prologue.push(`const{${members.join(',')}}=$flImports[${index}];`);
    this.blank(statement.start, statement.end);
  }

  private importedName(specifier: TreeNode, statement: TreeNode, module: Imported): string {
    const name = specifier.type === 'ImportDefaultSpecifier' ? 'default' : nameOf((specifier['imported'] ?? specifier['local']) as TreeNode);
    const from = (statement['source'] as TreeNode)['value'] as string;
    if (!module.names.has(name)) {
      throw new Refusal(`'${from}' exports no value named ${name}; if it is a type, write "import type"`, this.file.range(specifier));
    }
    if (module.changing.has(name)) {
      throw new Refusal(`${name} changes after '${from}' has exported it: export a function that returns it`, this.file.range(specifier));
    }
    return name;
  }

  private exportNamed(statement: TreeNode): void {
    const declaration = statement['declaration'] as TreeNode | null;
    if (declaration !== null) {
      this.blank(statement.start, declaration.start);
      const names = declaration.type === 'VariableDeclaration'
        ? (declaration['declarations'] as TreeNode[]).flatMap(declarator => boundNames(declarator['id'] as TreeNode))
        : [(declaration['id'] as TreeNode)['name'] as string];
      for (const name of names) this.register(name, name, declaration);
      return;
    }
    this.blank(statement.start, statement.end);
    const module = statement['source'] === null ? undefined : this.resolve(statement);
    const index = module === undefined ? -1 : this.imports.push(module.source) - 1;
    for (const specifier of statement['specifiers'] as TreeNode[]) {
      const exported = nameOf(specifier['exported'] as TreeNode);
      if (module === undefined) this.register(exported, nameOf(specifier['local'] as TreeNode), specifier);
      else this.reexport(exported, `$flImports[${index}][${JSON.stringify(this.importedName(specifier, statement, module))}]`, specifier);
    }
  }

  private exportDefault(statement: TreeNode): void {
    const declaration = statement['declaration'] as TreeNode;
    const named = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration['id'] !== null;
    if (named) {
      this.blank(statement.start, declaration.start);
      this.register('default', ((declaration['id'] as TreeNode)['name'] as string), declaration);
      return;
    }
    const keywords = this.file.code.slice(statement.start).match(/^export\s+default/)![0];
    this.edits.replace(statement.start, statement.start + keywords.length, fill('const $flD=', keywords));
    if (!this.file.code.slice(0, statement.end).endsWith(';')) this.edits.insert(statement.end, ';');
    this.registrations.push('"default":$flD');
    const kind = declaration.type === 'FunctionDeclaration' ? 'function' : declaration.type === 'ClassDeclaration' ? 'class' : kindOf(declaration);
    this.exports.push({ name: 'default', kind, range: this.file.range(declaration) });
  }

  private exportAll(statement: TreeNode): void {
    const module = this.resolve(statement);
    const index = this.imports.push(module.source) - 1;
    this.blank(statement.start, statement.end);
    if (statement['exported'] !== null) {
      this.reexport(nameOf(statement['exported'] as TreeNode), `$flImports[${index}]`, statement);
      return;
    }
    for (const name of module.names) if (name !== 'default') this.reexport(name, `$flImports[${index}][${JSON.stringify(name)}]`, statement);
  }

  private register(exported: string, local: string, node: TreeNode): void {
    const found = this.declared.get(local);
    const key = JSON.stringify(exported);
    if (found?.mutable === true) this.live.set(exported, local);
    this.registrations.push(found?.mutable === true ? `get ${key}(){return ${local}}` : `${key}:${local}`);
    this.exports.push({ name: exported, kind: found?.kind ?? 'value', range: this.file.range(found?.node ?? node), ...this.methodsOf(found?.node) });
  }

  private methodsOf(node: TreeNode | undefined): Pick<ExportInfo, 'methods'> {
    const definition = node?.type === 'VariableDeclarator' ? node['init'] as TreeNode | null : node;
    if (definition?.type !== 'ClassDeclaration' && definition?.type !== 'ClassExpression') return {};
    const members = (definition['body'] as TreeNode)['body'] as unknown as TreeNode[];
    const named = members.filter(({ type, ...member }) => type === 'MethodDefinition' && member['computed'] === false);
    return { methods: Object.fromEntries(named.map(member => [nameOf(member['key'] as TreeNode), this.file.range(firstLine(this.file.code, member))])) };
  }

  private reexport(exported: string, value: string, node: TreeNode): void {
    this.registrations.push(`${JSON.stringify(exported)}:${value}`);
    this.exports.push({ name: exported, kind: 'value', range: this.file.range(node) });
  }

  private blank(from: number, to: number): void {
    this.edits.replace(from, to, fill('', this.file.code.slice(from, to)));
  }
}

/** `text` in the place of `old`: same length, same line breaks. */
function fill(text: string, old: string): string {
  return text + old.slice(text.length).replace(/[^\r\n\u2028\u2029]/g, ' ');
}

/** A node up to the end of the line on which it begins. */
export function firstLine(code: string, { start, end }: { readonly start: number; readonly end: number }): { readonly start: number; readonly end: number } {
  const lineEnd = code.slice(start, end).search(/[\r\n]/);
  return { start, end: lineEnd < 0 ? end : start + lineEnd };
}

const nameOf = (node: TreeNode): string => (node.type === 'Literal' ? (node['value'] as string) : (node['name'] as string));

function kindOf(init: TreeNode | null): ExportInfo['kind'] {
  if (init?.type === 'ClassExpression') return 'class';
  return init?.type === 'ArrowFunctionExpression' || init?.type === 'FunctionExpression' ? 'function' : 'value';
}
