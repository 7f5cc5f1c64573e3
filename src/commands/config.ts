import { type Config, type ConfigFlags, loadConfig, type Relay } from '../config.ts';
import { relayVariable } from '../environment.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings config [path]`: what holds and where it comes from; secrets are masked. */
export async function config(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.surroundings);
  const relays = await config.relays();
  const rows = [...rowsOf(config), ...relays.flatMap((relay) => relayRows(relay, config.origins))];
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
  return rows;
}

/** How one server is reached. */
function relayRows({ smtp, name }: Relay, origins: Config['origins']): Row[] {
  const rowOf = (variable: Parameters<typeof relayVariable>[0], value: unknown): Row => {
    const url = origins[relayVariable('SMTP_URL', name)];
    const file = variable === 'SMTP_PASSWORD' ? origins[relayVariable('SMTP_PASSWORD_FILE', name)] : undefined;
    const key = relayVariable(variable, name);
    return { key, value, origin: file ?? origins[key] ?? url ?? 'default' };
  };
  const { host, port, tls, user, password } = smtp;
  return [
    rowOf('SMTP_HOST', host),
    rowOf('SMTP_PORT', port),
    rowOf('SMTP_TLS', tls),
    ...(user ? [rowOf('SMTP_USER', user)] : []),
    ...(password ? [rowOf('SMTP_PASSWORD', '********')] : []),
  ];
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
