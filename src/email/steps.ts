import { escapeXml } from '../lib/escape.ts';
import type { Issue, IssueItem, ItemLayout } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import type { ThemeSettings } from '../model/publication.ts';
import { wordsFor } from '../strings/tables.ts';
import { renderBody } from './body.ts';
import type { CompileOptions } from './compile.ts';
import { parseContent } from './content.ts';
import { isAlone } from './issue.ts';

/** The steps that make an issue smaller; each adds to all steps before it. */
export interface Steps {
  /** The number of steps. */
  readonly count: number;
  /** The issue after this many steps, and the options to compile it with. */
  after(steps: number): { readonly issue: Issue } & Pick<CompileOptions, 'dense' | 'cutAt'>;
  /** The approximate bytes of HTML of the articles after this many steps. */
  weight(steps: number): number;
}

/**
 * First denser templates; then articles become summaries, from the last one backwards; then summaries become links;
 * then one link to the issue's page replaces the last links. An article alone has no steps. An introduction of more
 * than half of the limit is cut from step 0 on.
 */
export function stepsOf(issue: Issue, settings: ThemeSettings, limit: number): Steps {
  if (isAlone(issue)) return { count: 0, after: () => ({ issue }), weight: () => 0 };
  const cutAt = bodyBytes(issue.introduction ?? '', settings) > limit / 2 ? { cutAt: limit / 2 } : {};
  const weights = issue.items.map((item) => weightsOf(item, settings));
  const changes: { index: number; to: ItemLayout | 'rest' }[] = [];
  const indices = issue.items.map((_, index) => index).reverse();
  const layouts = issue.items.map(({ layout }) => layout);
  for (const index of indices) {
    // An article that is hardly longer than its summary stays whole.
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
  // The constants estimate a theme's markup around each.
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
