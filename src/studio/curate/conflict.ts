import { html } from 'hono/html';
import type { IssueFields } from '../../publish/issues/edit-issue.ts';
import type { Html } from '../studio.ts';

const labels: Readonly<Record<keyof IssueFields, string>> = {
  subject: 'Subject',
  preheader: 'Preheader',
  introduction: 'Introduction',
  articles: 'Articles',
  layout: 'Layout',
  theme: 'Theme',
  date: 'Date',
  draft: 'Draft',
};

/** Both versions of an issue that somebody else has changed in the meantime; nothing was written. */
export function conflictPanel(
  { display, hash, text }: { readonly display: string; readonly hash: string; readonly text: string },
  disk: IssueFields,
  wanted: IssueFields,
): Html {
  const differing = (Object.keys(labels) as (keyof IssueFields)[]).filter(
    (key) => wordsOf(key, disk) !== wordsOf(key, wanted),
  );
  return html`<section class="panel conflict" id="curate-conflict" tabindex="-1" aria-labelledby="conflict-title" data-hash="${hash}">
<h2 id="conflict-title">Nothing was saved: ${display} has changed on disk</h2>
<p>Somebody else, or another program, wrote the file after you opened it. Both versions are here; you decide.</p>
${
  differing.length === 0
    ? html`<p>The values that you edit are the same in both. Something else in the file is different.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Both versions"><table><thead><tr><td></td><th scope="col">On disk</th><th scope="col">Yours</th></tr></thead>
<tbody>${differing.map((key) => html`<tr><th scope="row">${labels[key]}</th><td><pre>${wordsOf(key, disk) || '(none)'}</pre></td><td><pre>${wordsOf(key, wanted) || '(none)'}</pre></td></tr>\n`)}</tbody></table></div>`
}
<details><summary>The whole file as it is on disk</summary><pre class="frame" tabindex="0">${text}</pre></details>
<p class="toolbar"><button type="button" class="main" data-take="mine">Keep mine, with the rest of the file on disk</button>
<button type="button" data-take="disk">Take the version on disk</button></p>
<p class="note">“Keep mine” writes nothing yet: the next “Save” does.</p>
</section>`;
}

function wordsOf(key: keyof IssueFields, fields: IssueFields): string {
  if (key === 'draft') return fields.draft ? 'yes' : 'no';
  if (key !== 'articles') return fields[key] as string;
  if (!fields.articles) return 'chosen by a rule';
  return fields.articles.map(({ slug, id, layout }) => `${slug ?? id}${layout ? ` (${layout})` : ''}`).join('\n');
}
