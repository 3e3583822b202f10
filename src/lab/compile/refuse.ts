import { Refusal } from './source.ts';
import { childrenOf, isFunction, type ParsedFile, type TreeNode } from './parse.ts';

/** Names that the generated code uses beside the learner's. */
const RESERVED = '$fl';

/** Throws a `Refusal` at the first construct that a learner's program cannot have here. */
export function refuseForbidden(file: ParsedFile): void {
  const visit = (node: TreeNode, scope: Scope, parent: TreeNode | undefined): void => {
    const message = objection(node, scope, parent);
    if (message !== undefined) throw new Refusal(message, file.range(node));
    const inner = isFunction(node) ? { inFunction: true, hasArguments: scope.hasArguments || node.type !== 'ArrowFunctionExpression' } : scope;
    for (const child of childrenOf(node)) visit(child, inner, node);
  };
  visit(file.program as unknown as TreeNode, { inFunction: false, hasArguments: false }, undefined);
}

interface Scope {
  readonly inFunction: boolean;
  readonly hasArguments: boolean;
}

function objection(node: TreeNode, { inFunction, hasArguments }: Scope, parent: TreeNode | undefined): string | undefined {
  switch (node.type) {
    case 'ImportExpression':
      return 'import() is not available here: write an import statement at the top of the file';
    case 'MetaProperty':
      return (node['meta'] as TreeNode)['name'] === 'import' ? 'import.meta is not available here' : undefined;
    case 'AwaitExpression':
      return inFunction ? undefined : 'await at the top level is not available here: the module must be loaded when its node starts';
    case 'ForOfStatement':
      return node['await'] === true && !inFunction ? 'for await at the top level is not available here' : undefined;
    case 'Identifier': {
      const name = node['name'] as string;
      if (name.startsWith(RESERVED)) return `names that begin with ${RESERVED} are reserved`;
      if (isPropertyName(node, parent)) return undefined;
      if (name === 'arguments' && !hasArguments) return 'arguments is only available in a function';
      return name === 'eval' ? 'eval is not available here' : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether an identifier only names a property: `a.name`, `{ name: 1 }`, a method, an import or export specifier. */
export function isPropertyName(node: TreeNode, parent: TreeNode | undefined): boolean {
  switch (parent?.type) {
    case 'MemberExpression':
      return parent['property'] === node && parent['computed'] === false;
    case 'Property':
      return parent['key'] === node && parent['computed'] === false && parent['shorthand'] === false;
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return parent['key'] === node && parent['computed'] === false;
    case 'ExportSpecifier':
      return parent['local'] !== node;
    case 'ImportSpecifier':
      return parent['local'] !== node;
    default:
      return false;
  }
}
