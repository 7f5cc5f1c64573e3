import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { type Problem, ProblemError } from '../../model/problem.ts';
import { changedOnDisk, editSettings } from '../../publish/edit-settings.ts';
import { largestLogo } from '../../publish/themes/save-logo.ts';
import { asSentence } from '../as-sentence.ts';
import { page } from '../layout.ts';
import type { Studio } from '../studio.ts';
import { labelOf, weakOf } from './colours-view.ts';
import { fieldName, logoFields } from './fields.ts';
import { heldLogos } from './held-logos.ts';
import { firstPreview, lookStateOf } from './look-request.ts';
import { type LookState, previewQuery } from './look-state.ts';
import { type LookNotice, lookView } from './look-view.ts';
import { differences, queryOf } from './trial.ts';
import { trialFrames } from './trial-frames.ts';

/** The panel by which the look of letters, pages and feeds is chosen. */
export function lookRoutes(studio: Studio): Hono {
  const app = new Hono();
  app.get('/look', (context) => showLook(studio, context));
  app.post('/look', (context) => save(studio, context));
  const limit = bodyLimit({
    maxSize: largestLogo + 65_536,
    onError: (context) => {
      const title = 'The file is too large: a logo may have 2 MB. Nothing was saved.';
      return refused(studio, context, new URL(context.req.url).searchParams, { status: 413, title });
    },
  });
  app.post('/look/logo', limit, (context) => upload(studio, context));
  app.route('/look', trialFrames(studio));
  return app;
}

async function showLook(studio: Studio, context: Context): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const state = await lookStateOf(studio, query);
  // A form without script asks with all its fields: the address that is shown has what was changed.
  if (state && query.has('from')) return context.redirect(addressOf(state), 303);
  const saved = query.get('saved');
  const title = saved === 'same' ? 'tidings.yaml says all this already.' : 'Saved in tidings.yaml.';
  return answer(studio, context, state, saved === null ? undefined : { kind: 'done', title });
}

async function answer(
  studio: Studio,
  context: Context,
  state: LookState | undefined,
  notice: LookNotice | undefined,
  status: 200 | 409 | 413 | 422 = 200,
): Promise<Response> {
  const { fault } = await studio.session.state();
  const main = state ? lookView(state, notice) : html`<h1>Look</h1><p>There is nothing to look at yet.</p>`;
  const view = { title: 'Look', tab: 'look', main, styles: ['look'], scripts: ['look'], fault: state?.fault ?? fault };
  return context.html(page(studio, view), status);
}

async function save(studio: Studio, context: Context): Promise<Response> {
  const query = new URLSearchParams(await textFields(context));
  const state = await lookStateOf(studio, query);
  const told = state && refusalOf(state);
  if (!state?.tried) return refused(studio, context, query, { status: 422, title: 'Not saved.' });
  if (told) return refused(studio, context, query, { status: 422, title: 'Not saved.', lines: told });
  try {
    const { theme } = state.trial;
    const { config } = state.good;
    const version = query.get('version') ?? '';
    const isWritten = await heldLogos(config).saveWith(config, state.tried.style, (style) =>
      editSettings(config, { theme, style }, version),
    );
    if (isWritten) studio.session.touched();
    const preview = previewQuery(state.preview, firstPreview(state.items));
    return context.redirect(studio.href('look', { ...preview, saved: isWritten ? 'yes' : 'same' }), 303);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const isStale = error.problems.some(({ rule }) => rule === changedOnDisk);
    if (isStale) studio.session.touched();
    return refused(studio, context, query, {
      status: isStale ? 409 : 422,
      title: isStale ? staleTitle : 'Not saved.',
      lines: isStale ? [] : error.problems.map(inWords),
    });
  }
}

const staleTitle =
  'tidings.yaml has changed since this page was shown, so nothing was saved. Your changes are still here: look at what saving would write now, and save again.';

/** Why a look cannot be saved, as far as its fields say it. */
function refusalOf(state: LookState): readonly string[] | undefined {
  const weak = weakOf(state).map(({ mode, pair: { role, ground, color, behind } }) => {
    return `In ${mode} mode nobody can read ${labelOf(role)} in ${color} on ${ground === 'shade' ? 'the shade' : 'the background'} ${behind}.`;
  });
  const faults = [...(state.tried?.faults.values() ?? [])].map(inWords);
  const all = [...faults, ...weak];
  return all.length > 0 ? all : undefined;
}

async function upload(studio: Studio, context: Context): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const { file } = await context.req.parseBody();
  const mode = query.get('mode') === 'dark' ? 'dark' : 'light';
  const state = await lookStateOf(studio, query);
  if (!state || !(file instanceof File) || file.name === '')
    return refused(studio, context, query, { status: 422, title: 'Choose a file first, then upload it.' });
  try {
    const { config } = state.good;
    const path = await heldLogos(config).hold(config, await file.bytes(), mode);
    const changes = new Map([...state.trial.changes, [fieldName(logoFields[mode]), path]]);
    return context.redirect(`${addressOf({ ...state, trial: { ...state.trial, changes } })}#logo`, 303);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const title = `The logo was not taken. ${error.problems.map(inWords).join(' ')}`;
    return refused(studio, context, query, { status: 422, title });
  }
}

interface Refusal {
  readonly status: 409 | 413 | 422;
  readonly title: string;
  readonly lines?: readonly string[];
}

/** The same view with all that was typed, as the disk is now. */
async function refused(studio: Studio, context: Context, query: URLSearchParams, { status, ...told }: Refusal) {
  return answer(studio, context, await lookStateOf(studio, query), { kind: 'refused', ...told }, status);
}

function inWords({ message, hint, file, line }: Pick<Problem, 'message' | 'hint' | 'file' | 'line'>): string {
  const place = file === undefined ? '' : `${file}${line === undefined ? '' : `:${line}`}: `;
  return `${place}${place ? message : asSentence(message)}${place ? '.' : ''}${hint ? ` ${hint}` : ''}`;
}

/** The address of what is tried. */
function addressOf(state: LookState): string {
  const isTried = differences(state.saved, state.trial).length > 0;
  const preview = previewQuery(state.preview, firstPreview(state.items));
  return state.studio.href('look', { ...(isTried && queryOf(state.trial)), ...preview });
}

async function textFields(context: Context): Promise<[string, string][]> {
  const body = await context.req.parseBody();
  return Object.entries(body).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []));
}
