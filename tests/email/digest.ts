import type { Article } from '../../src/model/article.ts';
import type { Issue, ItemLayout } from '../../src/model/issue.ts';
import type { Publication } from '../../src/model/publication.ts';
import { withDefaults } from '../../src/settings/input.ts';

/*
 * A publication with a letter of everything: an introduction, articles whole and in short, links, code, a table, a
 * long title, words from right to left. Golden letters, screenshots and measurements are made of it.
 */

export const publication: Publication = {
  settings: withDefaults({
    title: 'Slack Water',
    url: 'https://slackwater.example.org/',
    language: 'en-GB',
    newsletter: {
      subscribeEmail: 'subscribe@slackwater.example.org',
      from: 'Slack Water <letters@slackwater.example.org>',
      address: 'Slack Water, 1 Example Quay, Example Town',
      unsubscribeUrl: 'https://slackwater.example.org/unsubscribe/{token}',
      preferencesUrl: 'https://slackwater.example.org/preferences/{token}',
    },
    bounces: { authserv: 'mx.example.org' },
  }),
  articles: [],
};

function article(slug: string, fields: Partial<Article> & Pick<Article, 'title'>): Article {
  return {
    id: `tag:slackwater.example.org,2026-11-20:${slug}`,
    slug,
    url: `https://slackwater.example.org/articles/${slug}/`,
    content: '',
    published: '2026-11-20T09:00:00+01:00',
    updated: '2026-11-20T09:00:00+01:00',
    authors: [{ name: 'The Harbour Desk' }],
    language: 'en-GB',
    tags: [],
    attachments: [],
    draft: false,
    files: [],
    origin: { file: `articles/${slug}.md`, line: 2 },
    ...fields,
  };
}

function picture(name: string, alt: string, width?: number, height?: number, caption?: string): Article['image'] {
  const url = `https://slackwater.example.org/pictures/${name}.png`;
  return { url, alt, ...(width && { width }), ...(height && { height }), ...(caption && { caption }) };
}

const lighthouse = article('keeping-the-light', {
  title: 'Keeping the light when nobody is looking',
  summary:
    'A lamp that turns itself still wants somebody to climb the stairs. We spent a night with the people who do.',
  tags: ['Long read', 'Harbour'],
  authors: [{ name: 'The Harbour Desk' }, { name: 'A Guest Writer' }],
  image: picture(
    'lighthouse',
    'A lighthouse on a dark coast, its beam over the water',
    1600,
    1000,
    'The light at dusk, seen from the lower quay.',
  ),
  content: `<p>The stairs are the first thing that a visitor remembers: one hundred and eighteen of them, iron, and cold
    through the sole. At the top there is <a href="https://slackwater.example.org/lamp">a lamp no larger than a
    saucepan</a>, and around it a lens that makes it visible from twenty-two miles away.</p>
    <h2>What is left to do</h2>
    <p>Nobody lights it any more. A sensor does that, and a second sensor does it if the first one fails. What is left
    is <em>looking</em>: at the seals, at the paint, at the salt that creeps into every joint.</p>
    <blockquote><p>You are not paid for what happens. You are paid for what does not.</p></blockquote>
    <p>The log is still kept by hand, in a book that is bound at the top. A page holds a week:</p>
    <table><thead><tr><th>Night</th><th align="right">Ships</th><th align="right">Wind</th></tr></thead>
    <tbody><tr><td>Monday</td><td align="right">14</td><td align="right">SW 5</td></tr>
    <tr><td>Tuesday</td><td align="right">9</td><td align="right">W 7</td></tr>
    <tr><td>Wednesday</td><td align="right">11</td><td align="right">W 4</td></tr></tbody></table>
    <p>Somebody will read it one day. That, we were told, is the whole reason for writing it down.</p>`,
  attachments: [
    { url: 'https://slackwater.example.org/files/log.pdf', type: 'application/pdf', title: 'A page of the log (PDF)' },
  ],
  notice: 'Visits are possible on the first Saturday of each month.',
});

const tides = article('tides-in-a-text-file', {
  title: 'A tide table is a text file',
  summary: 'Two columns, one line a tide, and everything else follows.',
  tags: ['How-to'],
  authors: [{ name: 'The Editors' }],
  content: `<p>Keep the heights in a file, one tide a line, and let a short program find the next one. Run it by typing
    <code>node tide.js</code>:</p>
    <pre><code class="language-js">// The next tide after a moment, or undefined.
export function nextTide(tides, moment) {
  const later = tides.filter(({ time }) =&gt; time &gt; moment);
  return later.length &gt; 0 ? later[0] : undefined;
}
console.log(nextTide(read('tides.csv'), 1300));
</code></pre>
    <ul><li>Times are in the time of the place.</li><li>Heights are in metres above the chart.</li></ul>`,
});

const shore = article('risalat-al-shati', {
  title: 'رسالة من الشاطئ في آخر الخريف',
  summary: 'ما يبقى على الرمل حين ينسحب الماء.',
  language: 'ar',
  tags: ['رسائل'],
  content: `<p>في الصباح الباكر ينسحب الماء بعيدًا، ويترك على الرمل خطًا رفيعًا من الأصداف و<a
    href="https://slackwater.example.org/shore">الأعشاب</a>.</p><blockquote><p>البحر يكتب كل يوم ثم يمحو.</p></blockquote>`,
});

const boats = article('the-boat-yard', {
  title: 'The yard that repairs more boats than it builds, and why that is good news for everybody on the estuary',
  summary: 'Six hulls stand in the shed this winter. Only one of them is new, and it belongs to the yard.',
  tags: ['Harbour'],
  image: picture('boat', 'A small boat on trestles in a shed', 1200, 900),
});

const market = article('fish-market', {
  title: 'What the fish market sells at six',
  summary: 'Whoever comes at eight sees the ice. We came at six, and took a list and a camera along.',
  tags: ['Food'],
  image: picture('market', 'Crates on a quay in the early morning', 900, 1200),
});

const quiet = article('an-hour-of-quiet', {
  title: 'An hour of quiet, four times a day',
  summary: 'Slack water is the moment between two tides. It is shorter than people think.',
  authors: [{ name: 'The Editors' }],
  image: picture('quiet', 'Still water under a pale sky'),
});

const headlines = [
  article('ferry', { title: 'The ferry runs on winter time from Sunday' }),
  article('bridge', { title: 'Swing bridge closed for two nights of painting' }),
  article('knots', { title: 'Three knots, drawn so that you can tie them' }),
];

/** A letter of several articles that an editor put together. */
export const digest: Issue = {
  id: 'tag:slackwater.example.org,2026-11-23:issues/november',
  slug: 'november',
  subject: 'The light, the yard and the market at six',
  preheader: 'A night at the lighthouse, six hulls in a shed, and what is on the ice.',
  language: 'en-GB',
  date: '2026-11-23T09:00:00+01:00',
  introduction:
    '<p>Good morning. The clocks have changed, the moorings are lifted, and <a href="https://slackwater.example.org/articles/">nobody is out</a> but the people in this letter. Put the kettle on.</p>',
  items: items('full', lighthouse, tides, shore).concat(
    items('summary', boats, market, quiet),
    items('headline', ...headlines),
  ),
  url: 'https://slackwater.example.org/issues/november/',
};

/** A letter of many articles in short. */
export const summaries: Issue = {
  ...digest,
  items: items('summary', lighthouse, boats, market, tides, quiet, shore).concat(items('headline', ...headlines)),
};

/** An article that is a letter by itself. */
export const alone: Issue = {
  id: lighthouse.id,
  slug: lighthouse.slug,
  subject: lighthouse.title,
  preheader: lighthouse.summary!,
  language: lighthouse.language,
  date: lighthouse.published,
  items: items('full', lighthouse),
  url: lighthouse.url,
};

function items(layout: ItemLayout, ...articles: readonly Article[]): Issue['items'][number][] {
  return articles.map((one) => ({ article: one, layout }));
}
