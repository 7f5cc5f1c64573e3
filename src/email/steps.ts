import { escapeXml } from '../lib/escape.ts';
import type { Issue, IssueItem, ItemLayout } from '../model/issue.ts';
import { excerptOf } from '../model/opening.ts';
import type { ThemeSettings } from '../model/publication.ts';
import { wordsFor } from '../strings/tables.ts';
import { renderBody } from './body.ts';
import type { CompileOptions } from './compile.ts';
import { type Node, parseContent } from './content.ts';
import { isAlone } from './issue.ts';
import { fewestRows, mostRows, shortenTables } from './shorten-tables.ts';

/** Options of the compiler that make a letter smaller. */
export type Savings = Pick<CompileOptions, 'plainCode' | 'dense' | 'tableRows' | 'cutAt' | 'begins'>;

/** How an article is shown; `rest`: one link to the issue's page replaces it and those after it. */
export type Shown = ItemLayout | 'rest';

/** The steps that make an issue smaller; each adds to all steps before it. */
export interface Steps {
  /** The number of steps. */
  readonly count: number;
  /** The issue after this many steps, and the options to compile it with. */
  after(steps: number): { readonly issue: Issue } & Savings;
  /** How each article is shown after this many steps. */
  shownAfter(steps: number): Shown[];
  /** The issue with its articles shown like this. */
  shownAs(shown: readonly Shown[]): Issue;
  /** The approximate bytes of HTML of the articles after this many steps. */
  weight(steps: number): number;
  /** The approximate bytes of HTML of one article. */
  weightOf(index: number, as: keyof Weights): number;
  /** The rows of the longest table. */
  readonly rows: number;
}

/**
 * First the articles that could not fit by themselves become summaries. Then code loses its colours; then several
 * articles get denser templates, and their tables end at a row; then the other articles become summaries, from the last
 * one backwards; then summaries become links; then one link to the issue's page replaces the last links. An introduction
 * of more than half of the limit is cut from step 0 on; an article alone by its caller.
 */
export function stepsOf(issue: Issue, settings: ThemeSettings, limit: number): Steps {
  const alone = isAlone(issue);
  const cutAt =
    !alone && bodyBytes(parseContent(issue.introduction ?? ''), settings) > limit / 2 ? { cutAt: limit / 2 } : {};
  const rows = alone ? 0 : Math.max(0, ...texts(issue).map((content) => mostRows(parseContent(content))));
  const tables: Savings[] = rows > fewestRows + 1 ? [{ tableRows: fewestRows }] : [];
  const code: Savings[] = texts(issue).some((content) => /<code[^>]* class="[^"]*language-/.test(content))
    ? [{ plainCode: true }]
    : [];
  const savings: Savings[] = alone ? code : [...code, { dense: true }, ...tables];
  const weights = alone ? [] : issue.items.map((item) => weightsOf(item, settings));
  const changes = alone ? [] : changesOf(issue, weights);
  const isTooLarge = ({ index, to }: Change) => to === 'summary' && weights[index]!.short > limit;
  const order: Step[] = [...changes.filter(isTooLarge), ...savings, ...changes.filter((change) => !isTooLarge(change))];
  const shownAfter = (steps: number) => {
    const shown = issue.items.map(({ layout }): Shown => layout);
    for (const { index, to } of order.slice(0, steps).filter(isChange)) shown[index] = to;
    return shown;
  };
  const shownAs = (shown: readonly Shown[]) => (alone ? issue : reduced(issue, shown));
  return {
    count: order.length,
    after: (steps) => ({
      issue: shownAs(shownAfter(steps)),
      ...Object.assign({}, ...order.slice(0, steps).filter((step) => !isChange(step))),
      ...cutAt,
    }),
    shownAfter,
    shownAs,
    weight: weighing(issue, order, weights),
    weightOf: (index, as) => weights[index]?.[as] ?? 0,
    rows,
  };
}

function texts({ introduction = '', items }: Issue): string[] {
  return [introduction, ...items.map(({ article, layout }) => (layout === 'full' ? article.content : ''))];
}

interface Change {
  readonly index: number;
  readonly to: Shown;
}

type Step = Savings | Change;

function isChange(step: Step): step is Change {
  return 'to' in step;
}

/** The bytes of an article however it is shown, `short` with its tables at their fewest rows. */
type Weights = Readonly<Record<Shown | 'short', number>>;

function changesOf(issue: Issue, weights: readonly Weights[]): Change[] {
  const changes: Change[] = [];
  const indices = issue.items.map((_, index) => index).reverse();
  const layouts = issue.items.map(({ layout }) => layout);
  for (const index of indices) {
    // An article that is hardly longer than its summary stays whole.
    if (layouts[index] !== 'full' || weights[index]!.short < weights[index]!.summary + 300) continue;
    layouts[index] = 'summary';
    changes.push({ index, to: 'summary' });
  }
  for (const index of indices) if (layouts[index] !== 'headline') changes.push({ index, to: 'headline' });
  for (const index of indices) changes.push({ index, to: 'rest' });
  return changes;
}

function weighing(issue: Issue, order: readonly Step[], weights: readonly Weights[]): Steps['weight'] {
  const current = issue.items.map(({ layout }): keyof Weights => layout);
  const sum = () => current.reduce((total, layout, index) => total + (weights[index]?.[layout] ?? 0), 0);
  let total = sum();
  const after = [total];
  for (const step of order) {
    if (isChange(step)) {
      total += (weights[step.index]?.[step.to] ?? 0) - (weights[step.index]?.[current[step.index]!] ?? 0);
      current[step.index] = step.to;
    } else if (step.tableRows) {
      for (const [index, layout] of current.entries()) if (layout === 'full') current[index] = 'short';
      total = sum();
    }
    after.push(total);
  }
  return (steps) => after[Math.min(steps, after.length - 1)]!;
}

function weightsOf({ article }: IssueItem, settings: ThemeSettings): Weights {
  const bytes = (text: string) => Buffer.byteLength(escapeXml(text));
  const headline = bytes(article.title) + bytes(article.url);
  const nodes = parseContent(article.content);
  const full = bodyBytes(nodes, settings);
  const areLong = mostRows(nodes) > fewestRows + 1;
  const shortened = areLong ? shortenTables(nodes, fewestRows, { url: article.url, words: wordsFor('en') }) : nodes;
  // The constants estimate a theme's markup around each.
  return {
    full: headline + full + 2_500,
    short: headline + (areLong ? bodyBytes(shortened, settings) : full) + 2_500,
    summary: headline + bytes(excerptOf(article)) + 1_500,
    headline: headline + 250,
    rest: 0,
  };
}

function bodyBytes(nodes: readonly Node[], settings: ThemeSettings): number {
  return Buffer.byteLength(renderBody(nodes, { settings, direction: 'ltr', words: wordsFor('en'), under: 'h2' }));
}

function reduced(issue: Issue, layouts: readonly Shown[]): Issue {
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
