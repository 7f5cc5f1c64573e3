import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

/** A picture in which hardly any pixel is like its neighbour, as a camera writes it. The same size gives the same bytes. */
export function photograph(width: number, height: number): Sharp {
  const data = Buffer.alloc(width * height * 3);
  let state = 1;
  for (let at = 0; at < data.length; at += 1) {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    data[at] = ((at / 3 / width / height) * 180 + (state >> 16) / 500) & 0xff;
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

/** A drawn picture: a few areas of one colour. */
export function graphic(width: number, height: number, background = '#ffffff'): Sharp {
  const box = { create: { width: width >> 1, height: height >> 1, channels: 4, background: '#2255aa' } } as const;
  const ground = sharp({ create: { width, height, channels: 4, background } });
  return ground.composite([{ input: box, left: width >> 2, top: height >> 2 }]);
}

/** A PNG whose header says any size, whatever its pixels are. */
export function pngSaying(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const pixels = deflateSync(Buffer.alloc(64 * 1024));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Two different frames. */
export async function animation(format: 'gif' | 'webp', width = 400, height = 300): Promise<Buffer> {
  const frames = await photograph(width, height * 2)
    .ensureAlpha()
    .raw()
    .toBuffer();
  const strip = sharp(frames, { raw: { width, height: height * 2, channels: 4, pageHeight: height } });
  return format === 'gif' ? strip.gif({ delay: [100, 100] }).toBuffer() : strip.webp({ delay: [100, 100] }).toBuffer();
}
