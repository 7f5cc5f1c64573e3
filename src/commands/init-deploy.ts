import { loadConfig } from '../config/config.ts';
import { deployFolder, servedHost, writeDeployment } from '../init/deploy.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { argumentFor } from './quoted.ts';
import { runningCommand } from './running-command.ts';
import type { Terminal } from './terminal.ts';
import { version } from './version.ts';

/** `tidings init --deploy [dir]`: files by which systemd, Caddy, nginx or a container run the server of a publication. */
export async function initDeploy(terminal: Terminal, directory: string): Promise<number> {
  const config = await loadConfig(directory, {}, terminal.context);
  if (config.single) throw refusal(directory);
  const program = { command: runningCommand(), version: version() };
  const { written, kept } = await writeDeployment(config, program);
  const { server } = config.settings;
  const problems = server.url === undefined ? [withoutAddress(servedHost(config.settings))] : [];
  terminal.warn(problems, 'The files were written nevertheless.');
  const host = servedHost(config.settings);
  const proxies =
    server.trustProxy === undefined
      ? [
          'Next: put this under "server" of tidings.yaml, so that sign-ups are counted by visitor and not by proxy:',
          '  trustProxy: 1',
        ]
      : [];
  const lines = [
    ...(written.length > 0 ? [`Wrote, for ${host}:`, ...written.map(described)] : []),
    ...(kept.length > 0 ? [`Already there and left as they were: ${kept.join(', ')}.`] : []),
    ...proxies,
    `${proxies.length > 0 ? 'Then' : 'Next:'} read those that you want to use: the head of each says how. Try the server first:`,
    `  npx tidings serve${argumentFor(directory)}`,
    '',
  ];
  terminal.result('init', lines.join('\n'), {
    ...{ directory, written, kept, examples: [] },
    ...(problems.length > 0 && { problems }),
  });
  return 0;
}

const purposes: Readonly<Record<string, string>> = {
  Caddyfile: 'for Caddy, which speaks TLS',
  'nginx.conf': 'for nginx, which does, too',
  'tidings.service': 'for systemd, which keeps the server running',
  Containerfile: 'for Podman or Docker, which run it in a container',
  'tidings-run.service': 'for systemd: one run of all that is due',
  'tidings-run.timer': 'which begins it at the times of "schedule"',
  'tidings-worker.service': 'for systemd: a worker that sends, where the list is in PostgreSQL',
  crontab: 'the same as a line for cron',
  'publish.yml': 'for GitHub Actions, which publishes each push',
};

function described(path: string): string {
  return `  ${path.padEnd(32)}  ${purposes[path.slice(deployFolder.length + 1)] ?? ''}`.trimEnd();
}

function withoutAddress(host: string): Problem {
  return {
    severity: 'warning',
    rule: 'init',
    message: `server.url is not set, so the files are for ${host}, where "url" says that the site is`,
    hint: 'Set server.url, remove the folder deploy, and run this again, if readers are to sign up and leave by the server.',
  };
}

function refusal(directory: string): ProblemError {
  const problem: Problem = {
    severity: 'error',
    rule: 'init',
    message: `${directory === '.' ? 'this folder' : directory} is no publication folder`,
    hint: `Begin one first: npx tidings init${argumentFor(directory)}`,
  };
  return new ProblemError([problem], { exitCode: 2, state: 'Nothing was written.' });
}
