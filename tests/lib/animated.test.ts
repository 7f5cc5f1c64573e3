import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { isAnimated } from '../../src/lib/animated.ts';
import { animation, photograph } from '../publish/pictures/samples.ts';
import { runs } from '../runs.ts';

test.each(['gif', 'webp'] as const)('a %s of two frames moves, one of one does not', async (format) => {
  expect(isAnimated(await animation(format, 40, 30))).toBe(true);
  expect(isAnimated(await photograph(40, 30).toFormat(format).toBuffer())).toBe(false);
});

test('a PNG moves if it announces frames before its pixels', async () => {
  const still = await sharp({ create: { width: 4, height: 4, channels: 3, background: '#123' } })
    .png()
    .toBuffer();
  expect(isAnimated(still)).toBe(false);
  const announced = Buffer.from('0000000861635443000000020000000000000000', 'hex').fill('acTL', 4, 8);
  expect(isAnimated(Buffer.concat([still.subarray(0, 33), announced, still.subarray(33)]))).toBe(true);
});

test('bytes that begin like a picture and go on as they like end in an answer', () => {
  const beginning = fc.constantFrom('GIF89a', 'GIF87a', 'RIFF1234WEBPVP8X', '\x89PNG\r\n\x1a\n', '');
  fc.assert(
    fc.property(beginning, fc.uint8Array({ maxLength: 200 }), (start, rest) => {
      expect(typeof isAnimated(Buffer.concat([Buffer.from(start, 'latin1'), rest]))).toBe('boolean');
    }),
    { numRuns: runs(1000) },
  );
});
