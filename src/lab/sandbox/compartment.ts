import { isLocked } from './lockdown.ts';

/** Globals that could evaluate text or reach beyond the program. */
const REMOVED = ['eval', 'Function', 'Compartment', 'lockdown', 'harden', 'escape', 'unescape', 'TextEncoder', 'TextDecoder'];

/** Where text is evaluated that is not ours; in a realm that is not locked (unit tests of other parts) beside ours, unprotected. */
export function newCompartment(): { evaluate: (code: string) => unknown; intrinsics: Readonly<Record<string, unknown>> } {
  if (!isLocked()) return { evaluate: code => (0, eval)(code) as unknown, intrinsics: globalThis as unknown as Readonly<Record<string, unknown>> };
  const compartment = new Compartment();
  const intrinsics = compartment.globalThis as Record<string, unknown>;
  for (const name of REMOVED) delete intrinsics[name];
  Object.freeze(intrinsics);
  const allowed = { __evadeHtmlCommentTest__: true, __evadeImportExpressionTest__: true, __rejectSomeDirectEvalExpressions__: false };
  return { evaluate: code => compartment.evaluate(code, allowed) as unknown, intrinsics };
}
