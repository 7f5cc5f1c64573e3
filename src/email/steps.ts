import { escapeXml } from '../lib/escape.ts';
import type { Issue, IssueItem, ItemLayout } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import type { ThemeSettings } from '../settings/style.ts';
import { wordsFor } from '../strings/tables.ts';
import { renderBody } from './body.ts';
import type { CompileOptions } from './compile.ts';
import { parseContent } from './content.ts';
import { isAlone } from './issue.ts';

/** How an issue can be made smaller, in small steps, each of them beside all before it. */
export interface Steps {
  /** How many there are. */
  readonly count: number;
  /** The issue after so many steps, and how it is compiled then. */
  after(steps: number): { readonly issue: Issue } & Pick<CompileOptions, 'dense' | 'cutAt'>;
  /** About how many bytes of HTML the articles take after so many steps. */
  weight(steps: number): number;
}

/**
 * Denser templates first; then articles to summaries, from the last one backwards, then those to links, then the
 * last links to one that leads to the issue's page. An article alone has no steps. An introduction that takes more
 * than half of the limit is cut from the beginning.
 */
export function stepsOf(issue: Issue, settings: ThemeSettings, limit: number): Steps {
  if (isAlone(issue)) return { count: 0, after: () => ({ issue }), weight: () => 0 };
  const cutAt = bodyBytes(issue.introduction ?? '', settings) > limit / 2 ? { cutAt: limit / 2 } : {};
  const weights = issue.items.map((item) => weightsOf(item, settings));
  const changes: { index: number; to: ItemLayout | 'rest' }[] = [];
  const indices = issue.items.map((_, index) => index).reverse();
  const layouts = issue.items.map(({ layout }) => layout);
  for (const index of indices) {
    // What is hardly longer than its summary stays whole.
    if (layouts[index] !== 'full' || weights[index]!.full < weights[index]!.summary + 300) continue;
    layouts[index] = 'summary';
    changes.push({ index, to: 'summary' });
  }
  for (const index of indices) if (layouts[index] !== 'headline') changes.push({ index, to: 'headline' });
  for (const index of indices) changes.push({ index, to: 'rest' });
  const saved = [0, 0];
  const current = issue.items.map(({ layout }): ItemLayout | 'rest' => layout);
  for (const { index, to } of changes) {
    saved.push(saved.at(-1)! + weights[index]![current[index]!] - weights[index]![to]);
    current[index] = to;
  }
  const total = issue.items.reduce((sum, { layout }, index) => sum + weights[index]![layout], 0);
  const layoutsAfter = (steps: number) => {
    const changed = issue.items.map(({ layout }): ItemLayout | 'rest' => layout);
    for (const { index, to } of changes.slice(0, Math.max(0, steps - 1))) changed[index] = to;
    return changed;
  };
  return {
    count: changes.length + 1,
    after: (steps) => ({ issue: reduced(issue, layoutsAfter(steps)), dense: steps > 0, ...cutAt }),
    weight: (steps) => total - saved[Math.min(steps, saved.length - 1)]!,
  };
}

function weightsOf({ article }: IssueItem, settings: ThemeSettings): Record<ItemLayout | 'rest', number> {
  const bytes = (text: string) => Buffer.byteLength(escapeXml(text));
  const headline = bytes(article.title) + bytes(article.url);
  // What themes print around these, about.
  return {
    full: headline + bodyBytes(article.content, settings) + 2_500,
    summary: headline + bytes(excerptOf(article)) + 1_500,
    headline: headline + 250,
    rest: 0,
  };
}

function bodyBytes(content: string, settings: ThemeSettings): number {
  const look = { settings, direction: 'ltr', words: wordsFor('en'), under: 'h2' } as const;
  return Buffer.byteLength(renderBody(parseContent(content), look));
}

function reduced(issue: Issue, layouts: readonly (ItemLayout | 'rest')[]): Issue {
  const items = issue.items.flatMap((item, index): IssueItem[] => {
    const layout = layouts[index]!;
    return layout === 'rest' ? [] : [{ ...item, layout }];
  });
  const omitted = issue.items.slice(items.length);
  const [first] = omitted;
  if (!first) return { ...issue, items };
  const words = wordsFor(issue.language);
  const title = `${words.readOnTheWeb} (+${omitted.length})`;
  const rest = { ...first.article, title, url: issue.url, language: words.language };
  return { ...issue, items: [...items, { article: rest, layout: 'headline' }] };
}
