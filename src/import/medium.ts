import { readable } from '../lib/uri.ts';
import { archiveText, TooLarge } from './archive.ts';
import type { Archive } from './archive-shape.ts';
import { finishedHtml } from './html-body.ts';
import {
  elementsIn,
  type HtmlElement,
  type HtmlTree,
  hasClass,
  isHtmlElement,
  parseHtml,
  removeNode,
  unlessTooDeep,
  wordsIn,
  writeHtml,
} from './html-tree.ts';
import { type ImportedArticle, type LeftOut, longestBody } from './imported-article.ts';
import { instantFrom } from './moments.ts';

/** The file of a post: `posts/2018-08-11_The-Title-1a2b3c4d5e6f.html`, or `posts/draft_…`. */
export const mediumPost = /(?:^|\/)posts\/[^/]+\.html$/;

/** Whether a page is a post as Medium exports it. */
export function isMediumPost(head: string): boolean {
  return /<article\s[^>]*class="h-entry"/.test(head);
}

/** The posts of a Medium export. */
export async function* mediumArticles(archive: Archive): AsyncGenerator<ImportedArticle | LeftOut> {
  for (const file of archive.names.filter((name) => mediumPost.test(name))) {
    const title = file.slice(file.lastIndexOf('/') + 1);
    try {
      const html = await archiveText(archive, file, longestBody * 2);
      yield unlessTooDeep(title, () => articleOf(title, parseHtml(html)));
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      yield { reason: 'too-large', title };
    }
  }
}

function articleOf(file: string, tree: HtmlTree): ImportedArticle | LeftOut {
  const one = (name: string) => elementsIn(tree, (element) => hasClass(element, name))[0];
  const title = one('p-name') ? wordsIn(one('p-name')!) : '';
  const summary = one('p-summary') ? wordsIn(one('p-summary')!) : '';
  const content = one('e-content');
  const words = content ? wordsIn(content) : '';
  if (content && isResponse(content, title, words)) return { reason: 'response', title };
  const canonical = one('p-canonical')?.attribs.href;
  const id = /-?([0-9a-f]{8,14})\.html$/.exec(file)?.[1];
  const image = content && leadImage(content);
  if (content) tidyContent(content, title, summary);
  const body = content ? finishedHtml(contentOf(content), canonical) : '';
  if (body === '') return { reason: 'without-text', title };
  if (body.length > longestBody) return { reason: 'too-large', title };
  const date = instantFrom([one('dt-published')?.attribs.datetime ?? '', '']);
  const author = one('p-author');
  const tags = elementsIn(tree, (element) => hasClass(element, 'p-tag')).map(wordsIn);
  return {
    title,
    name: nameOf(canonical, file),
    addresses: canonical && URL.canParse(canonical) ? [canonical] : [],
    ...(id && { oldId: `https://medium.com/p/${id}` }),
    ...(date && { date }),
    ...(summary && { summary }),
    authors: author ? [wordsIn(author)].filter((name) => name !== '') : [],
    tags: [...new Set(tags.filter((tag) => tag !== ''))],
    ...(image && { image }),
    // The page of a draft has no address yet.
    ...((/^draft_/.test(file) || !canonical) && { unpublished: 'draft' as const }),
    format: 'html',
    body,
    omitted: [],
  };
}

/** `The-Title-1a2b3c4d5e6f` without the number at its end. */
function nameOf(canonical: string | undefined, file: string): string {
  const last = canonical === undefined ? '' : (URL.parse(canonical)?.pathname.split('/').at(-1) ?? '');
  const [, named = ''] = /^(.+)-[0-9a-f]{8,14}$/.exec(last) ?? [];
  return readable(named || file.replace(/^[^_]*_/, '').replace(/-*[0-9a-f]{8,14}\.html$|\.html$/, ''));
}

/** A comment to another's post has no title of its own: Medium takes the beginning of its text for one. */
function isResponse(content: HtmlElement, title: string, words: string): boolean {
  const beginning = title.replace(/(?:…|\.\.\.)$/, '');
  const paragraphs = elementsIn(content, (element) => hasClass(element, 'graf'));
  const opens = paragraphs[0]?.name === 'p' && wordsIn(paragraphs[0]).startsWith(beginning);
  return beginning !== '' && opens && words.startsWith(beginning);
}

function leadImage(content: HtmlElement): ImportedArticle['image'] {
  const [featured] = elementsIn(content, ({ attribs }) => attribs['data-is-featured'] === 'true');
  const src = featured?.attribs.src;
  return src && URL.canParse(src) ? { src, alt: featured.attribs.alt ?? '' } : undefined;
}

/** Medium repeats title and subtitle in the text, begins it with a rule, and has headings of levels 3 and 4 only. */
function tidyContent(content: HtmlElement, title: string, summary: string): void {
  const [divider] = elementsIn(content, (element) => hasClass(element, 'section-divider'));
  if (divider) removeNode(divider);
  const same = (element: HtmlElement, words: string) => plain(wordsIn(element)) === plain(words);
  const [heading] = elementsIn(content, ({ name }) => /^h[1-4]$/.test(name));
  if (heading && same(heading, title)) removeNode(heading);
  for (const element of elementsIn(content, (one) => hasClass(one, 'graf--subtitle')))
    if (same(element, summary)) removeNode(element);
  for (const element of elementsIn(content, ({ name }) => name === 'h3' || name === 'h4'))
    element.name = element.name === 'h3' ? 'h2' : 'h3';
  for (const element of elementsIn(content, ({ name }) => name === 'pre')) makeCode(element);
  for (const element of elementsIn(content, (one) => hasClass(one, 'js-mixtapeImage'))) removeNode(element);
  // Each paragraph has a name and an id that nothing links to.
  for (const { attribs } of elementsIn(content, (one) => hasClass(one, 'graf'))) {
    delete attribs.name;
    delete attribs.id;
  }
}

function plain(words: string): string {
  return words.replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/\s+/g, ' ').replace(/\.$/, '').trim();
}

function makeCode(pre: HtmlElement): void {
  const language = pre.attribs['data-code-block-lang'];
  for (const span of elementsIn(pre, (element) => hasClass(element, 'pre--content'))) {
    span.name = 'code';
    span.attribs = language && /^[\w+#-]+$/.test(language) ? { class: `language-${language}` } : {};
  }
}

/** The content without the sections and boxes that Medium puts around it. */
function contentOf(content: HtmlElement): HtmlTree {
  const isBox = (element: HtmlElement) =>
    /^(?:section|div)$/.test(element.name) &&
    ['section', 'section-content', 'section-inner', 'section-divider'].some((name) => hasClass(element, name));
  const flat = (element: HtmlElement): string =>
    element.children.map((child) => (isHtmlElement(child) && isBox(child) ? flat(child) : outer(child))).join('');
  return parseHtml(flat(content));
}

function outer(node: HtmlElement['children'][number]): string {
  return writeHtml([node]);
}
