import type { Command } from 'commander';

interface HelpText {
  /** Without "npx tidings". */
  readonly examples: readonly string[];
  readonly variables?: readonly string[];
  /** Where they say more than 0, 1, 2 and 130. */
  readonly codes?: string;
}

const smtp =
  'SMTP_URL, or SMTP_HOST, SMTP_PORT, SMTP_USER, SMTP_PASSWORD, SMTP_PASSWORD_FILE, SMTP_TOKEN_COMMAND, SMTP_TLS';
const secret = 'TIDINGS_SECRET, TIDINGS_SECRET_FILE; DATABASE_URL, DATABASE_URL_FILE';
const direct = 'DATABASE_DIRECT_URL, DATABASE_DIRECT_URL_FILE';
const dkim = 'DKIM_PRIVATE_KEY, DKIM_PRIVATE_KEY_FILE';
const imap =
  'IMAP_URL, or IMAP_HOST, IMAP_PORT, IMAP_USER, IMAP_PASSWORD, IMAP_PASSWORD_FILE, IMAP_TOKEN_COMMAND, IMAP_TLS';
const webhooks =
  'TIDINGS_WEBHOOK_SES; TIDINGS_WEBHOOK_POSTMARK, TIDINGS_WEBHOOK_MAILGUN, TIDINGS_WEBHOOK_HMAC, each also with _FILE';
const settings = 'TIDINGS_TITLE, TIDINGS_URL and so on, one for each flag of a setting';

/** Examples and variables by the names of commands. */
export const helpTexts: Readonly<Record<string, HelpText>> = {
  init: { examples: ['init my-letter', 'init my-letter --deploy'] },
  new: { examples: ['new The first frost', 'new "The first frost" --publication my-letter'] },
  import: {
    examples: [
      'import wordpress.xml',
      'import wordpress.xml --apply',
      'import substack.zip --from https://example.substack.com --apply',
    ],
  },
  build: {
    examples: [
      'build',
      'build my-letter --watch',
      'build --fetch',
      'build first-frost.txt --title "My Letter" --url https://example.org',
      'build notes --title "My Letter" --url https://example.org --output site',
    ],
    variables: [settings],
  },
  studio: {
    examples: ['studio', 'studio my-letter --port 8000', 'studio --no-open --editor vscode'],
    variables: [settings, 'TIDINGS_EDITOR'],
  },
  fetch: { examples: ['fetch', 'fetch my-letter --accept Garden'], variables: [settings] },
  check: { examples: ['check', 'check --feeds', 'check --issue first-letter --links'], variables: [settings] },
  digest: { examples: ['digest', 'digest --since 2026-11-01 --tag news'], variables: [settings] },
  serve: {
    examples: ['serve', 'serve --run', 'serve my-letter --port 8000 --metrics-port 9464'],
    variables: [settings, secret, webhooks],
  },
  worker: { examples: ['worker', 'worker my-letter --connections 20'], variables: [smtp, secret, direct, dkim] },
  ping: { examples: ['ping'] },
  run: { examples: ['run', 'run my-letter --max-readers 500'], variables: [settings, 'TIDINGS_PUBLISH'] },
  rehearse: { examples: ['rehearse first-letter', 'rehearse first-letter --readers 5000'] },
  send: {
    examples: [
      'send first-letter --to you@example.org',
      'send first-letter --dry-run',
      'send first-letter',
      'send first-letter --confirm 120 --tag members',
      'send first-letter --only failed',
      'send first-letter --to-workers',
      'send first-letter --pause',
    ],
    variables: [smtp, secret, dkim],
    codes:
      '0 sent to all, 1 a problem of the letter or the server, 2 wrong usage or setting, 3 sent to some, 130 stopped',
  },
  status: { examples: ['status', 'status first-letter --only failed'], variables: [secret] },
  who: {
    examples: ['who first-letter ada@example.org'],
    variables: [secret],
    codes: '0 there was a letter, 1 there was none, 2 wrong usage or setting',
  },
  report: { examples: ['report first-letter --output report.html'], variables: [secret] },
  subscribers: { examples: ['subscribers', 'help subscribers import'], variables: [secret] },
  'subscribers add': {
    examples: ['subscribers add "Ada <ada@example.org>" --consent "asked me at the fair" --tag members'],
    variables: [secret],
  },
  'subscribers import': {
    examples: [
      'subscribers import people.csv --consent "sign-up sheet, autumn fair"',
      'subscribers import people.csv --consent "sign-up sheet, autumn fair" --apply',
    ],
    variables: [secret],
  },
  'subscribers list': { examples: ['subscribers list --status active --tag members'], variables: [secret] },
  'subscribers show': { examples: ['subscribers show ada@example.org'], variables: [secret] },
  'subscribers tag': { examples: ['subscribers tag ada@example.org --add members'], variables: [secret] },
  'subscribers remove': { examples: ['subscribers remove ada@example.org'], variables: [secret] },
  'subscribers restore': {
    examples: ['subscribers restore --bounced-since 2026-11-23 --confirm 12'],
    variables: [secret],
  },
  'subscribers forget': { examples: ['subscribers forget ada@example.org --confirm 1'], variables: [secret] },
  'subscribers export': { examples: ['subscribers export people.csv --status active'], variables: [secret] },
  'subscribers migrate': {
    examples: ['subscribers migrate --to postgres', 'subscribers migrate --to sqlite'],
    variables: [secret],
  },
  unsubscribe: {
    examples: ['unsubscribe https://example.org/unsubscribe/AbCdEf'],
    variables: [secret],
  },
  backup: { examples: ['backup ../list-2026-11-30.db'], variables: [secret] },
  inbox: { examples: ['inbox', 'inbox ~/Maildir --dry-run', 'inbox --show'], variables: [imap, secret] },
  adopt: { examples: ['adopt https://example.org/feed.xml', 'adopt old/atom.xml old/rss.xml --apply'] },
  doctor: {
    examples: ['doctor', 'doctor --selector mail2026'],
    variables: [smtp, dkim, 'DATABASE_URL, DATABASE_URL_FILE'],
    codes: '0 all is well, 1 something has to be mended, 2 wrong usage or setting',
  },
  theme: { examples: ['theme list', 'theme copy plain mine', 'theme try mine'] },
  'theme copy': { examples: ['theme copy plain mine'] },
  'theme try': { examples: ['theme try mine', 'theme try mine --output ../letters'] },
  'theme list': { examples: ['theme list'] },
  config: { examples: ['config', 'config my-letter --json'], variables: [settings] },
  completion: { examples: ['completion bash', 'completion zsh', 'completion fish'] },
};

/** Adds examples, variables and exit codes to the help of a command and of those below it. */
export function addHelpTexts(command: Command, path = ''): void {
  for (const one of command.commands) {
    const name = `${path}${one.name()}`;
    const text = helpTexts[name];
    if (text) one.addHelpText('after', textOf(text));
    addHelpTexts(one, `${name} `);
  }
}

function textOf({ examples, variables, codes }: HelpText): string {
  return [
    '',
    'Examples:',
    ...examples.map((example) => `  npx tidings ${example}`),
    ...(variables ? ['', 'Variables, of the environment or of .env:', ...variables.map((line) => `  ${line}`)] : []),
    '',
    'Exit codes:',
    `  ${codes ?? '0 done, 1 a problem in the content, 2 wrong usage or setting, 130 interrupted'}`,
  ].join('\n');
}
