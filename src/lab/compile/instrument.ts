import { pow } from '../../sim/maths.ts';
import type { SourceRange } from '../verdict.ts';
import type { EditList } from './edits.ts';
import { childrenOf, isFunction, type ParsedFile, type TreeNode } from './parse.ts';
import type { Checkpoint, CompileMode } from './program.ts';
import { firstLine } from './modules.ts';
import { isPropertyName } from './refuse.ts';
import { Refusal } from './source.ts';

/** Tables that all files of a program share. */
export interface Tables {
  readonly checkpoints: Checkpoint[];
  readonly throws: SourceRange[];
}

/** Rounds of its loops that each call of a function, and each module, has for nothing. It counts them in this variable, which costs far less than the meter. */
export const FREE_ROUNDS = 'let $flRounds=16;';

const RETHROW = 'catch($flE){$flCaught($flE);throw $flE}';

/**
 * Adds what the runtime needs to a learner's file: the step meter at each loop and function, guards that keep
 * `catch` and `finally` from hiding a stack overflow, places of `throw`, deterministic powers and, for a
 * recording, accessors for private fields. Returns the names that the file mentions.
 */
export function instrument(file: ParsedFile, edits: EditList, mode: CompileMode, tables: Tables): ReadonlySet<string> {
  const instrumenter = new Instrumenter(file, edits, mode, tables);
  instrumenter.visit(file.program as unknown as TreeNode, undefined);
  return instrumenter.names;
}

class Instrumenter {
  readonly names = new Set<string>();
  private readonly metered: boolean;
  /** Whether the function that is being visited has loops of its own. */
  private loops = false;

  private readonly file: ParsedFile;
  private readonly edits: EditList;
  private readonly mode: CompileMode;
  private readonly tables: Tables;

  constructor(file: ParsedFile, edits: EditList, mode: CompileMode, tables: Tables) {
    this.file = file;
    this.edits = edits;
    this.mode = mode;
    this.tables = tables;
    this.metered = mode !== 'debug';
  }

  visit(node: TreeNode, parent: TreeNode | undefined): void {
    const close = this.open(node, parent);
    for (const child of childrenOf(node)) this.visit(child, node);
    close?.();
  }

  /** Edits before the node's children; what comes after them is returned. */
  private open(node: TreeNode, parent: TreeNode | undefined): (() => void) | undefined {
    switch (node.type) {
      case 'Identifier':
        if (!isPropertyName(node, parent)) this.names.add(node['name'] as string);
        return undefined;
      case 'BinaryExpression':
        return this.binary(node);
      case 'AssignmentExpression':
        return node['operator'] === '**=' ? this.powerAssignment(node) : undefined;
      case 'ClassBody':
        if (this.mode === 'record') this.privateAccessors(node);
        return undefined;
      default:
        return this.metered ? this.meter(node, parent) : undefined;
    }
  }

  private meter(node: TreeNode, parent: TreeNode | undefined): (() => void) | undefined {
    switch (node.type) {
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'ForStatement':
      case 'ForInStatement':
      case 'ForOfStatement':
        this.loops = true;
        return this.body(node['body'] as TreeNode, this.checkpoint(node, 'loop'));
      case 'TryStatement':
        this.finalizer(node);
        return this.tryStatement(node);
      case 'ThrowStatement':
        return this.throwStatement(node['argument'] as TreeNode);
      default:
        return isFunction(node) ? this.functionBody(node, isMethod(parent) ? parent : node) : undefined;
    }
  }

  /** `head`: what is shown of it. */
  private functionBody(node: TreeNode, head: TreeNode): () => void {
    const body = node['body'] as TreeNode;
    const outside = this.loops;
    this.loops = false;
    const close = this.body(body, this.checkpoint(head, 'function'));
    return () => {
      close?.();
      if (this.loops) this.edits.insert(body.start + 1, FREE_ROUNDS);
      this.loops = outside;
    };
  }

  private checkpoint(node: TreeNode, what: Checkpoint['what']): string {
    const id = this.tables.checkpoints.push({ range: this.headRange(node), what }) - 1;
    return what === 'function' ? `$flFuel[1]=${id},--$flFuel[0]<0&&$flStop(${id})` : `--$flRounds<0&&($flRounds=$flLease(${id}))`;
  }

  /** The first line of a node. */
  private headRange(node: TreeNode): SourceRange {
    return this.file.range(firstLine(this.file.code, node));
  }

  private body(body: TreeNode, check: string): (() => void) | undefined {
    if (body.type === 'BlockStatement') {
      this.edits.insert(body.start + 1, `${check};`);
      return undefined;
    }
    const statement = body.type.endsWith('Statement');
    this.edits.insert(body.start, statement ? `{${check};` : `(${check},`);
    return () => this.edits.insert(body.end, statement ? '}' : ')');
  }

  private tryStatement(node: TreeNode): (() => void) | undefined {
    const block = node['block'] as TreeNode;
    const handler = node['handler'] as TreeNode | null;
    if (handler === null) return () => this.edits.insert(block.end, RETHROW);
    const parameter = handler['param'] as TreeNode | null;
    const body = handler['body'] as TreeNode;
    if (parameter !== null && parameter.type !== 'Identifier') {
      this.edits.insert(block.start + 1, 'try{');
      this.edits.insert(block.end - 1, `}${RETHROW}`);
      return undefined;
    }
    if (parameter === null) this.edits.insert(body.start, '($flE)');
    this.edits.insert(body.start + 1, `$flCaught(${parameter === null ? '$flE' : (parameter['name'] as string)});`);
    return undefined;
  }

  private finalizer(node: TreeNode): void {
    const finalizer = node['finalizer'] as TreeNode | null;
    if (finalizer !== null) this.edits.insert(finalizer.start + 1, '$flAlive();');
  }

  private throwStatement(argument: TreeNode): () => void {
    const id = this.tables.throws.push(this.file.range(argument)) - 1;
    this.edits.insert(argument.start, `$flThrown(${id},(`);
    return () => this.edits.insert(argument.end, '))');
  }

  private binary(node: TreeNode): (() => void) | undefined {
    if (node['operator'] !== '**') return undefined;
    const left = node['left'] as TreeNode;
    const right = node['right'] as TreeNode;
    const constant = typeof left['value'] === 'number' && typeof right['value'] === 'number' ? pow(left['value'], right['value']) : Infinity;
    if (Number.isFinite(constant)) {
      this.edits.replace(node.start, node.end, String(constant));
      return undefined;
    }
    const at = left.end + this.file.code.slice(left.end, right.start).indexOf('**');
    this.edits.insert(node.start, '$flPow(');
    this.edits.replace(at, at + 2, ', ');
    return () => this.edits.insert(node.end, ')');
  }

  private powerAssignment(node: TreeNode): () => void {
    const left = node['left'] as TreeNode;
    const right = node['right'] as TreeNode;
    if (!readsTwiceSafely(left)) throw new Refusal('**= is not available on this expression: write x = x ** y', this.file.range(node));
    const at = left.end + this.file.code.slice(left.end, right.start).indexOf('**=');
    this.edits.replace(at, at + 3, '=  ');
    this.edits.insert(right.start, `$flPow(${this.file.code.slice(left.start, left.end)},(`);
    return () => this.edits.insert(right.end, '))');
  }

  private privateAccessors(body: TreeNode): void {
    const fields = (body['body'] as TreeNode[]).filter(member =>
      member.type === 'PropertyDefinition' && member['static'] === false && (member['key'] as TreeNode).type === 'PrivateIdentifier');
    const reads = fields.map(field => {
      const name = `#${(field['key'] as TreeNode)['name'] as string}`;
      return `if(${name} in $flO)$flV("${name}",$flO.${name});`;
    });
    this.edits.insert(body.start + 1, `static{$flClass(this,($flO,$flV)=>{${reads.join('')}})}`);
  }
}

/** A method begins with its name. */
function isMethod(node: TreeNode | undefined): node is TreeNode {
  return node?.type === 'MethodDefinition' || (node?.type === 'Property' && (node['method'] === true || node['kind'] !== 'init'));
}

/** Whether an assignment's target may be evaluated twice without a difference. */
function readsTwiceSafely(target: TreeNode): boolean {
  if (target.type === 'Identifier') return true;
  if (target.type !== 'MemberExpression') return false;
  const object = target['object'] as TreeNode;
  const key = target['property'] as TreeNode;
  const keyIsPlain = target['computed'] === false || key.type === 'Identifier' || key.type === 'Literal';
  return keyIsPlain && (object.type === 'ThisExpression' || readsTwiceSafely(object));
}
