// A digest of twenty articles, the same for every contender: what each compiles is the same number of rounds of it.
import { withDefaults } from '../../../dist/settings/input.js';

const sentence = 'The harbour keeps its letters under the stone bridge, and in the morning the tide carries one away. ';

export const articles = Array.from({ length: 20 }, (_, index) => ({
  id: `tag:example.org,2026-11-23:piece-${index}`,
  slug: `piece-${index}`,
  url: `https://example.org/articles/piece-${index}/`,
  title: `Piece ${index + 1} & what the tide left of it`,
  summary: `${sentence}${index + 1} stayed.`,
  content:
    `<p>${sentence.repeat(4)}<a href="https://example.org/tides?day=${index}&amp;of=year">Tables</a>.</p>`.repeat(5),
  published: '2026-11-23T09:00:00Z',
  updated: '2026-11-23T09:00:00Z',
  authors: [{ name: 'The Harbour Desk' }],
  language: 'en',
  tags: [],
  image: {
    url: `https://example.org/pictures/${index}.jpg`,
    alt: 'The harbour in the morning',
    width: 1200,
    height: 800,
  },
  attachments: [],
  draft: false,
  files: [],
  origin: { file: `articles/piece-${index}.md`, line: 1 },
}));

export const publication = {
  settings: withDefaults({
    title: 'Bench Letters',
    url: 'https://example.org/',
    newsletter: {
      from: 'Bench Letters <letters@example.org>',
      address: '1 Example Quay, Example Town',
      unsubscribeUrl: 'https://example.org/unsubscribe/{token}',
      preferencesUrl: 'https://example.org/preferences/{token}',
      fields: { city: { fallback: 'your town' } },
    },
  }),
  articles: [],
};

/** An issue of the first articles, whole or as summaries, that greets its readers. */
export function issueOf(count, layout) {
  return {
    id: 'tag:example.org,2026-11-23:issues/bench',
    slug: 'bench',
    subject: "What the tide left, {{ name | default: 'friend' }}",
    preheader: 'And what it took from {{ city }}',
    language: 'en',
    date: '2026-11-23T09:00:00Z',
    introduction:
      "<p>Good morning, {{ name | default: 'friend' }}. Is it raining in {{ city }}?</p>" +
      '<p>You get this at {{ email }}; <a href="{{ preferencesUrl }}">choose what comes</a>.</p>',
    items: articles.slice(0, count).map((article) => ({ article, layout })),
    url: 'https://example.org/issues/bench/',
    origin: { file: 'issues/bench.md', line: 1 },
  };
}

/** Runs a contender as often as the command line says, and prints how many bytes it gave. */
export async function repeat(run) {
  let result = '';
  for (let round = 0; round < Number(process.argv[2]); round += 1) result = await run(round);
  process.stdout.write(`${Buffer.byteLength(result)}\n`);
}
