/**
 * Solutions and scenarios are shipped so that nobody reads them by accident: each printable ASCII character is exchanged
 * with the one half the alphabet away (ROT47), which also brings it back. It keeps no secret, and nothing depends on one.
 */

/** With it ends what a lesson's code is called in a debugger, which is not to show it either. */
export const LESSON_CODE = '.lesson.js';

const FIRST = 33;
const HALF = 47;
const SLICE = 8_192;

const exchanged = (code: number): number => (code < FIRST || code >= FIRST + 2 * HALF ? code : code < FIRST + HALF ? code + HALF : code - HALF);

export function veil(text: string): string {
  const slices: string[] = [];
  for (let at = 0; at < text.length; at += SLICE) {
    const codes = new Array<number>(Math.min(SLICE, text.length - at));
    for (let i = 0; i < codes.length; i++) codes[i] = exchanged(text.charCodeAt(at + i));
    slices.push(String.fromCharCode.apply(undefined, codes));
  }
  return slices.join('');
}

/** The same of a text's UTF-8 bytes. */
export function veilBytes(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = exchanged(bytes[i]!);
  return result;
}
