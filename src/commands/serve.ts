import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../config/config.ts';
import { ProblemError, withState } from '../model/problem.ts';
import { themeOf } from '../publish/themes/theme.ts';
import { loadWebTemplates } from '../publish/themes/web-templates.ts';
import { AccessLog } from '../server/access-log.ts';
import { type AppParts, createApp } from '../server/app.ts';
import { Background, type BackgroundStep } from '../server/background.ts';
import type { Doors } from '../server/doors.ts';
import { listen } from '../server/listen.ts';
import { logged } from '../server/logged.ts';
import { Metrics } from '../server/metrics.ts';
import { listenForMetrics } from '../server/metrics-port.ts';
import { outboxStep } from '../server/outbox-step.ts';
import { protection } from '../server/protection.ts';
import { readerPages } from '../server/reader-pages.ts';
import { Bodies } from '../server/static/bodies.ts';
import { ServedFolder } from '../server/static/served-folder.ts';
import { visitors } from '../server/visitor.ts';
import { addOutboxReadings, addVitals } from '../server/vitals.ts';
import { welcomeStep } from '../server/welcome-step.ts';
import { isClosedTo, whyClosed } from '../sign-ups/why-closed.ts';
import type { Store } from '../store/open.ts';
import { withLook } from '../web/look.ts';
import type { ServeFlags } from './flags.ts';
import { argumentFor } from './quoted.ts';
import { nextRunOf, scheduledRuns } from './serve-run.ts';
import { unreachableProviders, wordsOfServing } from './serve-words.ts';
import { withStore } from './subscribers/open-list.ts';
import type { Terminal } from './terminal.ts';

/** `tidings serve [path]`: answers for the site, and for readers who leave, until Ctrl-C. */
export async function serve(terminal: Terminal, path: string, flags: ServeFlags): Promise<number> {
  // Whatever is refused is refused before the first answer.
  return answering(terminal, path, flags).catch(withState(nothingServed));
}

async function answering(terminal: Terminal, path: string, flags: ServeFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  await refuseUnbuilt(config, path);
  const parts = await partsOf(terminal, config);
  const { url } = config.settings.server;
  const runs = flags.run ? [scheduledRuns(terminal, { config, path, flags }, parts)] : [];
  const inBackground = (steps: readonly BackgroundStep[]) =>
    new Background(steps, { failed: (error) => parts.log.failure(error) });
  if (url === undefined) {
    terminal.warn(unreachableProviders(await config.webhooks()));
    return answerFor(terminal, config, flags, { ...parts, background: inBackground(runs) });
  }
  const withReaders = async (store: Store) => {
    const { clock } = terminal.context;
    const { log, metrics } = parts;
    const outbox = outboxStep({ config, store, key: await config.secret(), clock }, { log, metrics });
    const reload = () => loadConfig(path, flags, terminal.context);
    const welcome = welcomeStep({ config: reload, store, cwd: terminal.context.cwd, clock }, { log, metrics });
    const background = inBackground([outbox, welcome, ...runs]);
    const doors = await doorsOf(terminal, config, { ...parts, url, store, wake: () => background.wake() });
    return answerFor(terminal, config, flags, { ...parts, doors, background });
  };
  // Pages are answered on time while a command writes to the list.
  return withStore(terminal, config, withReaders, { hold: 100 });
}

const nothingServed = 'Nothing was served.';

async function partsOf(terminal: Terminal, config: Config): Promise<AppParts> {
  const base = new URL(config.settings.url).pathname;
  const everywhere = protection(config.settings.server);
  const marks = [join(config.directory, '.tidings', 'manifest.json')];
  const log = new AccessLog((text) => terminal.json || process.stdout.write(text), terminal.context.clock);
  const report = (words: string) => log.remark(words);
  const site = await ServedFolder.open({ output: config.output, base, marks, everywhere, report });
  const metrics = new Metrics();
  addVitals(metrics);
  metrics.read('tidings_served_files', () => site.size);
  const has = (path: string) => site.find(base + path) !== undefined;
  const templates = await loadWebTemplates();
  // The letters tell of a fault in the theme; these pages do without it.
  const theme = await themeOf(config).catch(() => undefined);
  const pages = readerPages(config.settings, theme ? withLook(templates, theme) : templates, has);
  return { site, bodies: new Bodies(), log, metrics, everywhere, pages };
}

async function doorsOf(
  { context: { clock } }: Terminal,
  config: Config,
  { site, url, store, log, metrics, everywhere, pages, wake }: AppParts & Pick<Doors, 'url' | 'store' | 'wake'>,
): Promise<Doors> {
  const { settings } = config;
  addOutboxReadings(metrics, store, clock);
  const languages = () => [...new Set([settings.language, ...site.languages])];
  const own = { base: new URL(url).pathname, url, key: await config.secret() };
  const visitor = visitors(settings.server.trustProxy);
  const webhooks = { keys: await config.webhooks(), fetch: globalThis.fetch };
  const closure = await whyClosed(config);
  return {
    ...own,
    visitor,
    webhooks,
    wake,
    closed: (address) => isClosedTo(closure, address),
    settings,
    store,
    pages,
    languages,
    log,
    metrics,
    clock,
    everywhere,
  };
}

interface ServedParts extends AppParts {
  readonly background?: Background;
}

/** Answers until Ctrl-C. */
async function answerFor(terminal: Terminal, config: Config, flags: ServeFlags, parts: ServedParts): Promise<number> {
  const { site, log, metrics, background } = parts;
  const base = new URL(config.settings.url).pathname;
  const host = flags.host ?? '127.0.0.1';
  const fetch = logged(createApp(parts).fetch, { log, metrics, site });
  const metricsPort = flags.metricsPort === undefined ? undefined : portOf(flags.metricsPort, '--metrics-port');
  const server = await listen(fetch, { host, port: portOf(flags.port) });
  const figures =
    metricsPort === undefined
      ? undefined
      : await listenForMetrics(metrics, metricsPort).catch(async (error) => {
          await server.stop();
          throw error;
        });
  const address = `http://${host.includes(':') ? `[${host}]` : host}:${server.port}${base}`;
  const metricsAt = figures && `http://127.0.0.1:${figures.port}/metrics`;
  const nextRun = flags.run ? nextRunOf(config, terminal.context.clock()) : undefined;
  const served = {
    ...{ address, files: site.size },
    ...(metricsAt && { metrics: metricsAt }),
    ...(nextRun && { nextRun }),
  };
  terminal.result('serve', await wordsOfServing(config, served, parts.doors), served);
  background?.start();
  await aborted(terminal.signal);
  site.close();
  await figures?.stop();
  await Promise.all([server.stop(), background?.stop()]);
  log.flush();
  return 0;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function portOf(text = '8080', flag = '--port'): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw usage(`${flag} is "${text}"`, 'Write a number up to 65535; 0 takes any that is free.');
}

async function refuseUnbuilt({ output, display }: Config, path: string): Promise<void> {
  if ((await stat(output).catch(() => undefined))?.isDirectory()) return;
  throw usage(`there is no folder ${display(output)} to serve`, `Build first: npx tidings build${argumentFor(path)}`);
}

function usage(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'serve', message, hint }], {
    exitCode: 2,
    state: nothingServed,
  });
}
