import fc from 'fast-check';

/**
 * Any text that a JavaScript string can hold, half surrogate pairs included; every second character is one of ASCII.
 * It takes no time to set up, as fast-check's own `unit: 'binary'` does.
 */
export const anyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCodePoint(code)) },
      { weight: 1, arbitrary: fc.integer({ max: 0xff, min: 0 }).map((code) => String.fromCodePoint(code)) },
      { weight: 1, arbitrary: fc.integer({ max: 0xffff, min: 0 }).map((code) => String.fromCharCode(code)) },
      { weight: 1, arbitrary: fc.integer({ max: 0x10ffff, min: 0 }).map((code) => String.fromCodePoint(code)) },
      { weight: 1, arbitrary: fc.constantFrom('\ud800', '\udfff', '\ufffe', '\u0008', '👩‍🚀', 'é', '港', 'ر') },
    ),
    { maxLength: 40 },
  )
  .map((characters) => characters.join(''));
