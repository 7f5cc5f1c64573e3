import { html } from 'hono/html';
import { itemRow } from './item-list.ts';
import type { Item } from './items.ts';
import type { Html, Studio } from './studio.ts';

/** So many items a group shows. */
const most = 8;

interface Group {
  readonly title: string;
  readonly meaning: string;
  readonly items: readonly Item[];
}

/** What a writer comes for: the items that wait for something, in groups by what they wait for. */
export function atWork(studio: Studio, items: readonly Item[]): Html {
  const groups = groupsOf(items).filter((group) => group.items.length > 0);
  return html`<h1>At work</h1>
<div class="groups">${groups.map((group) => groupPanel(studio, group))}</div>
<p><a href="${studio.href({ page: '1' })}">All articles and issues</a></p>`;
}

/** For a publication that holds nothing yet. */
export function firstSteps(studio: Studio): Html {
  return html`<h1>Nothing is written yet</h1>
<ol class="panel steps">
<li><a class="button main" href="${studio.href('new')}">Write an article</a> It becomes a file below the folder of articles, in Markdown.</li>
<li>Look at it here: as a letter, as a page and in feeds. Each time you save the file, this page shows it anew.</li>
<li><a href="${studio.href('look')}">Choose the look</a> of letters and site.</li>
<li>Publish it with “tidings build”, and send it with “tidings send”.</li>
</ol>`;
}

function groupPanel(studio: Studio, { title, meaning, items }: Group): Html {
  const id = `group-${title.toLowerCase().replaceAll(' ', '-')}`;
  const rest = items.length - most;
  return html`<section class="panel" aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
<p class="note">${meaning}</p>
<ul class="list wide">${items.slice(0, most).map((item) => itemRow(studio, item, undefined, 'group'))}</ul>
${rest > 0 && html`<p class="note">and ${rest} more</p>`}</section>`;
}

function groupsOf(items: readonly Item[]): readonly Group[] {
  const of = (...statuses: Item['status'][]) => items.filter(({ status }) => statuses.includes(status));
  const [sent] = of('sent');
  const isWaiting = ({ kind, carriedBy, date }: Item) =>
    kind === 'issue' || (carriedBy === undefined && (!sent || Date.parse(date) > Date.parse(sent.date)));
  const unsent = of('published').filter(isWaiting);
  return [
    { title: 'Drafts', meaning: 'Nobody but you sees them yet.', items: of('draft') },
    { title: 'To come', meaning: 'They are published on their day.', items: of('future').toReversed() },
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
