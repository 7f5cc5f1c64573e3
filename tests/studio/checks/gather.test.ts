import { expect, test } from 'vitest';
import type { Problem } from '../../../src/model/problem.ts';
import { byRule, gatherChecks, type ItemChecks } from '../../../src/studio/checks/gather.ts';
import { OpenedStudio } from '../opened.ts';

const settings = `newsletter:
  from: My Letter <letters@tidings.internal>
  unsubscribeUrl: https://tidings.internal/unsubscribe/{token}
`;

const article = (title: string, day: number, body = 'White beds.') =>
  `---\ntitle: ${title}\ndate: 2026-11-${day}\n---\n\n${body}\n`;

const checksOf = async (studio: OpenedStudio, name: string): Promise<ItemChecks> => {
  const { good } = await studio.session.state(name);
  const item = (await studio.session.items()).find((one) => one.name === name);
  return gatherChecks(good!, item!);
};

const rulesOf = ({ groups }: ItemChecks) => groups.map(({ severity, rule }) => `${severity} ${rule}`);

test('an item has the findings of its letter, of feeds and of the settings, errors first', async () => {
  const studio = await OpenedStudio.of(
    { 'articles/frost.md': article('Frost', 23, '[One](http://old.example.com/) and ![](https://example.com/a.png).') },
    settings,
  );
  const checks = await checksOf(studio, 'frost');
  const rules = rulesOf(checks);
  expect(rules).toContain('error postal-address');
  expect(rules).toContain('warning insecure-link');
  expect(rules).toContain('warning no-description');
  expect(rules).toEqual(rules.toSorted((a, b) => Number(a.startsWith('w')) - Number(b.startsWith('w'))));
  expect(checks.letter).toMatchObject({ letters: 1 });
});

test('a finding about another article is only counted, and what feeds show badly is told of the item alone', async () => {
  const twin = {
    'articles/a.md': article('Frost', 23),
    'articles/b.md': article('frost', 24, '![](https://example.org/a.png)'),
  };
  const studio = await OpenedStudio.of(twin, settings);
  const [a, b] = [await checksOf(studio, 'a'), await checksOf(studio, 'b')];
  const has = (checks: ItemChecks, rule: string) => rulesOf(checks).includes(`warning ${rule}`);
  expect([has(a, 'same-title'), has(b, 'same-title')]).toEqual([false, true]);
  expect([has(a, 'image-alt'), has(b, 'image-alt')]).toEqual([false, true]);
  expect([a.elsewhere, b.elsewhere]).toEqual([1, 0]);
});

test('a letter that cannot be made is a finding at its line, and the feeds are checked all the same', async () => {
  const conditions = Array.from({ length: 33 }, (_, index) => `{% if tag == 't${index}' %}For ${index}.{% endif %}`);
  const many = `---\nsubject: Many\ndate: 2026-11-25\narticles:\n  - frost\n---\n\n${conditions.join('\n\n')}\n`;
  const studio = await OpenedStudio.of({ 'articles/frost.md': article('Frost', 23), 'issues/many.md': many }, settings);
  const checks = await checksOf(studio, 'many');
  expect(checks.groups[0]).toMatchObject({ rule: 'segments', problems: [{ file: 'issues/many.md', line: 2 }] });
  expect(rulesOf(checks)).toContain('warning no-description');
  expect(checks.letter).toBeUndefined();
});

test('a draft is checked as if it were published, and said to be one', async () => {
  const draft = '---\ntitle: Snow\ndate: 2026-11-24\ndraft: true\n---\n\nSnow fell.\n';
  const studio = await OpenedStudio.of({ 'articles/snow.md': draft }, settings);
  expect(rulesOf(await checksOf(studio, 'snow'))).toContain('warning draft');
});

test('without letters the feeds are checked, and without feeds the letters', async () => {
  const files = { 'articles/frost.md': article('Frost', 23) };
  const feeds = await checksOf(await OpenedStudio.of(files, 'newsletter: false\n'), 'frost');
  expect(rulesOf(feeds)).toEqual(['warning no-description']);
  expect(feeds.letter).toBeUndefined();
  const letters = await checksOf(await OpenedStudio.of(files, `feeds: false\n${settings}`), 'frost');
  expect(rulesOf(letters)).not.toContain('warning no-description');
  expect(letters.letter).toBeDefined();
});

test('findings of a rule are one group, in their order', () => {
  const problem = (severity: Problem['severity'], rule: string, line: number): Problem => ({
    ...{ severity, rule, line, message: 'a fault', file: 'a.md' },
  });
  const found = byRule([
    problem('error', 'no-alt', 4),
    problem('warning', 'support', 1),
    problem('warning', 'support', 2),
    problem('warning', 'no-alt', 5),
  ]);
  expect(found).toMatchObject({ errors: 1, warnings: 3 });
  expect(found.groups.map(({ rule, problems }) => [rule, problems.map(({ line }) => line)])).toEqual([
    ['no-alt', [4]],
    ['support', [1, 2]],
    ['no-alt', [5]],
  ]);
});
