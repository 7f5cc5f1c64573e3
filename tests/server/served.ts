import { onTestFinished } from 'vitest';
import { loadWebTemplates } from '../../src/publish/themes/web-templates.ts';
import { AccessLog } from '../../src/server/access-log.ts';
import { createApp } from '../../src/server/app.ts';
import { logged } from '../../src/server/logged.ts';
import { Metrics } from '../../src/server/metrics.ts';
import { protection } from '../../src/server/protection.ts';
import { readerPages } from '../../src/server/reader-pages.ts';
import { Bodies } from '../../src/server/static/bodies.ts';
import { ServedFolder } from '../../src/server/static/served-folder.ts';
import { folderOf } from '../folder.ts';
import { settingsOf } from './doors-of.ts';

/** Serves a folder with these files, without a socket. */
export async function served(files: Record<string, string | Uint8Array>, { base = '/', hsts = false } = {}) {
  const output = await folderOf(files);
  const everywhere = protection({ hsts });
  let lines = '';
  const log = new AccessLog(
    (text) => {
      lines += text;
    },
    () => new Date('2026-11-23T12:00:00Z'),
  );
  const report = (words: string) => log.remark(words);
  const site = await ServedFolder.open({ output, base, marks: [], everywhere, report });
  onTestFinished(() => site.close());
  const metrics = new Metrics();
  const settings = settingsOf({ title: 'The Letter', url: `https://example.org${base}`, server: {} });
  const pages = readerPages(settings, await loadWebTemplates());
  const app = createApp({ site, bodies: new Bodies(), log, metrics, everywhere, pages });
  const fetch = logged(app.fetch, { log, metrics, site });
  const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(new Request(`http://letters.example.org${path}`, { method, headers }), {});
  const logLines = () => {
    log.flush();
    return lines;
  };
  return { output, site, ask, fetch, metrics, logLines };
}
