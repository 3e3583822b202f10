const FIRST = 33;
const COUNT = 94;
const SLICE = 8_192;

/**
 * A text that nobody reads by accident, and back again: each printable ASCII character is exchanged with the one half
 * the alphabet away (ROT47). For solutions and scenarios in what is shipped: whoever looks for a setting shall not find
 * the answer. It keeps no secret, and nothing depends on one.
 */
export function veil(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; at += SLICE) {
    const codes = new Uint16Array(Math.min(SLICE, text.length - at));
    for (let i = 0; i < codes.length; i++) codes[i] = exchanged(text.charCodeAt(at + i));
    result += String.fromCharCode(...codes);
  }
  return result;
}

const exchanged = (code: number): number => (code >= FIRST && code < FIRST + COUNT ? FIRST + ((code - FIRST + COUNT / 2) % COUNT) : code);
