import { html } from 'hono/html';
import type { Settings } from '../model/publication.ts';
import { firstView, itemRow } from './item-list.ts';
import type { Item } from './items.ts';
import type { Html, Studio } from './studio.ts';

/** So many items a group shows. */
const most = 8;

interface Group {
  readonly title: string;
  readonly meaning: string;
  readonly items: readonly Item[];
}

/** The items that wait for something, in groups by its kind: a writer comes for these first. */
export function atWork(studio: Studio, items: readonly Item[], settings: Settings): Html {
  const groups = (settings.letters ? groupsOf(items) : groupsWithoutLetters(items)).filter(
    (group) => group.items.length > 0,
  );
  return html`<h1>At work</h1>
<div class="groups">${groups.map((group) => groupPanel(studio, group, firstView(settings)))}</div>
<p><a href="${studio.href({ page: '1' })}">All articles${settings.letters && ' and issues'}</a></p>`;
}

/** For a publication that holds nothing yet. */
export function firstSteps(studio: Studio, { letters, site }: Settings): Html {
  const forms = [letters && 'as a letter', site && 'as a page', 'in feeds'].filter(Boolean);
  return html`<h1>Nothing is written yet</h1>
<ol class="panel steps">
<li><a class="button main" href="${studio.href('new')}">Write an article</a> It becomes a file below the folder of articles, in Markdown.</li>
<li>Look at it here: ${forms.join(', ').replace(/, ([^,]*)$/, ' and $1')}. Each time you save the file, this page shows it anew.</li>
<li><a href="${studio.href('look')}">Choose the look</a> of ${[letters && 'letters', site && 'site'].filter(Boolean).join(' and ') || 'feeds'}.</li>
<li>Publish it with “tidings build”${letters && ', and send it with “tidings send”'}.</li>
</ol>`;
}

function groupPanel(studio: Studio, { title, meaning, items }: Group, view: ReturnType<typeof firstView>): Html {
  const id = `group-${title.toLowerCase().replaceAll(' ', '-')}`;
  const rest = items.length - most;
  return html`<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<p class="note">${meaning}</p>
<ul class="list wide">${items.slice(0, most).map((item) => itemRow(studio, item, { view, list: 'group' }))}</ul>
${rest > 0 && html`<p class="note">and ${rest} more</p>`}</section>`;
}

function groupsWithoutLetters(items: readonly Item[]): readonly Group[] {
  const of = (status: Item['status']) => items.filter((item) => item.status === status);
  return [
    { ...withErrors, items: of('broken') },
    { ...drafts, items: of('draft') },
    { ...toCome, items: of('future').toReversed() },
    {
      title: 'Newest articles',
      meaning: 'They are on the web with the next build.',
      items: of('published'),
    },
  ];
}

const withErrors = { title: 'With errors', meaning: 'They cannot be published as they are.' };
const drafts = { title: 'Drafts', meaning: 'Nobody but you sees them yet.' };
const toCome = { title: 'To come', meaning: 'They are published on their day.' };

function groupsOf(items: readonly Item[]): readonly Group[] {
  const of = (...statuses: Item['status'][]) => items.filter(({ status }) => statuses.includes(status));
  const [sent] = of('sent');
  const isWaiting = ({ kind, carriedBy, date }: Item) =>
    kind === 'issue' || (carriedBy === undefined && (!sent || Date.parse(date) > Date.parse(sent.date)));
  const unsent = of('published').filter(isWaiting);
  return [
    { ...withErrors, items: of('broken') },
    { ...drafts, items: of('draft') },
    { ...toCome, items: of('future').toReversed() },
    {
      title: 'Issues to send',
      meaning: 'They are on the web with the next build, and have not been sent.',
      items: unsent.filter(({ kind }) => kind === 'issue'),
    },
    {
      title: sent ? 'New since the last letter' : 'New articles',
      meaning: sent ? 'No issue has carried them.' : 'None of them has been sent.',
      items: unsent.filter(({ kind }) => kind === 'article'),
    },
    { title: 'Last sent', meaning: 'Readers have it in their inboxes.', items: sent ? [sent] : [] },
  ];
}
