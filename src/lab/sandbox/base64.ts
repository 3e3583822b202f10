import { VirtualDOMException } from './events.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** `btoa`: a text of bytes as base64. */
export function encodeBase64(input: unknown): string {
  const text = String(input);
  let result = '';
  for (let i = 0; i < text.length; i += 3) {
    const bytes = [text.charCodeAt(i), text.charCodeAt(i + 1), text.charCodeAt(i + 2)];
    if (bytes.some(byte => byte > 255)) throw new VirtualDOMException('Invalid character', 'InvalidCharacterError');
    const bits = (bytes[0]! << 16) | (bytes[1]! << 8) | bytes[2]!;
    const missing = Math.max(0, i + 3 - text.length);
    result += [18, 12, 6, 0].map((shift, k) => (k > 3 - missing ? '=' : ALPHABET[(bits >> shift) & 63])).join('');
  }
  return result;
}

/** `atob`: base64 as a text of bytes. */
export function decodeBase64(input: unknown): string {
  const text = String(input).replace(/[\t\n\f\r ]/g, '').replace(/={1,2}$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) throw new VirtualDOMException('The string to be decoded is not correctly encoded.', 'InvalidCharacterError');
  let result = '';
  let bits = 0;
  let count = 0;
  for (const character of text) {
    bits = ((bits << 6) | ALPHABET.indexOf(character)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      result += String.fromCharCode((bits >> count) & 255);
    }
  }
  return result;
}
