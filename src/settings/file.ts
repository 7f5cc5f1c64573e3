import { z } from 'zod';
import { isAddress, parseMailbox } from '../lib/address.ts';
import { asciiDomain, isSelector } from '../lib/domain.ts';
import { isListName } from '../model/list-name.ts';
import { permalinkFault } from '../model/permalink.ts';
import type { Problem } from '../model/problem.ts';
import { generators, type NewsletterSettings, type Settings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { feeds, feedsWithDefaults } from './feeds.ts';
import { fields } from './fields.ts';
import { schedule, scheduleWithDefaults } from './schedule.ts';
import { send, sendWithDefaults } from './send.ts';
import { server, serverWithDefaults } from './server.ts';
import { ownSourceIn, sources } from './sources.ts';
import { dataValues, letterPicture, style } from './style.ts';
import {
  isAddressOrPath,
  languageSetting,
  lineSetting,
  staysInside,
  themeName,
  timezoneSetting,
  webAddress,
} from './values.ts';

/** The shape of `tidings.yaml`. Strict: an unknown key is a problem. */
export type SettingsFile = z.output<typeof settingsFile>;

const image = refined(
  lineSetting,
  isAddressOrPath,
  'is not a web address',
  'Write an absolute address, or a path below "url" such as /logo.png.',
);
const linkTarget = refined(
  lineSetting,
  (value) =>
    URL.canParse(value) ? /^(https?:\/\/|mailto:)/i.test(value) : isAddressOrPath(value) && staysBelow(value),
  'is not an address that a page can link to',
  'Write a web address, or a path below "url" such as /about/.',
);
/** Whether a path means a place below "url" as it is written: `//example.com/` is another host, and `../x` leads out. */
function staysBelow(value: string): boolean {
  return !/^[/\\]{2}|\\/.test(value) && !/^[^?#]*(^|\/)(\.|%2e){2}(\/|[?#]|$)/i.test(value);
}

const mailbox = refined(
  lineSetting,
  (value) => parseMailbox(value) !== undefined,
  'is not one e-mail address',
  'Write it as name@example.org or My Letter <name@example.org>.',
);
const bareAddress = refined(
  lineSetting,
  isAddress,
  'is not an e-mail address',
  'Write it as name@example.org, without a name before it.',
);
const tokenUrl = refined(
  webAddress,
  (value) => value.startsWith('https:') && value.split('{token}').length === 2,
  'must begin with https: and hold {token} once',
  'Write it such as https://example.org/unsubscribe/{token}.',
);

const selector = refined(
  lineSetting,
  isSelector,
  'is not a selector',
  'Write a word such as mail2026: the public key is in the DNS at mail2026._domainkey and the domain.',
);
const dkim = z.strictObject({
  selector: z.union([selector, z.array(selector).min(1, 'names nothing')], {
    error: ({ input }) => (input === undefined ? 'is missing' : 'must be a word or a list of words'),
  }),
  domain: refined(
    lineSetting,
    (value) => asciiDomain(value) !== undefined,
    'is not a domain',
    'Write it such as example.org, without https://.',
  ).optional(),
});

const authorName = z
  .string()
  .trim()
  .min(1, 'is empty')
  .pipe(lineSetting)
  .transform((name) => ({ name }));
const authorRecord = z.strictObject({ name: lineSetting, url: webAddress.optional(), email: bareAddress.optional() });
const author = z.union([authorName, authorRecord], 'must be a name, or a group with a "name"');
/** As in front matter, a name alone will do. */
const authors = z.union(
  [authorName.transform((one) => [one]), z.array(author).min(1, 'names nobody')],
  'must be a name or a list of names',
);

/** A section whose every line is commented out reads as null; that is the same as no section. */
const newsletter = z.preprocess(
  (value) => value ?? undefined,
  z
    .strictObject({
      from: mailbox.optional(),
      replyTo: mailbox.optional(),
      address: z.string('must be text').trim().min(1, 'is empty').optional(),
      listId: refined(
        lineSetting,
        isListName,
        'is not a list name (RFC 2919)',
        'Write it like a host name, such as letter.example.org.',
      ).optional(),
      unsubscribeUrl: tokenUrl.optional(),
      unsubscribeEmail: bareAddress.optional(),
      subscribeEmail: bareAddress.optional(),
      preferencesUrl: tokenUrl.optional(),
      dkim: dkim.optional(),
      fields,
      maxBytes: z
        .int()
        .min(20_000, 'must be at least 20000')
        .max(102_400, 'is more than 102400, where Gmail cuts a letter off')
        .optional(),
      theme: themeName.optional(),
      style,
      editor: z
        .strictObject({ name: lineSetting, image: letterPicture.optional(), line: lineSetting.optional() })
        .optional(),
    })
    .or(z.literal(false, 'must be a section of settings, or false for no letters'))
    .optional(),
);

export const settingsFile = z.strictObject({
  title: lineSetting.optional(),
  url: webAddress.optional(),
  language: languageSetting.optional(),
  timezone: timezoneSetting.optional(),
  description: lineSetting.optional(),
  authors: authors.optional(),
  rights: lineSetting.optional(),
  image: image.optional(),
  icon: image.optional(),
  navigation: z
    .array(z.strictObject({ label: lineSetting, url: linkTarget }), 'must be a list of links, each with label and url')
    .optional(),
  articles: refined(
    lineSetting,
    (value) => staysInside(value) && (!value.includes('://') || ownSourceIn(value) !== undefined),
    'leaves the publication',
    'Name a folder inside it, such as articles, or the address of your feed.',
  ).optional(),
  sources,
  output: refined(
    lineSetting,
    (value) => staysInside(value) && !/^(\.?[/\\]*)*$/.test(value),
    'is no folder inside the publication',
    'Name a folder of its own inside it, such as output; --output names one anywhere.',
  ).optional(),
  static: z
    .array(
      refined(
        lineSetting,
        (value) => staysInside(value) && !/^(\.?[/\\]*)*$/.test(value) && !/(^|[/\\])\.[^/\\.]/.test(value),
        'is no folder that can be public',
        'Name a folder inside the publication, such as images.',
      ),
      'must be a list of folders, such as [images]',
    )
    .optional(),
  permalink: lineSetting
    .superRefine((value, context) => {
      const fault = permalinkFault(value);
      if (fault) context.addIssue({ code: 'custom', message: fault.message, params: { hint: fault.hint } });
    })
    .optional(),
  frontMatter: z.literal('strict', 'can only be "strict"; without it, unknown keys are warnings').optional(),
  generator: z.enum(generators, `must be one of ${generators.join(', ')}`).optional(),
  noticePattern: refined(
    z.string('must be text'),
    isPattern,
    'is not a regular expression',
    'Put it in single quotes; an empty one turns notices off.',
  ).optional(),
  typography: z.boolean('must be true or false').optional(),
  site: z.boolean('must be true, or false where another program makes the site').optional(),
  foreign: z.literal('keep', 'must be keep').optional(),
  feeds,
  newsletter,
  data: z.preprocess((value) => value ?? undefined, dataValues.optional()),
  server,
  bounces: z.preprocess(
    (value) => value ?? undefined,
    z
      .strictObject({
        address: bareAddress.optional(),
        mailbox: lineSetting.optional(),
        authserv: refined(
          lineSetting,
          (value) => /^[^\s;"()]+$/.test(value),
          'is not the name of a mail server',
          'Write the word that the field Authentication-Results of your mail begins with, such as mx.example.org.',
        ).optional(),
      })
      .optional(),
  ),
  send,
  schedule,
});

/** A checked file with what has no default. */
export type CheckedFile = SettingsFile & { title: string; url: string };

/** Fills in every default. */
export function fillIn(file: CheckedFile): Settings {
  const url = new URL(file.url);
  url.search = '';
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  const authors = file.authors ?? [{ name: file.title }];
  const ownServer = serverWithDefaults(file.server);
  return {
    title: file.title,
    url: url.href,
    language: Intl.getCanonicalLocales(file.language ?? 'en')[0]!,
    timezone: file.timezone ?? 'UTC',
    authors,
    permalink: file.permalink ?? '/articles/{slug}/',
    site: file.site ?? true,
    syndicated: file.feeds !== false,
    feeds: feedsWithDefaults(file.feeds || {}, url, authors.map(({ name }) => name).join(', ')),
    letters: file.newsletter !== false,
    newsletter: withOwnLinks(file.newsletter || {}, ownServer.url),
    send: sendWithDefaults(file.send),
    server: ownServer,
    ...(file.frontMatter && { frontMatter: file.frontMatter }),
    ...(file.generator && { generator: file.generator }),
    ...(file.bounces && { bounces: file.bounces }),
    ...(file.data && { data: file.data }),
    ...(file.schedule && { schedule: scheduleWithDefaults(file.schedule, file.timezone ?? 'UTC') }),
    ...(file.description !== undefined && { description: file.description }),
    ...(file.foreign && { foreign: file.foreign }),
    ...(file.typography && { typography: true as const }),
    ...(file.rights !== undefined && { rights: file.rights }),
    ...(file.image !== undefined && { image: new URL(file.image, url).href }),
    ...(file.icon !== undefined && { icon: new URL(file.icon, url).href }),
    ...(file.navigation && { navigation: file.navigation.map((one) => ({ ...one, url: below(url, one.url) })) }),
  };
}

/** A path that begins with `/` is below the publication's address, too. */
function below(url: URL, target: string): string {
  return new URL(target.replace(/^\/+/, ''), url).href;
}

/** Letters lead to our own server where nothing else is set. */
function withOwnLinks(newsletter: NewsletterSettings, server: string | undefined): NewsletterSettings {
  if (server === undefined) return newsletter;
  const own = { unsubscribeUrl: `${server}unsubscribe/{token}`, preferencesUrl: `${server}preferences/{token}` };
  return { ...own, ...newsletter };
}

function isPattern(value: string): boolean {
  try {
    new RegExp(value, 'i');
    return true;
  } catch {
    return false;
  }
}

/** Problems of values that no file holds: the message names the flag or variable instead of a place. */
export function problemsOfValue(key: keyof typeof settingsFile.shape, value: string, named: string): Problem[] {
  const result = settingsFile.shape[key].safeParse(value);
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const hint = issue.code === 'custom' ? (issue.params?.hint as string | undefined) : undefined;
    return {
      severity: 'error',
      rule: 'invalid-value',
      message: `${named} ${issue.message}: "${value}"`,
      ...(hint && { hint }),
    };
  });
}
