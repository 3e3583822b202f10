import { transformSync } from 'amaro';
import type { StripTypes } from '../lab/compile/strip.ts';

/** What amaro throws: 1-based lines, 0-based columns. */
interface AmaroError {
  readonly code: 'InvalidSyntax' | 'UnsupportedSyntax';
  readonly message: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Types away with amaro, the stripper that Node itself contains. Call it once before a realm is locked: it loads then. */
export const stripTypes: StripTypes = (text, mode) => {
  try {
    const { code, map } = transformSync(text, mode === 'strip' ? { mode: 'strip-only' } : { mode: 'transform', sourceMap: true });
    return mode === 'transform' && map !== undefined ? { ok: true, code, map } : { ok: true, code };
  } catch (error) {
    const { code, message, startLine, startColumn, endLine, endColumn } = error as AmaroError;
    if (typeof startLine !== 'number') throw error;
    const start = { line: startLine, column: startColumn + 1 };
    return { ok: false, unsupported: code === 'UnsupportedSyntax', message, start, end: { line: endLine, column: endColumn + 1 } };
  }
};
