import { readFileSync } from 'node:fs';
import type { Article } from '../../src/model/article.ts';
import { newestFirst, type Publication, type Settings } from '../../src/model/publication.ts';
import { webPages } from '../../src/web/pages.ts';
import type { WebTemplates } from '../../src/web/template-files.ts';
import { templateFiles } from '../../src/web/template-files.ts';
import { samplePublication } from '../sample.ts';

/** The templates that come with Tidings. */
export const templates = Object.fromEntries(
  Object.entries(templateFiles).map(([name, file]) => {
    return [name, readFileSync(new URL(`../../templates/web/${file}`, import.meta.url), 'utf8')];
  }),
) as unknown as WebTemplates;

/** A plain article: no image, no tags, nothing beside it. */
export function articleOf(overrides: Partial<Article> = {}): Article {
  const slug = overrides.slug ?? 'first-light';
  return {
    id: `tag:example.org,2026-11-20:${slug}`,
    slug,
    url: `https://example.org/articles/${slug}/`,
    title: 'First light',
    summary: 'What the harbour looks like before anybody is there to see it.',
    content: '<p>A lamp goes out, and the sky takes over.</p>',
    published: '2026-11-20T09:00:00+01:00',
    updated: '2026-11-20T09:00:00+01:00',
    authors: [{ name: 'The Editors' }],
    language: 'en-GB',
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: { file: `articles/${slug}.md`, line: 1 },
    ...overrides,
  };
}

/** A publication of these articles, in their right order. */
export function publicationOf(articles: readonly Article[], overrides: Partial<Settings> = {}): Publication {
  const { image: _image, icon: _icon, ...settings } = samplePublication().settings;
  return {
    settings: {
      ...settings,
      title: 'Slack Water',
      language: 'en-GB',
      description: 'A letter about writing that waits for its reader.',
      rights: '© 2026 The Editors',
      ...overrides,
    },
    articles: newestFirst(articles),
  };
}

/** The files of an archive by their paths. */
export function pagesOf(publication: Publication, changed: Partial<WebTemplates> = {}): Record<string, string> {
  const pages = webPages(publication, { ...templates, ...changed });
  return Object.fromEntries([...pages].map((page) => [page.path, page.render()]));
}
