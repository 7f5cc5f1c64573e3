import { type Problem, ProblemError } from '../../model/problem.ts';
import type { ThemeSettings } from '../../model/publication.ts';
import { settingsVersion } from '../../publish/edit-settings.ts';
import { chosenTheme } from '../../publish/themes/theme.ts';
import { themeAlone } from '../../publish/themes/theme-alone.ts';
import { listThemes } from '../../publish/themes/theme-places.ts';
import type { Item } from '../items.ts';
import type { Good } from '../session.ts';
import type { Studio } from '../studio.ts';
import type { LookState, Preview } from './look-state.ts';
import { savedTrial, type Trial, trialIn } from './trial.ts';
import { sample, trialRoom } from './try-look.ts';

/** All that a request for the look is about; undefined where the publication could not be read yet. */
export async function lookStateOf(studio: Studio, query: URLSearchParams): Promise<LookState | undefined> {
  const { good } = await studio.session.state();
  if (!good) return undefined;
  const { saved, trial } = await savedAndTried(good, query);
  const items = await studio.session.items();
  const faults: Problem[] = [];
  const keep = (error: unknown) => {
    if (!(error instanceof ProblemError)) throw error;
    faults.push(...error.problems);
    return undefined;
  };
  const own = await ownOf(good, trial.theme);
  const tried = await trialRoom(good, trial).tried().catch(keep);
  return {
    studio,
    good,
    saved,
    trial,
    ...(own && { own }),
    ...(tried && { tried }),
    ...(faults.length > 0 && { fault: faults }),
    themes: await listThemes(good.config.directory),
    version: await settingsVersion(good.config),
    preview: previewIn(query, good, items),
    items,
  };
}

/** The look that is saved and the one that is asked for, which is the saved one if nothing is asked. */
export async function savedAndTried(good: Good, query: URLSearchParams): Promise<{ saved: Trial; trial: Trial }> {
  const { newsletter } = good.config.settings;
  const theme = chosenTheme(good.config);
  const own = await ownOf(good, theme);
  const saved = own ? savedTrial(theme, newsletter.style, own) : { theme, changes: new Map<string, string>() };
  return { saved, trial: (await trialIn(query, (name) => ownOf(good, name))) ?? saved };
}

/** The values of a theme as it comes. */
async function ownOf(good: Good, name: string): Promise<ThemeSettings | undefined> {
  const known = owns.get(good) ?? new Map<string, Promise<ThemeSettings | undefined>>();
  owns.set(good, known);
  const own =
    known.get(name) ??
    themeAlone(good.config, name).then(
      ({ settings }) => settings,
      () => undefined,
    );
  known.set(name, own);
  return own;
}

const owns = new WeakMap<Good, Map<string, Promise<ThemeSettings | undefined>>>();

function previewIn(query: URLSearchParams, good: Good, items: readonly Item[]): Preview {
  const { settings } = good.config;
  const first = firstPreview(items);
  const asked = query.get('view');
  const view = asked === 'page' || asked === 'feed' ? asked : 'letter';
  const shown = query.get('show') ?? first.show;
  return {
    view: view === 'letter' && !settings.letters ? 'page' : view,
    show: view !== 'letter' && shown.startsWith(sample) ? first.show : shown,
    size: query.get('size') === 'phone' ? 'phone' : 'fit',
  };
}

/** What is looked at first: the newest letter that is published, or a sample. */
export function firstPreview(items: readonly Item[]): Preview {
  const newest = items.find(({ status }) => status === 'published' || status === 'sent');
  return { view: 'letter', show: newest?.name ?? `${sample}:technical`, size: 'fit' };
}
