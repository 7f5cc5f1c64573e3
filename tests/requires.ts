import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The system programs that tests may use: the Debian package of each, and where it must lie if the PATH may not say. */
export const programs = {
  chromium: { package: 'chromium' },
  git: { package: 'git' },
  newsboat: { package: 'newsboat' },
  r2e: { package: 'rss2email' },
  sfeed: { package: 'sfeed' },
  xmllint: { package: 'libxml2-utils' },
  spamassassin: { package: 'spamassassin' },
  'smtp-sink': { package: 'postfix' },
  postfix: { package: 'postfix' },
  dovecot: { package: 'dovecot-imapd' },
  'dovecot-lmtp': { package: 'dovecot-lmtpd', path: '/usr/lib/dovecot/lmtp' },
  opendkim: { package: 'opendkim' },
  'systemd-analyze': { package: 'systemd' },
  nginx: { package: 'nginx-light' },
  caddy: { package: 'caddy' },
  'dpkg-deb': { package: 'dpkg' },
  groff: { package: 'groff-base' },
  tmux: { package: 'tmux' },
  // Debian keeps its programs below the version, where no PATH leads.
  postgres: { package: 'postgresql', path: newestPostgres(), proof: ['--version'] },
  pg_dump: { package: 'postgresql-client' },
  pgbouncer: { package: 'pgbouncer' },
  unshare: { package: 'util-linux', proof: ['--mount', '--map-root-user', 'true'] },
  // Debian's own python3: another one that comes first on the PATH does not see Debian's modules.
  feedparser: { package: 'python3-feedparser', path: '/usr/bin/python3', proof: ['-c', 'import feedparser'] },
  dkim: { package: 'python3-dkim', path: '/usr/bin/python3', proof: ['-c', 'import dkim, nacl'] },
} as const satisfies Record<string, Program>;

interface Program {
  readonly package: string;
  readonly path?: string;
  /** Arguments with which the program ends in 0 only if all it needs is there. */
  readonly proof?: readonly string[];
}

/**
 * The path of a system program that a test needs, or undefined if this machine lacks it; `feedparser` and `dkim`
 * give the python3 that can import them. On a person's machine the reason is printed and the test skips itself; where
 * `CI` is set nothing may be skipped, so this throws and the test file fails.
 *
 *     const newsboat = requires('newsboat');
 *     describe.skipIf(!newsboat)('newsboat', () => { … spawnSync(newsboat!, …) … });
 */
export function requires(name: keyof typeof programs): string | undefined {
  const program: Program = programs[name];
  const path = program.path ?? findOnPath(name, process.env.PATH);
  if (path && existsSync(path) && (!program.proof || spawnSync(path, program.proof).status === 0)) return path;
  const reason = `${name} is missing: install the Debian package ${program.package}`;
  if (process.env.CI)
    throw new Error(`${reason}. With CI set no test may be skipped; .ci/run installs what is needed.`);
  process.stderr.write(`Tests are skipped: ${reason}.\n`);
  return undefined;
}

/** Debian keeps daemons such as smtp-sink where a person's PATH does not reach. */
function findOnPath(name: string, path = ''): string | undefined {
  const folders = [...path.split(delimiter).filter(Boolean), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file));
}

function newestPostgres(): string {
  const found = globSync('/usr/lib/postgresql/*/bin/postgres');
  return found.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1) ?? '/usr/lib/postgresql';
}
