import { type Context, Hono } from 'hono';
import { inOrder } from '../../publish/letters/check-letter.ts';
import { isOnPath } from '../../system/open-by-default.ts';
import { page } from '../layout.ts';
import { noNewsletter } from '../no-newsletter.ts';
import { withItem } from '../open-item.ts';
import type { Studio } from '../studio.ts';
import { withProgress } from '../with-progress.ts';
import { type AskedLetter, Asking, type AskKind } from './ask.ts';
import { byRule, CheckMemory, type ItemChecks } from './gather.ts';
import { Places } from './places.ts';
import { checksView } from './view.ts';

/** Findings of the open item; links and SpamAssassin are asked on demand. */
export function checkRoutes(studio: Studio): Hono {
  const memory = new CheckMemory();
  const asking = new Asking();
  const app = new Hono();

  app.get('/checks/:name{.+}/counts', (context) =>
    withItem(studio, context, async (good, { item, state }) => {
      const { errors, warnings } = await memory.of(item, good, state.revision);
      return context.json({ errors, warnings });
    }),
  );

  for (const kind of ['links', 'spam'] as const)
    app.post(`/checks/:name{.+}/${kind}`, (context) =>
      withItem(studio, context, async (good, { item: { name }, state: { revision } }) =>
        withProgress(context, studio.href('checks', name), ({ signal, onProgress }) =>
          asking.ask({ kind, name, good, revision, onProgress, signal }),
        ),
      ),
    );

  app.get('/checks/:name{.+}', (context) =>
    withItem(studio, context, async (good, { item, state: { revision, fault } }) => {
      const asked = (kind: AskKind) => whereFresh(asking.last(kind, item.name), revision);
      const [links, spam] = [asked('links'), asked('spam')];
      const main = await checksView({
        ...{ studio, item, links, spam },
        none: await noNewsletter(studio),
        checks: withAsked(await memory.of(item, good, revision), [links, spam]),
        places: new Places(good.config.directory, studio.terminalContext.cwd),
        hasSpamAssassin: await isOnPath('spamassassin', studio.terminalContext.environment),
        only: onlyOf(context),
      });
      const about = { title: `Checks of ${item.title}`, item, tab: 'checks', styles: ['checks'], scripts: ['checks'] };
      return context.html(page(studio, { ...about, fault, main }));
    }),
  );
  return app;
}

function onlyOf({ req }: Context) {
  const rule = req.query('rule');
  const from = Math.max(0, Math.trunc(Number(req.query('from')) || 0));
  return rule === undefined ? undefined : { rule, from };
}

/** An answer about an earlier state says so. */
function whereFresh(asked: AskedLetter | undefined, revision: number): AskedLetter | undefined {
  if (!asked || asked.revision === revision) return asked;
  return { ...asked, words: `${asked.words} Something has changed since; ask again to be sure.` };
}

function withAsked(checks: ItemChecks, answers: readonly (AskedLetter | undefined)[]): ItemChecks {
  const more = answers.flatMap((asked) => asked?.problems ?? []);
  if (more.length === 0) return checks;
  return { ...checks, ...byRule(inOrder([...checks.groups.flatMap(({ problems }) => problems), ...more])) };
}
