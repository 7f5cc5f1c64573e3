import { html, raw } from 'hono/html';
import { textOfHtml } from '../../feed/text.ts';
import { escapeXml } from '../../lib/escape.ts';
import { shorten } from '../../lib/shorten.ts';
import type { ForeignEntry, ForeignFeed } from '../../read/foreign/feed-shape.ts';
import type { Html, Studio } from '../studio.ts';
import { type ComparedEntry, type ComparedField, compareFeeds, type ReadFeeds } from './compare-feeds.ts';

export const feedFormats = { atom: 'Atom', rss: 'RSS', json: 'JSON Feed' } as const;
export type FeedFormat = keyof typeof feedFormats;

/** The list of a feed reader: what each entry is called, by whom and when, and how it begins. */
export function entryList(feed: ForeignFeed, open: number, to: (index: number) => string): Html {
  if (feed.entries.length === 0) return html`<p class="notice">This feed has no entries yet.</p>`;
  return html`<ol class="entries">${feed.entries.map(
    (entry, index) => html`<li><a href="${to(index)}"${index === open && raw(' aria-current="true"')}>
<span class="title" dir="auto">${entry.title ?? '(no title)'}</span>
<span class="facts">${entry.published?.slice(0, 10)}${entry.authors.length > 0 && html` · ${entry.authors.map(({ name }) => name).join(', ')}`}</span>
<span class="begins" dir="auto">${beginningOf(entry)}</span></a></li>`,
  )}</ol>`;
}

function beginningOf({ summary, html: content = '' }: ForeignEntry): string {
  return shorten(summary ?? textOfHtml(content).replace(/\s+/g, ' ').trim(), 140);
}

/** One entry as a feed reader without a taste of its own shows it: a whole document for a frame. */
export function entryDocument(entry: ForeignEntry, language: string, scheme: 'light' | 'dark'): string {
  const { title = '(no title)', url, published, authors, html: content, summary, attachments, tags } = entry;
  const by = [authors.map(({ name }) => name).join(', '), published?.slice(0, 10)].filter(Boolean).join(' · ');
  const files = attachments.map(({ url: file, title: words, type }) => {
    const label = `${words ?? file.slice(file.lastIndexOf('/') + 1)}${type === undefined ? '' : ` (${type})`}`;
    return `<li><a href="${escapeXml(file)}">${escapeXml(label)}</a></li>`;
  });
  const heading = url === undefined ? escapeXml(title) : `<a href="${escapeXml(url)}">${escapeXml(title)}</a>`;
  return `<!doctype html><html lang="${escapeXml(language)}"><head><meta charset="utf-8"><title>${escapeXml(title)}</title>
<style>${readerStyle.replace('SCHEME', scheme)}</style></head>
<body><article><h1 dir="auto">${heading}</h1><p class="by">${escapeXml(by)}</p>
<div dir="auto">${content ?? `<p>${escapeXml(summary ?? '')}</p>`}</div>
${files.length > 0 ? `<h2>Attachments</h2><ul>${files.join('')}</ul>` : ''}
${tags.length > 0 ? `<p class="by">${escapeXml(tags.join(', '))}</p>` : ''}</article></body></html>`;
}

const readerStyle = `:root { color-scheme: SCHEME; --ground: light-dark(#fff, #1b1f24); --text: light-dark(#1d2127, #e4e7eb); --muted: light-dark(#5a6370, #a3acb8); --link: light-dark(#0a5bab, #8ab8f2); }
body { margin: 0; background: var(--ground); color: var(--text); font: 17px/1.6 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; overflow-wrap: anywhere; }
article { max-width: 36rem; margin: 0 auto; padding: 1.5rem 1.25rem 2.5rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.25rem; } h1 a { color: inherit; text-decoration: none; }
a { color: var(--link); } .by { color: var(--muted); font-size: 0.875rem; }
img, video, svg { max-width: 100%; height: auto; } figure { margin: 1rem 0; } figcaption { color: var(--muted); font-size: 0.875rem; }
pre { overflow-x: auto; padding: 0.75rem; background: light-dark(#f1f3f5, #101317); } code { font-size: 0.9em; }
table { border-collapse: collapse; display: block; overflow-x: auto; } th, td { border: 1px solid light-dark(#dadee4, #343b45); padding: 0.25rem 0.5rem; text-align: start; }
blockquote { margin: 1rem 0; padding-inline-start: 1rem; border-inline-start: 3px solid light-dark(#dadee4, #343b45); }`;

/** Every entry in the three formats. What differs is open. */
export function comparison(feeds: ReadFeeds, only?: string): Html {
  const entries = compareFeeds(feeds).filter(({ url }) => only === undefined || url === only);
  if (entries.length === 0) return html`<p class="notice">There is nothing to compare.</p>`;
  const different = entries.filter(differs).length;
  const words =
    different === 0
      ? `${entries.length === 1 ? 'The entry is' : `All ${entries.length} entries are`} the same in all three formats.`
      : entries.length === 1
        ? 'The entry differs between the formats.'
        : `${different} of ${entries.length} entries ${different === 1 ? 'differs' : 'differ'} between the formats.`;
  return html`<p>${words}</p>${entries.map((entry) => comparedEntry(entry, entries.length === 1))}`;
}

function differs({ rows }: ComparedEntry): boolean {
  return rows.some(({ same }) => !same);
}

function comparedEntry(entry: ComparedEntry, open: boolean): Html {
  const different = entry.rows.filter(({ same }) => !same).map(({ name }) => name);
  return html`<details class="compared"${(open || different.length > 0) && raw(' open')}><summary><span class="title" dir="auto">${entry.title}</span>
${different.length === 0 ? html`<span class="badge">same</span>` : html`<span class="badge warning">differs in ${different.join(', ').toLowerCase()}</span>`}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="${entry.title} in three formats"><table class="compare">
<thead><tr><th scope="col">Field</th>${Object.values(feedFormats).map((words) => html`<th scope="col">${words}</th>`)}</tr></thead>
<tbody>${entry.rows.map(comparedRow)}</tbody></table></div></details>`;
}

function comparedRow({ name, same, atom, rss, json, reason }: ComparedField): Html {
  if (same) return html`<tr><th scope="row">${name}</th><td colspan="3" dir="auto">${shown(name, atom)}</td></tr>`;
  const values = [atom, rss, json].map(
    (value) => html`<td dir="auto">${value === '' ? html`<span class="note">nothing</span>` : shown(name, value)}</td>`,
  );
  const why = reason ?? 'No format is the cause of this. It is worth a report to Tidings.';
  return html`<tr class="different"><th scope="row">${name}</th>${values}</tr><tr class="reason"><td></td><td colspan="3">${why}</td></tr>`;
}

function shown(name: string, value: string): string {
  if (name !== 'Content') return value;
  const text = textOfHtml(value).replace(/\s+/g, ' ').trim();
  return `${new Intl.NumberFormat('en').format(text.length)} characters: ${shorten(text, 160).replace(/[.!?]…$/, '…')}`;
}

/** The views of feeds as links. */
export function feedTabs(
  studio: Studio,
  name: string | undefined,
  query: Readonly<Record<string, string | undefined>>,
  open: string,
): Html {
  const tabs = [
    ['', 'In a feed reader'],
    ['compare', 'Formats compared'],
    ...(name === undefined ? [['styled', 'In a browser'] as const] : []),
  ] as const;
  const parts = name === undefined ? [] : [name];
  return html`<nav aria-label="Views of the feed"><ul class="tabs">${tabs.map(
    ([view, words]) =>
      html`<li><a href="${studio.href('feeds', ...parts, { ...query, view: view || undefined })}"${view === open && raw(' aria-current="page"')}>${words}</a></li>`,
  )}</ul></nav>`;
}
