import type { NodeEnvironment } from '../attempt.ts';
import { chargeAllocation } from './meter.ts';

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The `crypto` of one node, from its own random stream. */
export function virtualCrypto(environment: NodeEnvironment): unknown {
  const byte = (): number => Math.floor(environment.random() * 256);
  return {
    getRandomValues<T extends ArrayBufferView>(array: T): T {
      chargeAllocation(array.byteLength);
      const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      for (let i = 0; i < bytes.length; i++) bytes[i] = byte();
      return array;
    },
    randomUUID(): string {
      let text = '';
      for (let i = 0; i < 16; i++) {
        if (i === 4 || i === 6 || i === 8 || i === 10) text += '-';
        const random = byte();
        text += HEX[i === 6 ? (random & 0x0f) | 0x40 : i === 8 ? (random & 0x3f) | 0x80 : random]!;
      }
      return text;
    },
  };
}
