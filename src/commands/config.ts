import { type Config, type ConfigFlags, loadConfig, type SmtpSettings } from '../config/config.ts';
import { relayVariable } from '../config/environment.ts';
import type { WebhookKeys } from '../config/webhooks.ts';
import { missingForMail } from '../sign-ups/missing-for-mail.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings config [path]`: the effective settings and their origin; secrets are masked. */
export async function config(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  const relays = await config.relays();
  const imap = await config.imap();
  const rows = [
    ...rowsOf(config),
    ...(await databaseRows(config)),
    ...relays.flatMap(({ smtp, name }) =>
      serverRows(smtp, (part) => relayVariable(`SMTP_${part}`, name), config.origins),
    ),
    ...(imap ? serverRows(imap, (part) => `IMAP_${part}`, config.origins) : []),
    ...webhookRows(await config.webhooks(), config.origins),
  ];
  const width = Math.max(...rows.map(({ key }) => key.length));
  const text = rows.map(({ key, value, origin }) => `${key.padEnd(width)}  ${shown(value)}  (${origin})\n`).join('');
  const missing = missingForMail(config.settings, { hasAccount: imap !== undefined });
  terminal.warn(missing.map((one) => ({ severity: 'warning', ...one })));
  const next = config.single
    ? 'Next: write "build" in place of "config", with the same flags.'
    : `Next:\n  npx tidings check${argumentFor(path)}`;
  terminal.result(
    'config',
    `${text}${next}\n`,
    Object.fromEntries(rows.map(({ key, value, origin }) => [key, { value, origin }])),
  );
  return 0;
}

interface Row {
  readonly key: string;
  readonly value: unknown;
  readonly origin: string;
}

function rowsOf(config: Config): Row[] {
  const { newsletter, letters, syndicated, ...settings } = config.settings;
  const origin = (key: string) => config.origins[key] ?? 'default';
  const rows: Row[] = Object.entries({
    ...settings,
    feeds: syndicated && settings.feeds,
    articles: config.display(config.source),
    static: config.static,
    ...(config.sources.length > 0 && { sources: config.sources.map(({ place: _, ...source }) => source) }),
    noticePattern: config.noticePattern?.source ?? '',
    output: config.display(config.output),
  }).map(([key, value]) => ({ key, value, origin: origin(key) }));
  if (!letters) rows.push({ key: 'newsletter', value: false, origin: origin('newsletter') });
  for (const [key, value] of Object.entries(newsletter))
    rows.push({ key: `newsletter.${key}`, value, origin: origin('newsletter') });
  if (config.origins.now ?? config.origins.SOURCE_DATE_EPOCH)
    rows.push({
      key: 'now',
      value: config.now.toISOString(),
      origin: config.origins.now ?? origin('SOURCE_DATE_EPOCH'),
    });
  const secretOrigin = config.origins.TIDINGS_SECRET_FILE ?? config.origins.TIDINGS_SECRET;
  if (secretOrigin) rows.push({ key: 'TIDINGS_SECRET', value: '********', origin: secretOrigin });
  const keyOrigin = config.origins.DKIM_PRIVATE_KEY_FILE ?? config.origins.DKIM_PRIVATE_KEY;
  if (keyOrigin) rows.push({ key: 'DKIM_PRIVATE_KEY', value: '********', origin: keyOrigin });
  return rows;
}

/** The address without its password. */
async function databaseRows(config: Config): Promise<Row[]> {
  const { place, direct } = await config.list();
  return [
    ['DATABASE_URL', place],
    ['DATABASE_DIRECT_URL', direct ?? ''],
  ].flatMap(([key, address]) => {
    const origin = config.origins[`${key}_FILE`] ?? config.origins[key!];
    return origin ? [{ key: key!, value: withoutPassword(address!), origin }] : [];
  });
}

function withoutPassword(address: string): string {
  return address.replace(/(:\/\/[^:/?#]*):.*@/, '$1:********@').replace(/([?&]password=)[^&]*/, '$1********');
}

type Part = 'URL' | 'HOST' | 'PORT' | 'TLS' | 'USER' | 'PASSWORD' | 'PASSWORD_FILE';

/** How one server is reached, each part by the name of its variable. */
function serverRows(
  { host, port, tls, user, password }: SmtpSettings,
  named: (part: Part) => string,
  origins: Config['origins'],
): Row[] {
  const rowOf = (part: Part, value: unknown): Row => {
    const file = part === 'PASSWORD' ? origins[named('PASSWORD_FILE')] : undefined;
    return { key: named(part), value, origin: file ?? origins[named(part)] ?? origins[named('URL')] ?? 'default' };
  };
  return [
    rowOf('HOST', host),
    rowOf('PORT', port),
    rowOf('TLS', tls),
    ...(user ? [rowOf('USER', user)] : []),
    ...(password ? [rowOf('PASSWORD', '********')] : []),
  ];
}

/** The topics are no secret; the others prove who calls. */
function webhookRows({ ses, ...secrets }: WebhookKeys, origins: Config['origins']): Row[] {
  const rowOf = (provider: string, value: unknown): Row => {
    const key = `TIDINGS_WEBHOOK_${provider.toUpperCase()}`;
    return { key, value, origin: origins[`${key}_FILE`] ?? origins[key] ?? 'default' };
  };
  return [
    ...(ses ? [rowOf('ses', ses.join(', '))] : []),
    ...Object.keys(secrets).map((provider) => rowOf(provider, '********')),
  ];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
