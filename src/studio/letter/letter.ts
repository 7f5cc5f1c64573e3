import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { letterFileName } from '../../model/letter-name.ts';
import { everywhere, policyOfFrames } from '../guard.ts';
import type { Item } from '../items.ts';
import { page } from '../layout.ts';
import { missingItem } from '../missing-item.ts';
import { noNewsletter, noNewsletterWords } from '../no-newsletter.ts';
import { emptyFrame, framed, siteAddresses } from '../site.ts';
import type { Html, Studio } from '../studio.ts';
import { frameDocument } from './frame-document.ts';
import { headerTable, inboxView, numberedLines, textPart } from './letter-parts.ts';
import { type LetterQuery, readLetterQuery, writeLetterQuery } from './letter-query.ts';
import { letterToolbar, readerFields } from './letter-toolbar.ts';
import { LetterDesk, type OpenedLetter, shownName } from './opened-letter.ts';

/** The forms of a letter: the last part of its address, and the words of its tab. */
const forms = [
  ['', 'HTML'],
  ['text', 'Text'],
  ['inbox', 'Inbox'],
  ['headers', 'Headers'],
  ['mjml', 'MJML'],
  ['source', 'Source'],
] as const;
type Form = (typeof forms)[number][0];

/** The letter of an article or an issue, in all of its forms. */
export function letterRoutes(studio: Studio): Hono {
  const desk = new LetterDesk(studio);
  const app = new Hono();
  for (const [form] of forms)
    app.get(`/letters/:name${form && `/${form}`}`, async (context) => {
      const { name, query } = asked(context);
      const { item, opened, fault } = await desk.open(name, query);
      const none = item && (await noNewsletter(studio));
      const title = opened?.email.subject || item?.title || studio.session.gone(name)?.title || name;
      const main = none
        ? none
        : opened
          ? html`<div class="forms">${formTabs(studio, name, query, form)}${readerFields(query, opened)}</div>${formView(studio, { name, query, opened, form })}`
          : await withoutLetter(studio, name, item);
      const view = { title, item, tab: 'letter', main, fault, styles: ['letter'], scripts: ['letter'] };
      return context.html(page(studio, view), item || opened || fault ? 200 : 404);
    });
  app.get('/letters/:name/frame', async (context) => {
    const { name, query } = asked(context);
    const { item, opened, fault } = await desk.open(name, query);
    const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
    if (opened && !hasLetters(opened)) return context.html(emptyFrame(noNewsletterWords), 404, headers);
    if (!opened) return context.html(emptyFrame(fault?.[0]?.message ?? 'There is no such letter.'), 404, headers);
    const document = frameDocument(opened.email.html, query);
    return context.html(framed(document, siteAddresses(studio, opened.good, '', shownName(item))), 200, headers);
  });
  app.get('/letters/:name/message.eml', async (context) => {
    const { name, query } = asked(context);
    const { opened } = await desk.open(name, query);
    if (!opened || !hasLetters(opened)) return context.text('There is no such letter.\n', 404);
    return context.body(new Uint8Array(opened.message()), 200, {
      'Content-Type': 'message/rfc822',
      'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(letterFileName(name))}.eml`,
    });
  });
  return app;
}

function hasLetters({ good }: OpenedLetter): boolean {
  return good.config.settings.letters;
}

/** Its problem is told above, unless there is no such item. */
function withoutLetter(studio: Studio, name: string, item: Item | undefined): Html | Promise<Html> {
  if (!item) return missingItem(studio, name);
  return html`<p class="notice">The letter is here as soon as the problem above is mended.</p>`;
}

function asked({ req }: Context<object, '/letters/:name'>): { name: string; query: LetterQuery } {
  const name = req.param('name');
  const { edition, ...query } = readLetterQuery(new URL(req.url).searchParams);
  return { name, query: { ...query, ...(edition !== undefined && edition !== name && { edition }) } };
}

function formTabs(studio: Studio, name: string, query: LetterQuery, open: Form): Html {
  return html`<nav aria-label="Forms of the letter"><ul class="tabs">${forms.map(
    ([form, words]) =>
      html`<li><a href="${studio.href('letters', name, ...(form ? [form] : []), writeLetterQuery(query))}"${form === open && raw(' aria-current="page"')}>${words}</a></li>`,
  )}</ul></nav>`;
}

interface FormAsked {
  readonly name: string;
  readonly query: LetterQuery;
  readonly opened: OpenedLetter;
  readonly form: Form;
}

function formView(studio: Studio, { name, query, opened, form }: FormAsked): Html {
  if (form === '') return htmlView(studio, { name, query, opened });
  const { email, mjml } = opened;
  const views: Readonly<Record<Exclude<Form, ''>, () => Html>> = {
    text: () => textPart(opened),
    inbox: () => inboxView(opened),
    headers: () => headerTable(opened),
    mjml: () => numberedLines(mjml, 'MJML'),
    source: () => numberedLines(email.html, 'HTML source'),
  };
  const { width, scheme, pictures, styles } = writeLetterQuery(query);
  return html`<form id="letter-look" action="${studio.href('letters', name, form)}">
${Object.entries({ width, scheme, pictures, styles }).map(
  ([key, value]) => value !== undefined && html`<input type="hidden" name="${key}" value="${value}">`,
)}<button data-no-script>Show</button></form>
${views[form]()}`;
}

function htmlView(studio: Studio, { name, query, opened }: Omit<FormAsked, 'form'>): Html {
  const { width, ...look } = writeLetterQuery(query);
  return html`${letterToolbar(studio, name, query, opened)}
<div class="stage" data-scheme="${query.scheme}">
<iframe class="sized" id="letter-frame" data-live data-fit title="The letter" sandbox="allow-same-origin allow-popups"${width !== undefined && html` width="${width}"`} src="${studio.href('letters', name, 'frame', look)}"></iframe>
<div class="grip" id="letter-grip" role="slider" tabindex="0" aria-label="Width of the letter" aria-orientation="horizontal" aria-controls="letter-frame" aria-valuemin="280" aria-valuemax="1600" aria-valuenow="${query.width ?? 800}" aria-valuetext="${query.width === undefined ? 'as wide as there is room' : `${query.width} pixels`}" data-script hidden></div>
</div>`;
}
