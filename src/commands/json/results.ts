import { z } from 'zod';
import { unpublished, unusable } from '../../import/imported-article.ts';
import { listResults } from './list-results.ts';
import { sendingResults } from './sending-results.ts';
import { arrayOf, held, issueName, moment, problem, problems, slugList, wholeNumber } from './shapes.ts';

const checked = z.strictObject({
  articles: slugList,
  issues: slugList,
  held,
  ignored: arrayOf(z.string()).describe('Files among the articles that are no articles, and that none shows.'),
  themes: arrayOf(z.string()).describe("The publication's own themes, proven on sample letters."),
  problems,
});

const setting = z.strictObject({ value: z.unknown(), origin: z.string().describe('The file, flag or variable.') });

const dnsFinding = z.strictObject({
  check: z.enum(['From', 'SPF', 'DKIM', 'DMARC', 'MX', 'PTR', 'TLS', 'Unsubscribe', 'Subscribe', 'Database']),
  verdict: z.enum(['ok', 'note', 'warning', 'error', 'unanswered']),
  rule: z.string(),
  message: z.string(),
  consequence: z.string().optional(),
  hint: z.string().optional(),
  record: z
    .strictObject({ name: z.string(), type: z.literal('TXT'), value: z.string() })
    .describe('The record to have.')
    .readonly()
    .optional(),
});

const fetchedSource = z
  .strictObject({
    name: z.string(),
    url: z.string(),
    file: z.string().describe('Its copy; absent if there is none.').optional(),
    unchanged: z.boolean().describe('The server says so.'),
    first: z.boolean().describe('Absent, as the counts are, where nothing was taken in.').optional(),
    arrived: wholeNumber.describe('Entries that were never seen before.').optional(),
    settled: wholeNumber.describe('Those that digests may carry from now on.').optional(),
    waiting: wholeNumber.describe('Those that have yet to settle.').optional(),
    tooOld: wholeNumber.optional(),
    withdrawn: wholeNumber.optional(),
    doubt: z
      .strictObject({ renamed: wholeNumber, vanished: wholeNumber, present: wholeNumber })
      .describe('A change that was not taken over, in entries.')
      .readonly()
      .optional(),
    fault: z.string().optional(),
    retryAt: moment.optional(),
    movedTo: z.string().optional(),
  })
  .readonly();

/**
 * What each command prints with `--json`, by the name of its schema in `templates/schemas`. A key without a value is
 * absent. Types are taken from here; the schemas are proven in tests, so no command loads zod for them.
 */
export const results = {
  help: z.strictObject({ help: z.string() }),
  version: z.strictObject({ version: z.string() }),
  failure: z.strictObject({ problems: arrayOf(problem), state: z.string().describe('The state that was left.') }),
  init: z.strictObject({
    directory: z.string(),
    written: arrayOf(z.string()),
    kept: arrayOf(z.string()),
    examples: arrayOf(z.strictObject({ line: z.int(), text: z.string() })).describe(
      'Lines of tidings.yaml to replace.',
    ),
    site: z
      .strictObject({
        generator: z.string().describe('Such as Jekyll, or Markdown for files without one.'),
        by: z.string().describe('The files by which it was recognised.'),
        articles: z.int(),
        settings: arrayOf(
          z
            .strictObject({
              key: z.string(),
              value: z.unknown(),
              from: z.string().describe('The file that says it, or the reason for a guess.'),
              guessed: z.boolean(),
              commented: z.boolean().describe('Whether it is only a comment, since Tidings cannot take that value.'),
            })
            .readonly(),
        ),
        feed: z.string().describe('The feed that the site has already, below its url.').optional(),
        notes: arrayOf(z.string()),
        ignore: arrayOf(z.string()).describe("Lines to add to the site's .gitignore."),
      })
      .readonly()
      .optional(),
    problems: problems.optional(),
  }),
  completion: z.strictObject({ shell: z.string(), script: z.string() }),
  'completion-words': z.strictObject({ words: arrayOf(z.string()) }),
  new: z.strictObject({ file: z.string(), slug: z.string(), title: z.string(), draft: z.boolean() }),
  import: z.strictObject({
    archives: arrayOf(
      z.strictObject({
        file: z.string(),
        service: z.enum(['WordPress', 'Ghost', 'Substack', 'Medium', 'Buttondown']),
      }),
    ),
    applied: z.boolean().describe('Whether the new articles were written.'),
    written: z
      .array(z.strictObject({ file: z.string(), title: z.string(), draft: z.boolean() }))
      .describe('New articles, by their files relative to the publication.'),
    unchanged: wholeNumber.describe('Articles that are here as the archive has them.'),
    kept: z
      .array(z.strictObject({ file: z.string(), title: z.string() }))
      .describe('Articles whose files say something else than the archive; they stay as they are.'),
    leftOut: z.array(z.strictObject({ reason: z.enum([...unpublished, ...unusable]), title: z.string() })),
    files: wholeNumber.describe('Pictures and other files next to the articles.'),
    problems: z.array(problem),
  }),
  build: z.strictObject({
    output: z.string(),
    articles: slugList,
    issues: slugList,
    held,
    written: arrayOf(z.string()),
    unchanged: z.int(),
    removed: arrayOf(z.string()),
    problems,
  }),
  serve: z.strictObject({
    address: z.string().describe('Where it listens.'),
    files: z.int(),
    metrics: z.string().describe('Where Prometheus reads figures.').optional(),
    nextRun: moment.describe('With --run: the next time of the schedule.').optional(),
  }),
  worker: z.strictObject({
    connections: z.int().describe('How many it sends over at the same time.'),
    listens: z.boolean().describe('Told of new jobs at once; else it asks for them each second.'),
    tasks: arrayOf(z.string()).describe('What it does besides sending batches, in turn with the other workers.'),
  }),
  studio: z.strictObject({ address: z.string().describe('Where it is on this machine, with its token.') }),
  check: checked,
  'check-issue': z.strictObject({
    ...issueName,
    letters: z.int().describe('How many different letters readers get.'),
    bytes: z.int().describe("Of the largest one's HTML."),
    links: z.strictObject({ asked: z.int(), total: z.int() }).readonly().optional(),
    spamassassin: z
      .strictObject({
        score: z.number(),
        rules: arrayOf(z.strictObject({ name: z.string(), points: z.number(), description: z.string() }).readonly()),
      })
      .readonly()
      .optional(),
    problems,
  }),
  config: z.record(z.string(), setting),
  digest: z.strictObject({
    slug: z.string().describe('Of the issue; absent, as the file is, where nothing is new.').optional(),
    file: z.string().optional(),
    articles: slugList,
    problems,
  }),
  doctor: z.strictObject({ from: z.string(), host: z.string().optional(), findings: arrayOf(dnsFinding) }),
  adopt: z.strictObject({
    applied: z.boolean().describe('Whether the lock was written.'),
    feeds: arrayOf(
      z.strictObject({
        feed: z.string().describe('As it was named.'),
        kind: z.enum(['atom', 'rss', 'rdf', 'json']),
        pages: z.int(),
        entries: z.int(),
        matched: z.int().describe('Entries that are articles here.'),
        address: z.string().describe('Where readers have it.').optional(),
      }),
    ),
    articles: arrayOf(
      z.strictObject({
        slug: z.string(),
        file: z.string(),
        by: z.enum(['address', 'id', 'title']).describe('How it was found; a title goes with its day.'),
        change: z.enum(['new', 'changed', 'unchanged']).describe('Of its line in the lock.'),
        id: z.string(),
        guid: z.string().describe('In RSS and JSON, if not the id.').optional(),
        guidIsLink: z.literal(true).describe('Whether RSS calls the guid an address.').optional(),
        atomId: z.string().describe('In Atom, if not the id.').optional(),
        jsonId: z.string().describe('In JSON, if not the guid.').optional(),
        published: z.string(),
        updated: z.string(),
      }),
    ),
    strays: arrayOf(
      z.strictObject({
        feed: z.string(),
        reason: z.enum(['none', 'several', 'nothing', 'held', 'taken']),
        id: z.string().optional(),
        url: z.string().optional(),
        title: z.string().optional(),
      }),
    ).describe('Entries that were left out.'),
    unknown: arrayOf(z.strictObject({ slug: z.string(), file: z.string() })).describe('Articles in no earlier feed.'),
    feedId: z.string().describe('The id of the feeds, if it becomes another one.').optional(),
    paths: z
      .strictObject({ atom: z.string().optional(), rss: z.string().optional(), json: z.string().optional() })
      .readonly()
      .describe('For "feeds.paths" in tidings.yaml.'),
    addresses: arrayOf(
      z.strictObject({ address: z.string(), format: z.enum(['atom', 'rss', 'json']) }).readonly(),
    ).describe('Paths of earlier feeds that lead to ours, on hosts that read `_redirects`.'),
    unreachable: arrayOf(z.strictObject({ from: z.string(), to: z.string() })).describe(
      'Other addresses of earlier feeds at which no feed can be, and where to redirect them.',
    ),
    problems,
  }),
  fetch: z.strictObject({ sources: arrayOf(fetchedSource), problems }),
  ping: z.strictObject({
    hub: z.string().optional(),
    pings: arrayOf(z.strictObject({ topic: z.string(), accepted: z.boolean(), reply: z.string() })),
    problems,
  }),
  run: z.strictObject({
    steps: arrayOf(
      z
        .strictObject({
          step: z.enum(['fetch', 'inbox', 'digest', 'build', 'check', 'publish', 'ping', 'send']),
          outcome: z.enum(['done', 'nothing', 'failed']),
          words: z.string().optional(),
        })
        .readonly(),
    ),
    resumed: z.string().describe('The step at which the run before was cut off.').optional(),
    problems,
  }),
  'theme-list': z.strictObject({
    themes: arrayOf(
      z.strictObject({
        name: z.string(),
        folder: z.string().describe('Absent for one that comes with Tidings.').optional(),
        used: z.boolean(),
      }),
    ),
  }),
  'theme-copy': z.strictObject({
    theme: z.string(),
    from: z.string(),
    folder: z.string(),
    files: arrayOf(z.string()),
  }),
  'theme-try': z.strictObject({
    theme: z.string(),
    folder: z.string(),
    files: arrayOf(z.string()).describe('The first leads to the others.'),
    problems,
  }),
  ...sendingResults,
  ...listResults,
} as const;

/** The value of each result. */
export type Results = { readonly [Name in keyof typeof results]: z.input<(typeof results)[Name]> };
export type ResultName = keyof Results;
