import { onTestFinished } from 'vitest';
import type { Settings } from '../../src/model/publication.ts';
import { loadWebTemplates } from '../../src/publish/themes/web-templates.ts';
import { AccessLog } from '../../src/server/access-log.ts';
import { createApp } from '../../src/server/app.ts';
import type { Doors } from '../../src/server/doors.ts';
import { logged } from '../../src/server/logged.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { protection } from '../../src/server/protection.ts';
import { readerPages } from '../../src/server/reader-pages.ts';
import { Bodies } from '../../src/server/static/bodies.ts';
import { ServedFolder } from '../../src/server/static/served-folder.ts';
import { visitors } from '../../src/server/visitor.ts';
import type { SettingsInput } from '../../src/settings/input.ts';
import { checkSettings } from '../../src/settings/input.ts';
import { folderOf } from '../folder.ts';
import { key, storeAt } from '../store/store-at.ts';

/**
 * The server of a publication with a database of its own, without a socket. `server.url` is
 * https://letters.example.org/mail/ if the settings name none; the clock stands still until `clock.now` is set.
 * @param site The files of the site.
 */
export async function serverOf(
  given: Partial<SettingsInput> = {},
  options: Partial<Doors> = {},
  site: (settings: Settings) => Readonly<Record<string, string>> = () => ({ 'index.html': 'Home' }),
) {
  const settings = settingsOf(given);
  const files = Object.entries(site(settings)).map(([path, text]) => [`output/${path}`, text]);
  const folder = await folderOf(Object.fromEntries(files));
  const everywhere = protection(settings.server);
  const base = new URL(settings.url).pathname;
  const served = await ServedFolder.open({ output: `${folder}/output`, base, marks: [], everywhere });
  onTestFinished(() => served.close());
  const clock = { now: new Date('2026-11-23T12:00:00Z') };
  const store = await storeAt(`${folder}/tidings.db`, { clock: () => clock.now });
  let lines = '';
  const log = new AccessLog(
    (text) => {
      lines += text;
    },
    () => clock.now,
  );
  const metrics = new Metrics();
  const url = settings.server.url!;
  const doors: Doors = {
    ...{ base: new URL(url).pathname, url, settings, key, store, log, metrics, everywhere },
    pages: readerPages(settings, await loadWebTemplates(), (path) => served.find(base + path) !== undefined),
    languages: () => [...new Set([settings.language, ...served.languages])],
    clock: () => clock.now,
    wake: () => {},
    closed: () => false,
    visitor: visitors(),
    ...options,
  };
  const app = createApp({ site: served, bodies: new Bodies(), log, metrics, everywhere, doors, pages: doors.pages });
  const fetch = logged(app.fetch, { log, metrics, site: served });
  /** Asks from an address of a visitor. */
  const ask = async (path: string, init: RequestInit = {}, from = '203.0.113.7') =>
    fetch(new Request(new URL(path, url), init), { incoming: { socket: { remoteAddress: from } } });
  const logLines = () => {
    log.flush();
    return lines;
  };
  return {
    folder,
    settings,
    store,
    doors,
    metrics,
    clock,
    ask,
    logLines,
    /** The paths that are answered, as patterns. */
    routes: app.routes.map(({ path }) => path),
    fetch: (request: Request) => fetch(request, {}),
  };
}

export function settingsOf(given: Partial<SettingsInput>): Settings {
  const settings = checkSettings({
    ...{ title: 'The Letter', url: 'https://example.org/blog/', server: { url: 'https://letters.example.org/mail' } },
    ...given,
  });
  if (Array.isArray(settings)) throw new Error(settings.map(({ message }) => message).join('\n'));
  return settings;
}
