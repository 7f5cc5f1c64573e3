import { expect, test } from 'vitest';
import type { Problem } from '../../src/model/problem.ts';
import { faultPanel } from '../../src/studio/fault.ts';
import { articleOf } from '../publish/publication.ts';
import { OpenedStudio } from './opened.ts';

const problem = (severity: Problem['severity'], message: string): Problem => ({ severity, rule: 'rule', message });

/** The heading of the panel, what is seen at once, and what is listed on demand. */
async function panelOf(problems: readonly Problem[]) {
  const { studio } = await OpenedStudio.of({ 'articles/frost.md': '# Frost\n' });
  const [open, closed = ''] = String(await faultPanel(studio, problems)).split('<details');
  const messages = (markup: string) => [...markup.matchAll(/<strong>\w+<\/strong> (.*?) <span/g)].map(([, one]) => one);
  return {
    title: /<h2[^>]*>([^<]*)/.exec(open!)![1],
    seen: messages(open!),
    summary: /<summary>([^<]*)/.exec(closed)?.[1],
    rest: messages(closed),
  };
}

test('the error that keeps everything back is seen first, whatever warnings are found before it', async () => {
  const warnings = Array.from({ length: 6 }, (_, index) => problem('warning', `doubt ${index}`));
  expect(await panelOf([...warnings, problem('error', 'the picture is missing')])).toEqual({
    title: '1 error, 6 warnings',
    seen: ['the picture is missing'],
    summary: 'And 6 warnings',
    rest: ['doubt 0', 'doubt 1', 'doubt 2', 'doubt 3', 'doubt 4', 'doubt 5'],
  });
});

test.each([
  ['one error', [1, 0], '1 error', 1, undefined],
  ['five errors and a warning', [5, 1], '5 errors, 1 warning', 3, 'And 2 errors, 1 warning'],
  ['four warnings', [0, 4], '4 warnings', 3, 'And 1 warning'],
] as const)('of %s the first are seen at once, and the others are counted', async (_, numbers, title, seen, summary) => {
  const problems = (['error', 'warning'] as const).flatMap((severity, kind) =>
    Array.from({ length: numbers[kind]! }, (__, index) => problem(severity, `${severity} ${index}`)),
  );
  const panel = await panelOf(problems);
  expect([panel.title, panel.seen.length, panel.summary]).toEqual([title, seen, summary]);
  expect(panel.seen.length + panel.rest.length).toBe(problems.length);
});

test('ten thousand problems are a short page', async () => {
  const many = Array.from({ length: 10_000 }, (_, index) => problem('error', `fault ${index}`));
  const { studio } = await OpenedStudio.of({ 'articles/frost.md': '# Frost\n' });
  const markup = String(await faultPanel(studio, many));
  expect(markup).toContain('10,000 errors');
  expect(markup).toContain('9,947 more; “tidings check --all” lists them.');
  expect(markup.length).toBeLessThan(20_000);
});

test('the problem of another file is a line above a view that it does not concern, and whole on the first page', async () => {
  const studio = await OpenedStudio.of({
    'articles/frost.md': articleOf('Frost', '2026-11-02'),
    'articles/hedge.md': '---\ntitle: [\n---\n',
  });
  for (const path of ['letters/frost', 'feeds', 'look', '?q=frost']) {
    const page = await studio.text(path);
    expect(page).toMatch(/<details class="panel fault elsewhere"[^>]*><summary>1 error in articles\/hedge\.md/);
    expect(page).not.toContain('id="fault"');
  }
  for (const path of ['', 'letters/hedge']) expect(await studio.text(path)).toContain('id="fault"');
});
