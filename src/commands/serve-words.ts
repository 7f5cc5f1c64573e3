import type { Config } from '../config/config.ts';
import type { WebhookKeys } from '../config/webhooks.ts';
import { counted } from '../lib/count-words.ts';
import type { Problem } from '../model/problem.ts';
import { scheduledMoment } from '../run/schedule.ts';
import type { Doors } from '../server/doors.ts';
import { providersIn } from '../server/webhooks/webhooks.ts';
import { whyClosed } from '../sign-ups/why-closed.ts';
import type { Results } from './json/results.ts';

/** The first words of the server: which files it serves and where, and what readers and providers reach. */
export async function wordsOfServing(
  config: Config,
  { address, files, metrics, nextRun }: Results['serve'],
  doors: Doors | undefined,
): Promise<string> {
  const served = `Serving ${counted(files, 'file')} of ${config.display(config.output)}/ at ${address} until Ctrl-C.\n`;
  const figures = metrics === undefined ? '' : `Figures for Prometheus are at ${metrics}.\n`;
  const runs = nextRun === undefined ? '' : runsAt(config, nextRun);
  return served + figures + runs + leavingAt(config) + (await joiningAt(config)) + webhooksAt(doors);
}

function runsAt({ settings: { schedule } }: Config, next: Date): string {
  if (!schedule) return '';
  const when = `A run begins by itself, the next one on ${scheduledMoment(schedule.timezone, next)}`;
  return schedule.maxReaders === undefined
    ? `${when}. It sends nothing, since schedule.maxReaders is not set.\n`
    : `${when}. It sends to a list of ${counted(schedule.maxReaders, 'reader')} at most.\n`;
}

function leavingAt({ settings: { server, newsletter } }: Config): string {
  if (server.url === undefined) return '';
  return newsletter.unsubscribeUrl?.startsWith(server.url)
    ? `Readers leave at ${newsletter.unsubscribeUrl}; see that a proxy passes that address on.\n`
    : `Letters name another way out than this server: ${newsletter.unsubscribeUrl}.\n`;
}

async function joiningAt(config: Config): Promise<string> {
  const { url } = config.settings.server;
  if (url === undefined) return '';
  const closure = await whyClosed(config);
  if (closure === undefined) return `Readers sign up at ${url}sign-up.\n`;
  const who = closure.isTrial ? 'Only addresses set apart for examples, such as reader@example.org,' : 'Nobody';
  return `${who} can sign up: ${closure.reason}\n`;
}

function webhooksAt(doors: Doors | undefined): string {
  if (!doors?.webhooks) return '';
  const addresses = providersIn(doors.webhooks.keys).map((provider) => `${doors.url}webhooks/${provider}`);
  return addresses.length > 0 ? `Mail providers tell of bounces at ${addresses.join(', ')}.\n` : '';
}

/** A warning of webhooks that are set up in vain: without an address of its own the server has none for providers. */
export function unreachableProviders(keys: WebhookKeys): Problem[] {
  const names = providersIn(keys).map((provider) => `TIDINGS_WEBHOOK_${provider.toUpperCase()}`);
  if (names.length === 0) return [];
  const message = `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} set, and no provider can reach this server`;
  const hint = 'Set server.url in tidings.yaml to the address, https, at which readers and providers reach it.';
  return [{ severity: 'warning', rule: 'webhooks', message, hint }];
}
