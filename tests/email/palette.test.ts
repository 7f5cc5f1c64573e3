import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkPalettes, nearestPossible, pairsOf } from '../../src/email/palette.ts';
import { contrast } from '../../src/lib/contrast.ts';
import type { ThemePalette, ThemeSettings } from '../../src/model/publication.ts';
import { runs } from '../runs.ts';

const plain: ThemeSettings = parse(readFileSync('templates/email/plain/theme.yaml', 'utf8'));

const nowhere = () => ({ own: false, at: {} });

test('the list of pairs names every text colour on every ground that readers see it on, each with its limit', () => {
  const pairs = pairsOf(plain.light);
  expect(pairs.map(({ role, ground }) => `${role.join('.')} on ${ground}`)).toEqual([
    ...['text', 'muted', 'link', 'accent'].flatMap((role) => [`${role} on background`, `${role} on shade`]),
    ...['comment', 'keyword', 'string', 'number', 'name'].map((word) => `code.${word} on shade`),
  ]);
  for (const { color, behind, ratio, needed, seen } of pairs) {
    expect(ratio).toBe(contrast(color, behind));
    expect(needed).toBe(4.5);
    expect(seen).toMatch(/^[a-z].*[a-z]$/);
  }
});

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, '0')}`);
const palette: fc.Arbitrary<ThemePalette> = fc.record({
  background: color,
  text: color,
  muted: color,
  link: color,
  accent: color,
  rule: color,
  shade: color,
  code: fc.record({ comment: color, keyword: color, string: color, number: color, name: color }),
});

test('a palette is refused exactly where a pair of the list is below its limit', () => {
  fc.assert(
    fc.property(palette, (light) => {
      const weak = pairsOf(light).filter(({ ratio, needed }) => ratio < needed);
      const problems = checkPalettes({ ...plain, light }, nowhere);
      expect(problems).toHaveLength(new Set(weak.map(({ role }) => role.join('.'))).size);
    }),
    { numRuns: runs(200) },
  );
});

test('the nearest possible colour of a text or of a ground passes with everything that is seen with it', () => {
  const roles = [['text'], ['link'], ['code', 'string'], ['background'], ['shade']] as const;
  fc.assert(
    fc.property(palette, fc.constantFrom(...roles), (light, role) => {
      const found = nearestPossible(light, role);
      if (found === undefined) return;
      const [key, part] = role;
      const changed = part
        ? { ...light, code: { ...light.code, [part]: found } }
        : { ...light, [key as 'text']: found };
      const seen = pairsOf(changed).filter((pair) => [pair.role.join('.'), pair.ground].includes(role.join('.')));
      expect(seen.length).toBeGreaterThan(0);
      expect(seen.filter(({ ratio, needed }) => ratio < needed)).toEqual([]);
    }),
    { numRuns: runs(300) },
  );
});

test('grounds that are too far apart for any text say so', () => {
  const light = { ...plain.light, background: '#ffffff', shade: '#333333' };
  expect(nearestPossible(light, ['text'])).toBeUndefined();
  expect(checkPalettes({ ...plain, light }, nowhere)[0]!.hint).toContain('bring those two closer');
});
