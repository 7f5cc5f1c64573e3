import type { Article, Image } from '../model/article.ts';
import type { DataDeclaration, DataValue } from '../model/data-value.ts';
import type { Issue, ItemLayout } from '../model/issue.ts';
import type { Settings } from '../model/publication.ts';
import { issueOf } from './issue.ts';
import type { Declared } from './theme-data.ts';

/** A letter that shows how a theme bears an extreme. */
export interface SampleLetter {
  /** Of letters and hyphens. */
  readonly name: string;
  readonly issue: Issue;
}

/** The picture of sample articles, relative to the root of the web site. */
export const samplePicture = 'sample/harbour.png';

/** The settings of sample letters: those of a publication, and usual ones where it has none that a footer prints. */
export function sampleSettings(settings: Settings): Settings {
  const usual = {
    from: 'Sample Letters <letters@example.org>',
    address: 'Sample Lane 1, Sample Town',
    unsubscribeUrl: 'https://example.org/unsubscribe/{token}',
    preferencesUrl: 'https://example.org/preferences/{token}',
  };
  return { ...settings, newsletter: { ...usual, ...settings.newsletter } };
}

/** Letters of every kind that a theme has to bear. `file` is where their problems are shown that have no other place. */
export function sampleLetters(settings: Settings, declared: Declared, file: string): readonly SampleLetter[] {
  const articles = sampleArticles(settings.url, file);
  const { plain, long, pictured, technical, rightToLeft } = articles;
  const alone = (name: string, article: Article) => ({ name, issue: { ...issueOf(article), slug: `sample-${name}` } });
  const all = Object.values(articles);
  return [
    alone('no-picture', plain),
    alone('long-title', long),
    alone('pictures', pictured),
    alone('technical', technical),
    alone('right-to-left', rightToLeft),
    { name: 'digest', issue: digestOf('digest', all, settings.url) },
    ...(Object.keys(declared).length > 0
      ? [{ name: 'data', issue: { ...digestOf('data', [plain, pictured], settings.url), data: sampleData(declared) } }]
      : []),
  ];
}

/** An issue with an introduction, of articles in full, as summaries and as titles alone. */
function digestOf(name: string, articles: readonly Article[], url: string): Issue {
  const layouts: readonly ItemLayout[] = ['full', 'summary', 'summary', 'headline', 'summary'];
  return {
    id: `tag:example.org,2026-01-01:sample-${name}`,
    slug: `sample-${name}`,
    subject: 'Sample issue with several articles',
    preheader: 'An introduction, an article in full, summaries and titles.',
    language: 'en',
    date: '2026-01-01T09:00:00Z',
    introduction: '<p>An introduction of two sentences. It has a <a href="https://example.org/">link</a>.</p>',
    items: articles.map((article, index) => ({ article, layout: layouts[index % layouts.length]! })),
    url: new URL(`issues/sample-${name}/`, url).href,
  };
}

const values: Readonly<Record<DataDeclaration['type'], DataValue>> = {
  text: 'A sample of text',
  url: 'https://example.org/sample',
  number: 12,
  boolean: true,
};

function sampleData(declared: Declared): Readonly<Record<string, DataValue>> {
  return Object.fromEntries(Object.entries(declared).map(([name, { type }]) => [name, values[type]]));
}

const sentence = 'The harbour was calm in the morning, and the boats came back before noon.';
const paragraph = `<p>${sentence} ${sentence} <a href="https://example.org/">A link</a> follows, then <strong>bold</strong> and <em>italic</em> words.</p>`;

function sampleArticles(root: string, file: string) {
  const image: Image = {
    url: new URL(samplePicture, root).href,
    alt: 'Boats in a harbour',
    width: 1200,
    height: 630,
    caption: 'A caption below the picture',
  };
  const one = (slug: string, fields: Partial<Article> & Pick<Article, 'title'>): Article => ({
    id: `tag:example.org,2026-01-01:${slug}`,
    slug,
    url: new URL(`articles/${slug}/`, root).href,
    summary: 'A summary of one sentence, as most articles have it.',
    content: paragraph.repeat(3),
    published: '2026-01-01T09:00:00Z',
    updated: '2026-01-01T09:00:00Z',
    authors: [{ name: 'Sample Author' }],
    language: 'en',
    tags: ['Sample'],
    attachments: [],
    draft: false,
    files: [],
    origin: { file, line: 1 },
    ...fields,
  });
  return {
    pictured: one('pictures', {
      title: 'An article with pictures',
      image,
      content: `${paragraph}<figure><img src="${image.url}" alt="${image.alt}" width="1200" height="630"/><figcaption>Another caption</figcaption></figure>${paragraph}`,
    }),
    plain: one('no-picture', { title: 'An article without a picture', notice: 'Disclaimer: this is a sample.' }),
    long: one('long-title', {
      title:
        'A title so long that it takes several lines on a phone, with a word such as Donaudampfschifffahrtsgesellschaft in it',
      summary: `${sentence} ${sentence} ${sentence}`,
    }),
    technical: one('technical', { title: 'An article with code and a table', content: technical }),
    rightToLeft: one('right-to-left', {
      title: 'مقال من اليمين إلى اليسار',
      summary: 'ملخص من جملة واحدة.',
      language: 'ar',
      content: `<p>${'كان الميناء هادئا في الصباح. '.repeat(6)}</p><ul><li>قارب أول</li><li>قارب ثان</li></ul>`,
    }),
  };
}

const technical = `${paragraph}<h2>A heading</h2><pre><code class="language-js">const tide = 12; // metres
show(\`high at \${tide}\`);</code></pre><table><thead><tr><th>Day</th><th>High</th><th>Low</th></tr></thead><tbody><tr><td>Monday</td><td>4.1</td><td>0.6</td></tr><tr><td>Tuesday</td><td>4.3</td><td>0.5</td></tr></tbody></table><blockquote>${paragraph}</blockquote><ol><li>First</li><li>Second</li></ol><hr/>${paragraph}`;
