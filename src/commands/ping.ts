import { type ConfigFlags, loadConfig } from '../config/config.ts';
import { type Problem, ProblemError } from '../model/problem.ts';
import { type Ping, pingHub } from '../publish/websub.ts';
import { argumentFor } from './quoted.ts';
import type { Terminal } from './terminal.ts';

/** `tidings ping [path]`: notifies the hub that the deployed feeds have changed. */
export async function ping(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const { settings } = await loadConfig(path, flags, terminal.context);
  const { hub, paths } = settings.feeds;
  if (hub === undefined) {
    const hint = 'Add "hub: https://…" under "feeds:" in tidings.yaml, with the address of a WebSub hub.';
    const problem: Problem = { severity: 'error', rule: 'no-hub', message: 'there is no hub to tell', hint };
    throw new ProblemError([problem], { exitCode: 2, state: 'Nothing was sent.' });
  }
  const topics = Object.values(paths).map((feed) => new URL(feed, settings.url).href);
  const pings = await pingHub(hub, topics, { signal: terminal.signal });
  const problems = pings
    .filter(({ accepted }) => !accepted)
    .map(
      ({ topic, reply }): Problem => ({
        severity: 'warning',
        rule: 'hub',
        message: `${hub} did not take ${topic}: ${reply}`,
        hint: 'Whoever subscribed there will find the change at the next poll.',
      }),
    );
  terminal.warn(problems, 'The feeds themselves are untouched.');
  const again = `npx tidings ping${argumentFor(path)}`;
  const next =
    problems.length === 0
      ? 'Next: write the next article.'
      : `Next: check "feeds.hub" in tidings.yaml, and once the hub answers tell it again:\n  ${again}`;
  terminal.result(`${outcome(hub, pings)}\n${next}\n`, { hub, pings, problems });
  return 0;
}

function outcome(hub: string, pings: readonly Ping[]): string {
  const accepting = pings.filter(({ accepted }) => accepted).length;
  return accepting === 0
    ? `No reader gets word: ${hub} took none of ${pings.length} feeds.`
    : `Notified ${hub} of ${accepting} of ${pings.length} feeds.`;
}
