import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { fallbackValues, fillLetter } from '../../email/slots.ts';
import type { Issue } from '../../model/issue.ts';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { changedIssue, type EditableIssue, openIssue, saveIssue } from '../../publish/issues/edit-issue.ts';
import { trialIssue } from '../../publish/issues/trial-issue.ts';
import { fitIssue } from '../../publish/letters/fit-issue.ts';
import { openPictures } from '../../publish/pictures/open.ts';
import { sentBy } from '../../publish/prepare.ts';
import { loadIssueThemes } from '../../publish/themes/issue-themes.ts';
import { listThemes } from '../../publish/themes/theme-places.ts';
import { asSentence } from '../as-sentence.ts';
import { faultPanel } from '../fault.ts';
import { everywhere, policyOfFrames } from '../guard.ts';
import { page } from '../layout.ts';
import { inboxLines } from '../letter/inbox-lines.ts';
import { noNewsletter } from '../no-newsletter.ts';
import { together } from '../prepare-around.ts';
import type { Good } from '../session.ts';
import { emptyFrame, framed, siteAddresses } from '../site.ts';
import type { Html, Studio } from '../studio.ts';
import { conflictPanel } from './conflict.ts';
import { fieldsFrom, formFrom, type IssueForm } from './issue-fields.ts';
import { choiceList, choiceRows, chosenRows } from './issue-rows.ts';
import { issueView } from './issue-view.ts';
import { isFrontDate } from './wall-clock.ts';

/** How many pages with changes that are not saved are remembered. */
const mostTrials = 20;

/** The view in which an issue is put together, and its letter before anything is saved. */
export function editionRoutes(studio: Studio): Hono {
  const trials = new Map<string, IssueForm>();
  return new Hono()
    .get('/issues/:slug/curate', async (context) => curatePage(studio, context))
    .post('/issues/:slug/curate', async (context) => save(studio, context))
    .get('/issues/:slug/choices', async (context) => {
      const slug = context.req.param('slug');
      const query = (context.req.query('q') ?? '').slice(0, 200);
      const { good } = await studio.session.state(slug);
      return context.html(good ? choiceList(choiceRows(good.prepared, slug, query), query) : '');
    })
    .post('/issues/:slug/trial/:id', async (context) => {
      const form = formFrom(await context.req.json().catch(() => undefined));
      const key = JSON.stringify([context.req.param('slug'), context.req.param('id')]);
      trials.delete(key);
      trials.set(key, form);
      for (const old of [...trials.keys()].slice(0, -mostTrials)) trials.delete(old);
      return context.html(await inbox(studio, context.req.param('slug'), form));
    })
    .get('/issues/:slug/trial/:id', async (context) => {
      const { slug, id } = context.req.param();
      const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };
      const show = () => trialLetter(studio, slug, trials.get(JSON.stringify([slug, id])));
      return context.html(await show().catch(wordsOfFault), 200, headers);
    });
}

/** Why there is no letter of an issue. One that holds no article yet has only just begun. */
async function letterFaults(studio: Studio, slug: string): Promise<readonly Problem[]> {
  const { session } = studio;
  const { fault = [] } = await session.state();
  const items = await session.items();
  const own = items.find((item) => item.kind === 'issue' && item.slug === slug)?.file;
  // A file of another one that has errors is left out; other errors concern everything.
  const others = new Set(items.flatMap(({ problems, file }) => (problems && file !== own ? [file] : [])));
  const blocking = fault.filter(({ severity, file = '' }) => severity === 'error' && !others.has(file));
  if (blocking.length > 0) return blocking;
  const shown = await session.state(slug);
  const problems = (await shown.good?.fitted(slug).then(() => [], problemsIn)) ?? [];
  return problems.some(({ rule }) => !begun.has(rule)) ? problems : [];
}

/** Rules that say of an issue that it holds nothing. */
const begun: ReadonlySet<string> = new Set(['not-found', 'issue-empty']);

function problemsIn(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  throw error;
}

/** The last good state, and the file of an issue in it. */
async function issueIn(
  studio: Studio,
  slug: string,
): Promise<{ readonly good: Good; readonly file: string } | undefined> {
  const { good } = await studio.session.state(slug);
  const file = good?.prepared.issuesRead.find((issue) => issue.slug === slug)?.path;
  return good && file !== undefined ? { good, file } : undefined;
}

async function curatePage(studio: Studio, context: Context): Promise<Response> {
  const slug = context.req.param('slug')!;
  const item = (await studio.session.items()).find((one) => one.kind === 'issue' && one.slug === slug);
  const unbuilt = await letterFaults(studio, slug);
  const { fault: known = [] } = await studio.session.state();
  const all = together(known, unbuilt);
  const fault = all.length > 0 ? all : undefined;
  const found = await issueIn(studio, slug);
  let title = item?.title ?? slug;
  const show = async (main: Html, status: 200 | 404, problems = fault) =>
    context.html(
      page(studio, {
        title: `Curate ${title}`,
        item: item && { ...item, title },
        tab: 'curate',
        main,
        fault: problems,
        styles: ['curate'],
        scripts: ['curate'],
      }),
      status,
    );
  const none = await noNewsletter(studio);
  if (none) return show(html`<h1>${slug}</h1>${none}`, 404);
  if (!found)
    return show(html`<h1>There is no issue “${slug}”</h1><p>Issues are files of the folder issues/.</p>`, 404);
  const { good, file } = found;
  const { prepared, config } = good;
  const heading = item ? html`` : html`<h1>${slug}</h1>`;
  let issue: EditableIssue;
  try {
    issue = await openIssue(config, file);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return show(heading, 200, error.problems);
  }
  // That of the file, also while no letter can be made of it.
  title = issue.fields.subject || title;
  const view = issueView(studio, {
    slug,
    issue,
    rows: chosenRows(prepared, slug, issue.fields),
    choices: choiceRows(prepared, slug, ''),
    timezone: config.settings.timezone,
    themes: (await listThemes(config.directory)).map(({ name }) => name),
    isSent: item?.id !== undefined && sentBy(prepared.before).has(item.id),
    unbuilt: unbuilt[0] && asSentence(unbuilt[0].message),
    ownSubject: issue.fields.subject === '' ? (item?.title ?? '') : '',
  });
  return show(html`${heading}${view}`, 200);
}

async function save(studio: Studio, context: Context): Promise<Response> {
  const slug = context.req.param('slug')!;
  const answer = async (panel: Html, status: 409 | 422) => context.html(panel, status);
  try {
    const body = ((await context.req.json().catch(() => null)) ?? {}) as {
      hash?: unknown;
      base?: unknown;
      form?: unknown;
    };
    const given = formFrom(body.form);
    const found = await issueIn(studio, slug);
    if (!found) throw gone(slug);
    const { config } = found.good;
    const current = await openIssue(config, found.file);
    const wanted = fieldsFrom(given, current.fields);
    if (!isFrontDate(wanted.date, config.settings.timezone)) throw noDate(wanted.date);
    const replaced = await saveIssue(config, found.file, String(body.hash), wanted);
    if ('conflict' in replaced) {
      const base = fieldsFrom(formFrom(body.base), current.fields);
      return answer(conflictPanel(replaced.conflict, { disk: current.fields, base, wanted }), 409);
    }
    studio.session.touched();
    const [first] = await letterFaults(studio, slug);
    return context.json({ hash: replaced.hash, ...(first && { unbuilt: asSentence(first.message) }) });
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return answer(faultPanel(studio, error.problems), 422);
  }
}

function gone(slug: string): ProblemError {
  const message = `the issue "${slug}" is not there any more`;
  const hint = 'Look whether its file was renamed. Nothing that you typed is lost: copy it from here.';
  return new ProblemError([{ severity: 'error', rule: 'edit', message, hint }]);
}

function noDate(date: string): ProblemError {
  const hint = 'Give a day, and a time or none.';
  return new ProblemError([{ severity: 'error', rule: 'edit', message: `"${date}" is no date`, hint }]);
}

/** The issue with the changes of a form, or as it is saved. */
async function trialOf(good: Good, file: string, form: IssueForm | undefined): Promise<Issue> {
  const { config, prepared } = good;
  const current = await openIssue(config, file);
  const { timezone } = config.settings;
  const text = form ? changedIssue(current, fieldsFrom(form, current.fields), timezone) : current.text;
  return trialIssue(config, prepared, file, text);
}

async function trialLetter(studio: Studio, slug: string, form: IssueForm | undefined): Promise<string> {
  const found = await issueIn(studio, slug);
  if (!found) throw gone(slug);
  const { good } = found;
  const { config, prepared, skeletons } = good;
  const issue = await trialOf(good, found.file, form);
  const themes = await loadIssueThemes([issue], config);
  const theme = themes.get(issue.theme ?? '') ?? good.theme;
  const pictures = await openPictures(config, prepared, 'send');
  const { letters } = await fitIssue(issue, prepared, { theme, skeletons, pictures });
  const filled = fillLetter(letters[0], fallbackValues(issue, prepared.publication.settings));
  return framed(filled.html, siteAddresses(studio, good, '', slug));
}

function wordsOfFault(error: unknown): string {
  if (!(error instanceof ProblemError)) throw error;
  return emptyFrame(
    error.problems.map(({ message, hint = '' }) => `There is no letter: ${message}. ${hint}`).join('\n'),
  );
}

/** The line of the letter in the inboxes of the usual programs. */
async function inbox(studio: Studio, slug: string, form: IssueForm): Promise<Html> {
  const found = await issueIn(studio, slug);
  if (!found) return html``;
  const issue = await trialOf(found.good, found.file, form).catch(() => undefined);
  if (!issue) return html``;
  const { settings } = found.good.prepared.publication;
  const { subject, preheader } = issue;
  const sender = settings.newsletter.from?.replace(/\s*<[^>]*>\s*$/, '').replace(/^"(.*)"$/, '$1') || settings.title;
  const lines = inboxLines({ sender, subject, preheader });
  const words = (line: (typeof lines)[number]) => html`<strong>${line.subject}</strong> <span>${line.preheader}</span>`;
  return html`<div id="glance">${words(lines[1]!)}</div>
<dl>${lines.map((line) => html`<div><dt>${line.program}</dt><dd>${words(line)}</dd></div>\n`)}</dl>`;
}
