import type { Config } from '../../config/config.ts';
import type { RuleName } from '../../email/check/rules.ts';
import { domainOf, mailboxDomain } from '../../lib/address.ts';
import { isReserved, kinship } from '../../lib/domain.ts';
import type { Locate, Problem } from '../../model/problem.ts';
import type { Settings } from '../../model/publication.ts';
import type { SettingsFile } from '../../settings/file.ts';
import { starterSettings } from '../starter.ts';

/** A setting that readers meet, as it is written. */
interface Shown {
  readonly path: readonly (string | number)[];
  readonly value: string;
  /** The domain that it names, if it names one. */
  readonly domain?: string | undefined;
}

/**
 * Warns of settings that can be read and are hardly meant: what the starter says, names that are set apart for examples,
 * and a sender or a way out that has nothing to do with the web site. Real readers get no letter with a placeholder.
 */
export async function doubtfulSettings({
  settings,
  origins,
  at,
}: Pick<Config, 'settings' | 'origins' | 'at'>): Promise<Problem[]> {
  // A flag or a variable stands in no line of the file.
  const place: Locate = (path, target) => (origins[String(path[0])] === 'tidings.yaml' ? at(path, target) : {});
  const placeholders = await placeholdersIn(settings, place);
  const named = new Set(placeholders.map(({ value }) => value));
  return [...placeholders.map(({ problem }) => problem), ...strangersIn(settings, named, place)];
}

/** One warning for all placeholders: a letter that goes to nobody real may well have them. */
export function withoutRepetition(problems: readonly Problem[]): Problem[] {
  const [first, ...more] = problems.filter(({ rule }) => rule === placeholder);
  const rest = problems.filter(({ rule }) => rule !== placeholder);
  if (!first || more.length === 0) return [...problems];
  const lines = more.flatMap(({ line }) => line ?? []);
  const noun = lines.length > 0 ? `${more.length === 1 ? 'line' : 'lines'} ${lines.join(', ')}` : `${more.length} more`;
  const verb = more.length === 1 ? 'holds a placeholder' : 'hold placeholders';
  return [{ ...first, message: `${first.message}; ${noun} ${verb}, too` }, ...rest];
}

/** Warns of placeholders in settings, of which some may be missing. */
export async function findPlaceholders(settings: ShownSettings): Promise<Problem[]> {
  return (await placeholdersIn(settings, () => ({}))).map(({ problem }) => problem);
}

/** The lines of a new publication's settings that readers would meet and that are nobody's yet. */
export async function exampleLines(): Promise<{ line: number; text: string }[]> {
  const { settings, at } = await starterSettings();
  const found = await placeholdersIn(shownOf(settings), at);
  const lines = new Map(found.map(({ problem: { line = 0, excerpt = '' } }) => [line, excerpt]));
  return [...lines].map(([line, excerpt]) => ({ line, text: excerpt.replace(/\s+#.*$/, '').trim() }));
}

const placeholder = 'placeholder' satisfies RuleName;

/** The settings that readers meet. */
export type ShownSettings = Partial<
  Pick<Settings, 'title' | 'url' | 'description' | 'rights' | 'authors' | 'bounces'>
> & { readonly newsletter: Settings['newsletter']; readonly server?: { readonly url?: string | undefined } };

async function placeholdersIn(settings: ShownSettings, at: Locate): Promise<{ value: string; problem: Problem }[]> {
  const starter = new Set(shownIn(shownOf((await starterSettings()).settings)).map(({ value }) => value));
  const found = shownIn(settings).flatMap(({ path, value, domain }) => {
    const why = reasonOf(value, domain, starter);
    if (!why) return [];
    const message = `"${path.join('.')}" is ${JSON.stringify(value)}, ${why}`;
    const hint = 'Put your own in its place: no letter goes to real readers with it.';
    return [{ value, problem: { severity: 'warning', rule: placeholder, message, hint, ...at(path) } as const }];
  });
  return found.toSorted((a, b) => (a.problem.line ?? 0) - (b.problem.line ?? 0));
}

function reasonOf(value: string, domain: string | undefined, starter: ReadonlySet<string>): string | undefined {
  if (starter.has(value)) return 'as in every new publication';
  if (domain && isReserved(domain)) return `and ${domain} is set apart for examples`;
  return undefined;
}

function shownIn(settings: ShownSettings): Shown[] {
  const { title, url, description, rights, authors = [], newsletter, bounces, server } = settings;
  const { from, replyTo, address, listId, unsubscribeUrl, unsubscribeEmail, preferencesUrl, dkim } = newsletter;
  // An address that follows from that of the server is mended there.
  const besides = (link: string | undefined) => (server?.url && link?.startsWith(server.url) ? undefined : link);
  const all: [path: (string | number)[], value: string | undefined, domain?: string | undefined][] = [
    [['title'], title],
    [['url'], url, hostOf(url)],
    [['description'], description],
    [['rights'], rights],
    ...authors.flatMap((author, index): typeof all => [
      [['authors', index, 'url'], author.url, hostOf(author.url)],
      [['authors', index, 'email'], author.email, author.email && domainOf(author.email)],
    ]),
    [['newsletter', 'from'], from, from && mailboxDomain(from)],
    [['newsletter', 'replyTo'], replyTo, replyTo && mailboxDomain(replyTo)],
    [['newsletter', 'address'], address],
    [['newsletter', 'listId'], listId, listId],
    [['newsletter', 'unsubscribeUrl'], besides(unsubscribeUrl), hostOf(unsubscribeUrl)],
    [['newsletter', 'unsubscribeEmail'], unsubscribeEmail, unsubscribeEmail && domainOf(unsubscribeEmail)],
    [['newsletter', 'preferencesUrl'], besides(preferencesUrl), hostOf(preferencesUrl)],
    [['server', 'url'], server?.url, hostOf(server?.url)],
    [['newsletter', 'dkim', 'domain'], dkim?.domain, dkim?.domain],
    [['bounces', 'address'], bounces?.address, bounces?.address && domainOf(bounces.address)],
  ];
  return all.flatMap(([path, value, domain]) => (value === undefined ? [] : [{ path, value, domain }]));
}

/** A file without letters has no section of them. */
function shownOf({ newsletter, ...rest }: SettingsFile): ShownSettings {
  return { ...(rest as ShownSettings), newsletter: (newsletter || {}) as Settings['newsletter'] };
}

function* strangersIn(
  { url, newsletter: { from, unsubscribeUrl, unsubscribeEmail } }: Settings,
  placeholders: ReadonlySet<string>,
  at: Locate,
): Generator<Problem> {
  const site = hostOf(url);
  if (!site || placeholders.has(url)) return;
  const isStrange = (domain: string | undefined) => domain !== undefined && kinship(domain, site) === 'strangers';
  const sender = from && mailboxDomain(from);
  if (from && isStrange(sender) && !placeholders.has(from))
    yield {
      ...{ severity: 'warning', rule: 'foreign-sender', ...at(['newsletter', 'from']) },
      message: `letters come from ${sender}, and the web site is ${site}`,
      hint: 'Readers and filters trust a sender whom they know from the site. If both are yours, this can stay.',
    };
  for (const [key, value, domain] of [
    ['unsubscribeUrl', unsubscribeUrl, hostOf(unsubscribeUrl)],
    ['unsubscribeEmail', unsubscribeEmail, unsubscribeEmail && domainOf(unsubscribeEmail)],
  ] as const) {
    if (!value || !isStrange(domain) || domain === sender || placeholders.has(value)) continue;
    yield {
      ...{ severity: 'warning', rule: 'foreign-unsubscribe', ...at(['newsletter', key]) },
      message: `readers unsubscribe at ${domain}, and the web site is ${site}`,
      hint: 'A link to somebody else looks like a trap, and only who answers there can take readers off. If both are yours, this can stay.',
    };
  }
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url.replace('{token}', 'token'))?.hostname;
}
