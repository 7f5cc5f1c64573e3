import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { Recipe } from '../../../src/email/renditions.ts';
import { type Copy, copyPicture, sizesOf } from '../../../src/publish/pictures/copy.ts';
import { graphic, photograph, pngSaying } from './samples.ts';

const copy = (bytes: Uint8Array, recipe: Recipe = { width: 552 }) => copyPicture(sharp, bytes, recipe);

/** What is in a copy, read again. */
async function looked(bytes: Uint8Array, recipe?: Recipe) {
  const made = (await copy(bytes, recipe)) as Copy;
  const { format, width, height, space, hasProfile, exif, hasAlpha, isPalette } = await sharp(made.content).metadata();
  return {
    ending: made.ending,
    shown: [made.width, made.height],
    format,
    width,
    height,
    space,
    hasProfile,
    exif,
    hasAlpha,
    isPalette,
  };
}

const photo = await photograph(2000, 1500).jpeg({ quality: 95 }).toBuffer();

test('a photograph becomes a JPEG of twice the width at which it is shown', async () => {
  expect(await looked(photo)).toMatchObject({
    ending: 'jpg',
    format: 'jpeg',
    width: 1104,
    height: 828,
    shown: [552, 414],
  });
});

test.each([
  ['no copy is wider than 1,200 pixels', { width: 4000, height: 2000 }, { width: 700 }, [1200, 600], [700, 350]],
  ['no copy is wider than the picture', { width: 800, height: 400 }, { width: 552 }, [800, 400], [552, 276]],
  ['no picture is shown wider than it is', { width: 300, height: 400 }, { width: 552 }, [300, 400], [300, 400]],
  ['a card is cropped to 3:2', { width: 3000, height: 3000 }, { width: 200, ratio: 1.5 }, [400, 267], [200, 133]],
  ['a thumbnail is a square', { width: 3000, height: 1000 }, { width: 96, ratio: 1 }, [192, 192], [96, 96]],
  ['a small picture is cropped, not enlarged', { width: 90, height: 60 }, { width: 96, ratio: 1 }, [60, 60], [60, 60]],
  ['a picture of one row has a row', { width: 9000, height: 1 }, { width: 552 }, [1104, 1], [552, 1]],
])('%s', (_, natural, recipe, pixels, shown) => {
  const size = sizesOf(natural, recipe);
  expect([size.copy.width, size.copy.height]).toEqual(pixels);
  expect([size.shown.width, size.shown.height]).toEqual(shown);
});

test('a picture that a camera held upright is upright in its copy, which says no more how it was held', async () => {
  const turned = await photograph(2000, 1500).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
  expect(await looked(turned)).toMatchObject({ width: 1104, height: 1472, exif: undefined });
});

test('a copy tells nobody where and by what a picture was taken', async () => {
  const told = await photograph(2000, 1500)
    .withExif({ IFD0: { Copyright: 'The Editors' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '53/1 0/1 0/1' } })
    .jpeg({ quality: 95 })
    .toBuffer();
  expect((await sharp(told).metadata()).exif).toBeDefined();
  expect((await looked(told)).exif).toBeUndefined();
});

test('colours of print become those of screens, also where the copy is larger', async () => {
  const print = await photograph(300, 200).toColourspace('cmyk').jpeg({ quality: 20 }).toBuffer();
  expect((await sharp(print).metadata()).space).toBe('cmyk');
  expect(await looked(print)).toMatchObject({ format: 'jpeg', space: 'srgb', hasProfile: false });
});

test('the colours of a wide gamut are those that they were, in sRGB', async () => {
  const wide = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#30a040' } })
    .withIccProfile('p3')
    .png({ compressionLevel: 0 })
    .toBuffer();
  const { content } = (await copy(wide)) as Copy;
  const [red, green, blue] = await sharp(content).removeAlpha().raw().toBuffer();
  expect([red! >> 3, green! >> 3, blue! >> 3]).toEqual([0x30 >> 3, 0xa0 >> 3, 0x40 >> 3]);
});

test('a graphic becomes a PNG with few colours, and keeps its holes', async () => {
  const drawn = await graphic(1600, 900).png({ compressionLevel: 0 }).toBuffer();
  expect(await looked(drawn)).toMatchObject({
    ending: 'png',
    format: 'png',
    width: 1104,
    hasAlpha: false,
    isPalette: true,
  });
  const open = await graphic(1600, 900, '#00000000').png({ compressionLevel: 0 }).toBuffer();
  expect(await looked(open)).toMatchObject({ format: 'png', hasAlpha: true });
});

test.each([
  'webp',
  'avif',
] as const)('a %s becomes what Outlook for Windows shows, however small it is', async (format) => {
  const small = await photograph(300, 200).toFormat(format, { quality: 80 }).toBuffer();
  expect(await looked(small)).toMatchObject({ format: 'jpeg', shown: [300, 200] });
});

test('a photograph in PNG becomes a JPEG', async () => {
  expect(await looked(await photograph(1600, 900).png().toBuffer())).toMatchObject({ format: 'jpeg' });
});

test('the original is kept where the copy would not be smaller, unless it is cropped', async () => {
  const small = await photograph(1104, 828).jpeg({ quality: 30 }).toBuffer();
  expect(await copy(small)).toEqual({ kept: 'smaller' });
  expect(await looked(small, { width: 200, ratio: 1.5 })).toMatchObject({ format: 'jpeg', shown: [200, 133] });
});

test('the same picture and recipe give the same bytes', async () => {
  const [one, other] = [(await copy(photo)) as Copy, (await copy(photo)) as Copy];
  expect(Buffer.compare(one.content, other.content)).toBe(0);
});

test('grey and 16-bit pictures are copied', async () => {
  const grey = await photograph(1600, 900).greyscale().jpeg({ quality: 95 }).toBuffer();
  expect(await looked(grey)).toMatchObject({ format: 'jpeg', width: 1104 });
  const deep = await photograph(1600, 900).toColourspace('rgb16').png().toBuffer();
  expect(await looked(deep)).toMatchObject({ format: 'jpeg', width: 1104 });
});

test('a panorama of 20,000 pixels is copied', async () => {
  const long = sharp({ create: { width: 20_000, height: 400, channels: 3, background: '#808080' } });
  const { shown, width } = await looked(await long.jpeg().toBuffer());
  expect({ shown, width }).toEqual({ shown: [552, 11], width: 1104 });
});

test.each([
  ['a PNG that says it has more pixels than it holds', pngSaying(60_000, 60_000), /more than 150 megapixels/],
  ['a PNG that says a size for which its pixels are too few', pngSaying(3000, 2000), /damaged/],
  ['a JPEG that ends early', photo.subarray(0, photo.length >> 1), /damaged/],
  ['a text', Buffer.from('no picture at all'), /format is not known/],
  ['an empty file', new Uint8Array(), /damaged|not known/],
  [
    'a drawing',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    /svg pictures are not read/,
  ],
])('%s is refused with the reason', async (_, bytes, reason) => {
  expect(await copy(bytes)).toEqual({ fault: expect.stringMatching(reason) });
});
