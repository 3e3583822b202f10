import { TraceMap, originalPositionFor } from '@jridgewell/trace-mapping';
import { LineIndex, Refusal, rangeOf, type Position } from './source.ts';

export type StripResult =
  | { readonly ok: true; readonly code: string; /** Source map version 3 as JSON, in transform mode. */ readonly map?: string }
  | { readonly ok: false; /** Needs `transform`. */ readonly unsupported: boolean; readonly message: string; readonly start: Position; readonly end: Position };

/**
 * Turns TypeScript into JavaScript. `strip` replaces types by blanks, so that every position stays; `transform` also
 * translates enums, namespaces and parameter properties and gives a map. Injected, because the platform provides it.
 */
export type StripTypes = (text: string, mode: 'strip' | 'transform') => StripResult;

/** JavaScript of one file and the way back to what the learner wrote. */
export interface Stripped {
  readonly code: string;
  /** Present if the code was translated rather than blanked. */
  readonly map?: string;
  /** Position in the learner's text of a position in `code`. */
  original(position: Position): Position;
}

export function stripFile(text: string, file: string, strip: StripTypes): Stripped {
  let result = strip(text, 'strip');
  if (!result.ok && result.unsupported) result = strip(text, 'transform');
  if (!result.ok) throw new Refusal(result.message, rangeOf(file, result.start, result.end));
  if (result.map === undefined) return { code: restoreSemicolons(text, result.code), original: position => position };
  const lines = new LineIndex(text);
  const map = new TraceMap(result.map);
  return {
    code: result.code,
    map: result.map,
    original({ line, column }) {
      const found = originalPositionFor(map, { line, column: column - 1 });
      return found.line === null ? { line: 1, column: 1 } : lines.position(lines.offset({ line: found.line, column: found.column + 1 }));
    },
  };
}

/** A `;` that begins a line also ends a type above it; the stripper blanks it, which would join two statements. */
function restoreSemicolons(text: string, code: string): string {
  if (text.length !== code.length || !/^[ \t]*;/m.test(text)) return code;
  return code.replace(/^([ \t]+)(?=[^\s;])/gm, (blank, _indent: string, offset: number) => {
    const semicolon = text.slice(offset, offset + blank.length).indexOf(';');
    const leads = semicolon >= 0 && text.slice(offset, offset + semicolon).trim() === '';
    return leads ? `${blank.slice(0, semicolon)};${blank.slice(semicolon + 1)}` : blank;
  });
}
