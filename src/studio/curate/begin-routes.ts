import { type Context, Hono } from 'hono';
import { html } from 'hono/html';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { writeDraft } from '../../publish/draft.ts';
import { writeDigest } from '../../publish/issues/digest.ts';
import { beginIssue } from '../../publish/issues/new-issue.ts';
import { firstView } from '../item-list.ts';
import { page } from '../layout.ts';
import { demandLetters, noNewsletter } from '../no-newsletter.ts';
import type { Good } from '../session.ts';
import type { Html, Studio } from '../studio.ts';

interface Typed {
  readonly title: string;
  readonly subject: string;
}

/** New articles and new issues. Nothing is ever overwritten. */
export function beginRoutes(studio: Studio): Hono {
  const begin = async (context: Context, make: (good: Good, typed: Typed) => Promise<string>): Promise<Response> => {
    const form = await context.req.parseBody();
    const typed = { title: String(form.title ?? ''), subject: String(form.subject ?? '') };
    const { good, fault = [] } = await studio.session.state();
    if (!good) return beginPage(studio, context, typed, fault);
    try {
      const to = await make(good, typed);
      studio.session.touched();
      return context.redirect(to, 303);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return beginPage(studio, context, typed, error.problems);
    }
  };
  return new Hono()
    .get('/new', async (context) => beginPage(studio, context, { title: '', subject: '' }))
    .post('/new/article', async (context) =>
      begin(context, async ({ config }, { title }) =>
        studio.href(firstView(config.settings), (await writeDraft(config, title)).slug),
      ),
    )
    .post('/new/issue', async (context) =>
      begin(context, async (good, { subject }) => {
        demandLetters(good);
        if (/\{[{%]/.test(subject)) throw withSlots();
        return studio.href('issues', (await beginIssue(good.config, good.prepared, subject)).slug, 'curate');
      }),
    )
    .post('/new/digest', async (context) =>
      begin(context, async (good) => {
        demandLetters(good);
        const digest = await writeDigest(good.config, { since: 'last' });
        if (!digest) throw nothingNew();
        return studio.href('issues', digest.slug, 'curate');
      }),
    );
}

/** A file with a slot that has a fault could not be put together by this page. */
function withSlots(): ProblemError {
  const hint = 'Begin with other words: a slot can be added when the issue is put together.';
  return new ProblemError([{ severity: 'error', rule: 'new', message: 'the subject holds a slot', hint }]);
}

function nothingNew(): ProblemError {
  const hint = 'Publish an article first, or begin an empty issue.';
  return new ProblemError([{ severity: 'error', rule: 'new', message: 'every article is in an issue already', hint }]);
}

async function beginPage(
  studio: Studio,
  context: Context,
  { title, subject }: Typed,
  fault?: readonly Problem[],
): Promise<Response> {
  const none = await noNewsletter(studio);
  const main = html`<h1>New</h1>
<div class="begin">
<form class="panel" method="post" action="${studio.href('new', 'article')}">
<h2>An article</h2>
<p class="field"><label for="new-title">Title</label><input id="new-title" name="title" type="text" required value="${title}" autocomplete="off"></p>
<p class="note">It becomes a draft in a file of its own, named after the title. You write it in your editor.</p>
<p><button class="main">Begin the article</button></p>
</form>
${none ?? issueForms(studio, subject)}
</div>`;
  const view = page(studio, { title: 'New', tab: 'new', main, styles: ['curate'], ...(fault && { fault }) });
  return context.html(view, fault ? 422 : 200);
}

function issueForms(studio: Studio, subject: string): Html {
  return html`<form class="panel" method="post" action="${studio.href('new', 'issue')}">
<h2>An issue</h2>
<p class="field"><label for="new-subject">Subject</label><input id="new-subject" name="subject" type="text" required value="${subject}" autocomplete="off"></p>
<p class="note">It becomes a draft without articles, named after the subject. You choose them next.</p>
<p><button class="main">Begin the issue</button></p>
</form>
<form class="panel" method="post" action="${studio.href('new', 'digest')}">
<h2>A digest</h2>
<p class="note">An issue of all articles that no issue has carried, as “tidings digest” makes it. You can take some out and order them.</p>
<p><button class="main">Gather them</button></p>
</form>`;
}
