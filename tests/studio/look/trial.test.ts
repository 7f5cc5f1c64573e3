import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { ThemeSettings } from '../../../src/model/publication.ts';
import { fieldName, lookFields, valueText } from '../../../src/studio/look/fields.ts';
import { differences, queryOf, savedTrial, trialIn, triedStyle } from '../../../src/studio/look/trial.ts';
import { runs } from '../../runs.ts';

const own = (name: string): ThemeSettings => parse(readFileSync(`templates/email/${name}/theme.yaml`, 'utf8'));
const plain = own('plain');

const ownOf = async (name: string) => (['plain', 'magazine', 'dense'].includes(name) ? own(name) : undefined);

const trialFrom = async (query: string) => (await trialIn(new URLSearchParams(query), ownOf))!;

test('an address without a theme asks for no trial', async () => {
  expect(await trialIn(new URLSearchParams('show=frost'), ownOf)).toBeUndefined();
});

test('every value of a theme can be changed, and is found below its name', () => {
  for (const field of lookFields.filter(({ path }) => path[0] !== 'logo'))
    expect(valueText(plain, field.path)).not.toBe('');
});

test('a form with all the values of its theme changes nothing, and another theme then comes as it is', async () => {
  const query = new URLSearchParams(lookFields.map((field) => [fieldName(field), valueText(plain, field.path)]));
  query.set('from', 'plain');
  query.set('theme', 'magazine');
  query.set('light.link', '#0A5C5C');
  expect(queryOf(await trialFrom(query.toString()))).toEqual({ theme: 'magazine', 'light.link': '#0a5c5c' });
});

test.each([
  ['#FFF', '#ffffff'],
  ['1a5e3a', '#1a5e3a'],
  [' #1A5E3A ', '#1a5e3a'],
  ['red', 'red'],
])('a colour typed as %s is %s', async (typed, color) => {
  const { changes } = await trialFrom(`theme=plain&light.text=${encodeURIComponent(typed)}`);
  expect(changes.get('light.text')).toBe(color);
});

test('a form that names a theme which is gone changes nothing that is the own value of the new one', async () => {
  const { changes } = await trialFrom('theme=plain&from=gone&width=600');
  expect([...changes]).toEqual([]);
});

test('to take a colour sets it, and the theme’s own takes a change away', async () => {
  const taken = await trialFrom('theme=plain&light.text=%23cccccc&take=light.text%3D%23757575');
  expect(queryOf(taken)).toEqual({ theme: 'plain', 'light.text': '#757575' });
  const back = await trialFrom('theme=plain&light.text=%23cccccc&light.link=%230a5c5c&own=light.text');
  expect(queryOf(back)).toEqual({ theme: 'plain', 'light.link': '#0a5c5c' });
  expect(queryOf(await trialFrom('theme=plain&take=constructor%3D1'))).toEqual({ theme: 'plain' });
});

test('a list of fonts of one’s own wins over the one that is chosen', async () => {
  const trial = await trialFrom('theme=plain&fonts.text=Arial&fonts.text.other=Optima, Candara, sans-serif');
  expect(trial.changes.get('fonts.text')).toBe('Optima, Candara, sans-serif');
});

test.each([
  ['light.text', 'red', 'is not a colour'],
  ['width', '20', 'at least 480'],
  ['width', 'wide', 'must be a number'],
  ['padding', '99', 'at most 48'],
  ['fonts.text', '"Optima"', 'font names'],
  ['logo.light', '../x.png', 'leads out'],
  ['logo.light', 'x.svg', 'no'],
])('%s as %s is told by its field, and all else is tried', async (name, text, message) => {
  const trial = await trialFrom(`theme=plain&dark.link=%237fd6d6&${name}=${encodeURIComponent(text)}`);
  const { style, faults } = triedStyle(trial);
  expect(faults.get(name)?.message).toContain(message);
  expect(style).toEqual({ dark: { link: '#7fd6d6' } });
});

test('a logo without its picture is none', () => {
  const changes = new Map([['logo.width', '120']]);
  expect(triedStyle({ theme: 'plain', changes })).toEqual({ style: {}, faults: new Map() });
});

test('whatever an address says, it gives a style that the settings can hold, or tells the fields', async () => {
  const name = fc.constantFrom(...lookFields.map(fieldName), 'theme', 'from', 'take', 'own', 'fonts.text.other');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(name, fc.oneof(fc.string(), fc.constantFrom('#abcdef', '600', 'a.png')))),
      async (pairs) => {
        const query = new URLSearchParams([['theme', 'plain'], ...pairs]);
        const trial = await trialFrom(query.toString());
        const { style, faults } = triedStyle(trial);
        const again = savedTrial('plain', style, plain);
        for (const [field, text] of again.changes) expect(trial.changes.get(field)).toBe(text);
        for (const field of trial.changes.keys())
          expect(again.changes.has(field) || faults.has(field) || field.startsWith('logo')).toBe(true);
      },
    ),
    { numRuns: runs(300) },
  );
});

test('the address of a trial is that trial again', async () => {
  const trial = await trialFrom('theme=dense&light.text=%23111111&width=520&fonts.code=Courier New, monospace');
  const again = await trialFrom(new URLSearchParams(queryOf(trial)).toString());
  expect(differences(trial, again)).toEqual([]);
  expect(differences({ theme: 'plain', changes: new Map() }, trial).map(({ name }) => name)).toEqual([
    'theme',
    'width',
    'fonts.code',
    'light.text',
  ]);
});
