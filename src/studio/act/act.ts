import { randomUUID } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { letterFileName } from '../../model/letter-name.ts';
import { ProblemError } from '../../model/problem.ts';
import { composeLetter } from '../../pipeline.ts';
import { serverOf } from '../../send/smtp/fault.ts';
import { page } from '../layout.ts';
import { demandLetters, noNewsletter } from '../no-newsletter.ts';
import { type OpenItem, withItem } from '../open-item.ts';
import { together } from '../prepare-around.ts';
import type { Good } from '../session.ts';
import type { Studio } from '../studio.ts';
import { withProgress } from '../with-progress.ts';
import { problemsOf, prospectOf } from './prospect.ts';
import { showMessage } from './show-message.ts';
import { TestSendings } from './test-sendings.ts';
import { actView, prospectBody } from './view.ts';

/** A test letter, the letter as a file, and what `send` would do. Nothing here sends to the list. */
export function actRoutes(studio: Studio): Hono {
  const tests = new TestSendings();
  const app = new Hono();
  const { clock, environment } = studio.terminalContext;

  app.get('/send/:name{.+}/letter.html', (context) =>
    withLetter(studio, context, async (good, { item }) => {
      const { email } = await made(good, item.name);
      // As text, for its markup is to be copied.
      return context.body(email.html, 200, { 'Content-Type': 'text/plain; charset=utf-8' });
    }),
  );

  app.get('/send/:name{.+}/letter.eml', (context) =>
    withLetter(studio, context, async (good, { item }) => {
      const { message } = await made(good, item.name);
      const file = encodeURIComponent(`${letterFileName(item.name)}.eml`);
      return context.body(new Uint8Array(message), 200, {
        'Content-Type': 'message/rfc822',
        'Content-Disposition': `attachment; filename*=UTF-8''${file}`,
      });
    }),
  );

  app.get('/send/:name{.+}/prospect', (context) =>
    withLetter(studio, context, async (good, { item }) =>
      context.html(prospectBody(await prospectOf(item.name, good, studio, context.req.raw.signal))),
    ),
  );

  app.post('/send/:name{.+}/test', (context) =>
    withLetter(studio, context, async (good, { item: { name } }) => {
      const form = await context.req.parseBody();
      const to = String(form.to ?? '').slice(0, 400);
      const key = `${name} ${String(form.key ?? '').slice(0, 64)}`;
      return withProgress(context, studio.href('send', name), ({ signal }) =>
        tests.send({ key, name, to, now: clock(), good, signal }),
      );
    }),
  );

  app.post('/send/:name{.+}/open', (context) =>
    withLetter(studio, context, async (good, { item: { name } }) =>
      withProgress(context, studio.href('send', name), async () => {
        const { message } = await made(good, name);
        const fault = await showMessage(name, message, { environment });
        if (fault !== undefined) throw new ProblemError([unopened(fault)]);
      }),
    ),
  );

  app.get('/send/:name{.+}', (context) =>
    withItem(studio, context, async (good, { item, state: { fault } }) => {
      const about = { title: `Send ${item.title}`, item, tab: 'send', styles: ['act'], scripts: ['act'], fault };
      const none = await noNewsletter(studio);
      if (none) return context.html(page(studio, { ...about, main: none }));
      const { smtp } = good.config;
      const own = item.problems?.filter(({ severity }) => severity === 'error') ?? [];
      const broken = own.length > 0 ? own : await good.fitted(item.name).then(() => [], problemsOf);
      const isAsked = context.req.query('prospect') !== undefined;
      const main = actView({
        ...{ studio, item, key: randomUUID(), outcome: tests.last(item.name) },
        relay: smtp && serverOf(smtp),
        isMade: broken.length === 0,
        prospect: isAsked ? await prospectOf(item.name, good, studio, context.req.raw.signal) : undefined,
      });
      // In the tab Letter, it is told in the same place.
      const told = broken.length > 0 ? together(fault ?? [], broken) : fault;
      return context.html(page(studio, { ...about, fault: told, main }));
    }),
  );
  return app;
}

/** As `withItem`, and refused where there are no letters. */
function withLetter(studio: Studio, context: Context, answer: (good: Good, open: OpenItem) => Promise<Response>) {
  return withItem(studio, context, async (good, open) => {
    demandLetters(good);
    return answer(good, open);
  });
}

/** The letter of a reader without tags or a name. */
async function made(good: Good, name: string) {
  const { letters, issue } = await good.fitted(name);
  return composeLetter(letters[0], issue, good.prepared.publication);
}

function unopened(fault: string) {
  const message = `the letter could not be opened: ${fault}`;
  const hint = 'Download the .eml and open it by a double click.';
  return { severity: 'error', rule: 'open', message, hint } as const;
}
