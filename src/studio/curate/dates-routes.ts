import { type Context, Hono } from 'hono';
import { html, raw } from 'hono/html';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { type EditableArticle, openArticle, saveArticle } from '../../publish/edit-article.ts';
import type { Prepared } from '../../publish/prepare.ts';
import type { Item } from '../items.ts';
import { page } from '../layout.ts';
import type { Html, Studio } from '../studio.ts';
import { frontDate, isFrontDate, wallClock } from './wall-clock.ts';

/** The date of an article, and whether it is a draft. It works without script. */
export function datesRoutes(studio: Studio): Hono {
  return new Hono()
    .get('/articles/:name{.+}/publish', async (context) => datesPage(studio, context))
    .post('/articles/:name{.+}/publish', async (context) => {
      const found = await articleIn(studio, context.req.param('name'));
      if (!found) return datesPage(studio, context);
      const { config, file } = found;
      const form = await context.req.parseBody();
      const [day, time, hash] = ['day', 'time', 'hash'].map((key) => String(form[key] ?? ''));
      const typed = { date: frontDate(day!, time!), draft: form.draft !== undefined };
      try {
        if (!isFrontDate(typed.date, config.settings.timezone)) throw noDate(typed.date);
        const replaced = await saveArticle(config, file, hash!, typed);
        if ('conflict' in replaced)
          return await datesPage(studio, context, { typed, problems: [changed(replaced.conflict.display)] });
        studio.session.touched();
        return context.redirect(studio.href('articles', context.req.param('name'), 'publish', { saved: '' }), 303);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        return datesPage(studio, context, { typed, problems: error.problems });
      }
    });
}

async function articleIn(studio: Studio, name: string) {
  const { good } = await studio.session.state();
  const item = (await studio.session.items()).find((one) => one.kind === 'article' && one.name === name);
  const file = good && item && pathOf(good.prepared, item);
  return good && item && file !== undefined ? { config: good.config, item, file } : undefined;
}

/** The path of an article's file; undefined for one that is not written in a file of its own. */
function pathOf({ lock, held }: Prepared, { id, slug, file }: Item): string | undefined {
  const path =
    id === undefined
      ? [...held.drafts, ...held.future].find((one) => one.slug === slug && one.origin.file === file)?.path
      : lock.entries.find((entry) => entry.id === id)?.path;
  return path === undefined || path.includes('#') ? undefined : path;
}

function changed(file: string): Problem {
  const message = `nothing was saved: ${file} has changed on disk`;
  const hint = 'Below are the date on disk and what you chose. Save again to write yours into the file as it is now.';
  return { severity: 'error', rule: 'conflict', message, hint };
}

function noDate(date: string): ProblemError {
  return new ProblemError([
    { severity: 'error', rule: 'edit', message: `"${date}" is no date`, hint: 'Give a day, and a time or none.' },
  ]);
}

interface Answer {
  readonly typed: { readonly date: string; readonly draft: boolean };
  readonly problems: readonly Problem[];
}

async function datesPage(studio: Studio, context: Context, answer?: Answer): Promise<Response> {
  const name = context.req.param('name')!;
  const found = await articleIn(studio, name);
  const { fault } = await studio.session.state();
  const show = async (main: Html, status: 200 | 404 | 422, problems: readonly Problem[] | undefined, item?: Item) =>
    context.html(
      page(studio, {
        title: `Publish ${item?.title ?? name}`,
        item,
        tab: 'publish',
        main,
        fault: problems,
        styles: ['curate'],
      }),
      status,
    );
  if (!found) return show(html`<h1>“${name}” is not an article in a file of its own</h1>`, 404, fault);
  const { config, item, file } = found;
  try {
    const article = await openArticle(config, file);
    const main = html`${datesForm(studio, item, article, { timezone: config.settings.timezone, answer, isSaved: context.req.query('saved') !== undefined })}`;
    return await show(main, answer ? 422 : 200, answer?.problems ?? fault, item);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return show(html``, 422, error.problems, item);
  }
}

function datesForm(
  studio: Studio,
  item: Item,
  article: EditableArticle,
  {
    timezone,
    answer,
    isSaved,
  }: { readonly timezone: string; readonly answer: Answer | undefined; readonly isSaved: boolean },
): Html {
  const { date, draft } = answer?.typed ?? article;
  const { day, time } = wallClock(date, timezone);
  const isHeldOtherwise = item.status === 'draft' && !article.draft;
  const disk = answer && (article.date || 'none');
  return html`${isSaved && html`<p class="notice good" role="status">Saved in ${article.display}.</p>`}
<form class="panel dates" method="post" action="${studio.href('articles', item.name, 'publish')}">
<input type="hidden" name="hash" value="${article.hash}">
<h2>When it is published</h2>
${disk !== undefined && html`<p>On disk: ${disk}${article.draft && ', a draft'}. Yours is in the fields.</p>`}
<div class="curate-settings">
<p class="field"><label for="dates-day">Date</label><input id="dates-day" name="day" type="date" value="${day}" aria-describedby="dates-zone"></p>
<p class="field"><label for="dates-time">Time</label><input id="dates-time" name="time" type="time" value="${time}" aria-describedby="dates-zone"></p>
</div>
<p class="note" id="dates-zone">By the clock of ${timezone}. Without a time, at midnight. An article whose date is to come appears with the first build after it.</p>
<p><label class="choice"><input type="checkbox" name="draft"${draft && raw(' checked')}> Draft: nobody else sees it</label></p>
${isHeldOtherwise && html`<p class="notice warning">${heldBy(article)}</p>`}
<p class="toolbar"><button class="main">Save</button></p>
</form>`;
}

function heldBy({ holder, display }: EditableArticle): string {
  if (!holder) return 'Something else than “draft” holds this article back, such as the folder that it is in.';
  return `“${holder.key}” may hold this article back: see ${display}${holder.line === undefined ? '' : `, line ${holder.line}`}.`;
}
