import type { NodeEnvironment } from '../attempt.ts';
import { chargeAllocation } from './meter.ts';

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
      const bytes = Array.from({ length: 16 }, byte);
      bytes[6] = (bytes[6]! & 0x0f) | 0x40;
      bytes[8] = (bytes[8]! & 0x3f) | 0x80;
      const hex = bytes.map(value => value.toString(16).padStart(2, '0')).join('');
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
    },
  };
}
