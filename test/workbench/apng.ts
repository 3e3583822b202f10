import { crc32 } from 'node:zlib';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * One animated PNG of still ones of the same size and kind, each shown `frameMs`, again and again. PNG, third edition, section 11.3.6:
 * the first frame is the picture that programs show which know no animation.
 */
export function animated(frames: readonly Buffer[], frameMs: number): Buffer {
  const pictures = frames.map(chunksOf);
  const header = pictures[0]!.find(({ type }) => type === 'IHDR')!;
  if (pictures.some(chunks => !chunks.find(({ type }) => type === 'IHDR')!.data.equals(header.data))) throw new Error('the frames differ in size or kind');
  let sequence = 0;
  const animation = pictures.flatMap((chunks, index) => {
    const control = { type: 'fcTL', data: frameControl(sequence++, header.data, frameMs) };
    const data = Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(chunk => chunk.data));
    return [control, index === 0 ? { type: 'IDAT', data } : { type: 'fdAT', data: Buffer.concat([numbers(sequence++), data]) }];
  });
  const chunks: Chunk[] = [header, { type: 'acTL', data: numbers(frames.length, 0) }, ...animation, { type: 'IEND', data: Buffer.alloc(0) }];
  return Buffer.concat([SIGNATURE, ...chunks.map(written)]);
}

function chunksOf(png: Buffer): Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

/** The whole picture, at its left upper corner, in place of what was there. */
function frameControl(sequence: number, header: Buffer, frameMs: number): Buffer {
  const delay = Buffer.alloc(6);
  delay.writeUInt16BE(frameMs, 0);
  delay.writeUInt16BE(1_000, 2);
  return Buffer.concat([numbers(sequence), header.subarray(0, 8), numbers(0, 0), delay]);
}

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value, 4 * index));
  return bytes;
}

function written({ type, data }: Chunk): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([numbers(data.length), body, numbers(crc32(body))]);
}
