import { readFile } from 'node:fs/promises';
import { type Context, Hono } from 'hono';
import { letterNames } from '../../model/letter-name.ts';
import { pageFile } from '../../model/page-path.ts';
import { ProblemError } from '../../model/problem.ts';
import { typeOfEnding } from '../../system/media.ts';
import { issueFile } from '../../web/issue.ts';
import { everywhere, policyOfFrames } from '../guard.ts';
import { decideInSheet, decideScheme } from '../letter/decide-scheme.ts';
import { type Rewritten, rewriteMarkup } from '../rewrite.ts';
import type { Good } from '../session.ts';
import { emptyFrame, framed, siteAddresses } from '../site.ts';
import type { Studio } from '../studio.ts';
import { type Mode, modes } from './fields.ts';
import { savedAndTried } from './look-request.ts';
import { queryOf, type Trial } from './trial.ts';
import { sample, type TrialRoom, trialRoom } from './try-look.ts';

/** One document of a trial, as it is asked for. */
interface Asked {
  readonly studio: Studio;
  readonly good: Good;
  readonly trial: Trial;
  readonly room: TrialRoom;
  readonly scheme: Mode;
  readonly show: string;
}

interface FrameDocument {
  readonly text: string;
  /** HTML, if not set. */
  readonly type?: string;
}

const headers = { ...everywhere, 'Content-Security-Policy': policyOfFrames };

/** The documents of frames in which a look is tried, and the files that they load, in light or in dark mode. */
export function trialFrames(studio: Studio): Hono {
  const app = new Hono();
  app.get('/letter', (context) => inFrame(studio, context, letterDocument));
  app.get('/page', (context) => inFrame(studio, context, pageDocument));
  app.get('/feed', (context) => inFrame(studio, context, feedDocument));
  app.get('/file/*', async (context) => {
    const asked = await askedOf(studio, context);
    const path = decoded(new URL(context.req.url).pathname.replace(/^.*?\/look\/file\//, ''));
    const file = asked && (await asked.room.file(path).catch(() => undefined));
    if (!asked || !file) return new Response('No such file.\n', { status: 404, headers });
    const type = path.endsWith('.css') ? 'text/css; charset=utf-8' : (typeOfEnding(path) ?? 'application/octet-stream');
    const body =
      file.text === undefined ? new Uint8Array(await readFile(file.source!)) : inScheme(file.text, asked.scheme);
    return new Response(body, { headers: { ...headers, 'Content-Type': type } });
  });
  return app;
}

/** Nothing for what is no path. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

async function inFrame(
  studio: Studio,
  context: Context,
  render: (asked: Asked) => Promise<FrameDocument | undefined>,
): Promise<Response> {
  const asked = await askedOf(studio, context);
  const made: FrameDocument | undefined = await (asked ? render(asked) : Promise.resolve(undefined)).catch(
    (error: unknown): FrameDocument => {
      if (!(error instanceof ProblemError)) throw error;
      return { text: emptyFrame(error.problems[0]?.message ?? error.message) };
    },
  );
  const { text, type = 'text/html' } = made ?? { text: emptyFrame('There is nothing to see yet.') };
  return new Response(text, { headers: { ...headers, 'Content-Type': `${type}; charset=utf-8` } });
}

async function askedOf(studio: Studio, context: Context): Promise<Asked | undefined> {
  const query = new URL(context.req.url).searchParams;
  const show = query.get('show') ?? `${sample}:technical`;
  const { good } = await studio.session.state(show.startsWith(`${sample}:`) ? undefined : show);
  if (!good) return undefined;
  const { trial } = await savedAndTried(good, query);
  const scheme = modes.find((mode) => mode === query.get('scheme')) ?? 'light';
  return { studio, good, trial, room: trialRoom(good, trial), scheme, show };
}

async function letterDocument(asked: Asked) {
  const letter = await asked.room.letter(asked.show);
  return { text: framed(decideScheme(letter, asked.scheme), await addresses(asked, '')) };
}

async function pageDocument(asked: Asked) {
  const path = pageOf(asked);
  const file = await asked.room.file(path);
  if (file?.text === undefined) return undefined;
  return { text: framed(decideScheme(file.text, asked.scheme), await addresses(asked, path)) };
}

async function feedDocument(asked: Asked) {
  const path = asked.good.config.settings.feeds.paths.atom;
  const file = await asked.good.file(path);
  if (!file || !('content' in file)) return undefined;
  const text = typeof file.content === 'string' ? file.content : Buffer.from(file.content).toString('utf8');
  return { text: rewriteMarkup(text, await addresses(asked, path), { xml: true }), type: 'application/xml' };
}

/** The page of what is shown: of the article or of the issue, else the first of the site. */
function pageOf({ good, show }: Asked): string {
  const { articles, issues = [], settings } = good.prepared.publication;
  const issue = issues.find(({ slug }) => slug === show);
  if (issue) return issueFile(issue.slug);
  const names = letterNames(articles);
  const article = articles.find((one) => names.get(one) === show);
  return article ? pageFile(article, settings) : 'index.html';
}

/** Files that follow from the look are those of the trial; all else leads where the rest of the studio leads. */
async function addresses({ studio, good, trial, room, scheme, show }: Asked, path: string): Promise<Rewritten> {
  const { url } = good.config.settings;
  const usual = siteAddresses(studio, good, path, show.startsWith(`${sample}:`) ? undefined : show);
  const own = new Set(await room.ownFiles());
  const here = new URL(path, url);
  return (address) => {
    const full = URL.parse(address, here);
    const found = full?.href.startsWith(url) ? decodeURI(full.href.slice(url.length).replace(/[?#].*$/s, '')) : '';
    if (!own.has(found)) return usual(address);
    return studio.href('look', 'file', ...found.split('/'), { ...queryOf(trial), scheme });
  };
}

/** A style sheet for one mode, whatever the machine prefers. A feed has no head that could say it. */
function inScheme(css: string, scheme: Mode): string {
  return decideInSheet(css, scheme).replace(/color-scheme\s*:[^;}]*/g, `color-scheme: ${scheme}`);
}
