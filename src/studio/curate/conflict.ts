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

/**
 * Both versions of an issue whose file has changed in the meantime; nothing was written.
 * @param base What the form had before it was changed: only fields that differ from it are in conflict.
 */
export function conflictPanel(
  { display, hash, text }: { readonly display: string; readonly hash: string; readonly text: string },
  { disk, base, wanted }: Readonly<Record<'disk' | 'base' | 'wanted', IssueFields>>,
): Html {
  const differing = (Object.keys(labels) as (keyof IssueFields)[]).filter(
    (key) => wordsOf(key, wanted) !== wordsOf(key, base) && wordsOf(key, wanted) !== wordsOf(key, disk),
  );
  return html`<section class="panel conflict" id="curate-conflict" tabindex="-1" aria-labelledby="conflict-title" data-hash="${hash}">
<h2 id="conflict-title">Nothing was saved: ${display} has changed on disk</h2>
<p>It was written since this page read it, perhaps by you in an editor. These are the fields that you changed here, in both versions; you decide. All others come from disk either way.</p>
${
  differing.length === 0
    ? html`<p>Nothing that you changed differs from the file. Something else in it does.</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label="Both versions"><table><thead><tr><td></td><th scope="col">On disk</th><th scope="col">Yours</th></tr></thead>
<tbody>${differing.map((key) => html`<tr><th scope="row">${labels[key]}</th><td><pre>${wordsOf(key, disk) || '(none)'}</pre></td><td><pre>${wordsOf(key, wanted) || '(none)'}</pre></td></tr>\n`)}</tbody></table></div>`
}
<details><summary>The whole file as it is on disk</summary><pre class="frame" tabindex="0">${text}</pre></details>
<p class="toolbar"><button type="button" class="main" data-take="mine">Keep what I changed, and take the rest from disk</button>
<button type="button" data-take="disk">Take the version on disk</button></p>
<p class="note">“Keep what I changed” writes nothing yet: the next “Save” does.</p>
</section>`;
}

function wordsOf(key: keyof IssueFields, fields: IssueFields): string {
  if (key === 'draft') return fields.draft ? 'yes' : 'no';
  if (key !== 'articles') return fields[key] as string;
  if (!fields.articles) return 'chosen by a rule';
  return fields.articles.map(({ slug, id, layout }) => `${slug ?? id}${layout ? ` (${layout})` : ''}`).join('\n');
}
