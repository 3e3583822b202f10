/** A text in UTF-8. Halves of surrogate pairs count as U+FFFD, as in `TextEncoder`. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(3 * text.length);
  return bytes.subarray(0, writeUtf8(text, bytes));
}

/** Writes a text into `bytes`, which has room for three times its length, and returns how many bytes it takes. */
export function writeUtf8(text: string, bytes: Uint8Array): number {
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes[at++] = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      code = text.codePointAt(i)!;
      if (code > 0xffff) i++;
      else code = 0xfffd;
    }
    if (code >= 0x10000) bytes[at++] = 0xf0 | (code >> 18);
    if (code >= 0x800) bytes[at++] = code >= 0x10000 ? 0x80 | ((code >> 12) & 63) : 0xe0 | (code >> 12);
    bytes[at++] = code >= 0x800 ? 0x80 | ((code >> 6) & 63) : 0xc0 | (code >> 6);
    bytes[at++] = 0x80 | (code & 63);
  }
  return at;
}
