import { type Config, type ConfigFlags, loadConfig } from '../config.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings config [path]`: what holds and where it comes from; secrets are masked. */
export async function config(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.surroundings);
  const rows = rowsOf(config);
  const width = Math.max(...rows.map(({ key }) => key.length));
  const text = rows.map(({ key, value, origin }) => `${key.padEnd(width)}  ${shown(value)}  (${origin})\n`).join('');
  const next = config.single
    ? 'Next: write "build" in place of "config", with the same flags.'
    : `Next:\n  npx tidings check${argumentFor(path)}`;
  terminal.result(
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
  const { newsletter, ...settings } = config.settings;
  const origin = (key: string) => config.origins[key] ?? 'default';
  const rows: Row[] = Object.entries({
    ...settings,
    articles: config.display(config.source),
    noticePattern: config.noticePattern?.source ?? '',
    output: config.display(config.output),
  }).map(([key, value]) => ({ key, value, origin: origin(key) }));
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
  if (!config.smtp) return rows;
  const smtpOrigin = (variable: string) => config.origins[variable] ?? config.origins.SMTP_URL ?? 'default';
  const passwordOrigin = config.origins.SMTP_PASSWORD_FILE ?? smtpOrigin('SMTP_PASSWORD');
  const { host, port, tls, user, password } = config.smtp;
  rows.push({ key: 'SMTP_HOST', value: host, origin: smtpOrigin('SMTP_HOST') });
  rows.push({ key: 'SMTP_PORT', value: port, origin: smtpOrigin('SMTP_PORT') });
  rows.push({ key: 'SMTP_TLS', value: tls, origin: smtpOrigin('SMTP_TLS') });
  if (user) rows.push({ key: 'SMTP_USER', value: user, origin: smtpOrigin('SMTP_USER') });
  if (password) rows.push({ key: 'SMTP_PASSWORD', value: '********', origin: passwordOrigin });
  return rows;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
