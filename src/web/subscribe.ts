import { escapeXml, oneLine } from '../lib/escape.ts';
import { mailTo, subscribeFolder, waysIn } from '../model/ways-in.ts';
import { serverWordsFor, wordsFor } from '../strings/tables.ts';
import { absolute, encodePath } from './address.ts';
import { feedLinks } from './feeds.ts';
import { around } from './html.ts';
import { joinForm } from './join-form.ts';
import type { Page } from './page.ts';
import { type Site, type Topic, topicName } from './site.ts';

/**
 * The page about subscribing: the form of our own server, or the address to write to; then what a feed is, how to
 * subscribe to it, and the address of every feed.
 */
export function subscribePage(site: Site): Page {
  const { settings, words } = site;
  const { colon } = wordsFor(settings.language);
  const { form, email } = waysIn(settings);
  const own = serverWordsFor(settings.language);
  const canonical = absolute(subscribeFolder, settings);
  return {
    path: `${subscribeFolder}index.html`,
    template: 'subscribe',
    title: words.subscribe,
    description: (form ?? email) ? own.joinHeading(oneLine(settings.title)) : words.followSite(settings.title),
    language: settings.language,
    canonical,
    ...(form && {
      form: joinForm(settings, { action: form, languages: languagesIn(site), page: canonical, level: 2 }),
    }),
    values: {
      form: '',
      byEmail: email === undefined ? null : wayByEmail(email, site),
      orFeeds: (form ?? email) ? own.orFeeds : '',
      feeds: feedLinks('', settings.title, site).map((feed) => ({
        ...feed,
        copyLabel: words.copy + colon + feed.format,
      })),
      parts: [
        part('tags', 'tag', site),
        part('authors', 'author', site),
        part('languages', 'language', site),
        { id: 'issues', heading: words.issues, selections: site.issues.length > 0 ? [issues(site)] : [] },
        { id: 'selections', heading: words.selections, selections: site.saved.map((saved) => followed(saved, site)) },
        { id: 'summaries', heading: words.summaries, selections: settings.feeds.summaries ? [summaries(site)] : [] },
      ].filter(({ selections }) => selections.length > 0),
    },
  };
}

/** The languages that a reader may choose: those of articles, and the publication's. One alone is no choice. */
function languagesIn({ selections, settings: { language } }: Site): string[] {
  const codes = selections.filter(({ kind }) => kind === 'language').map(({ name }) => name);
  const spoken = codes.some((code) => new Intl.Locale(code).language === new Intl.Locale(language).language);
  return spoken || codes.length === 0 ? codes : [language, ...codes];
}

/** One mail subscribes; its subject is for programs that send none without. */
function wayByEmail(email: string, { settings }: Site) {
  const words = serverWordsFor(settings.language);
  const link = mailTo(email, words.join);
  return {
    heading: words.joinHeading(oneLine(settings.title)),
    sentence: around(
      `<a href="${escapeXml(link)}"><bdi dir="ltr">${escapeXml(email)}</bdi></a>`,
      words.subscribeByMail,
    ),
    link,
    button: words.join,
  };
}

function part(id: 'tags' | 'authors' | 'languages', kind: Topic['kind'], site: Site) {
  const selections = site.selections.filter((selection) => selection.kind === kind);
  return {
    id,
    heading: site.words[id],
    selections: selections.map((selection) => {
      const page = encodePath(selection.path);
      return { ...followed({ title: topicName(selection, site.settings), path: selection.path }, site), page };
    }),
  };
}

function issues(site: Site) {
  const path = 'issues/';
  return { ...followed({ title: site.words.issues, path }, site), page: path };
}

function summaries(site: Site) {
  return followed({ title: site.words.inSummary, path: 'summaries/' }, site);
}

/** The feeds whose content has no page. */
function followed({ title, path }: { title: string; path: string }, site: Site) {
  return { name: oneLine(title), page: '', feeds: feedLinks(path, title, site) };
}
