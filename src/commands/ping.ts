import { type ConfigFlags, loadConfig } from '../config.ts';
import { type Problem, ProblemError } from '../problem.ts';
import { pingHub } from '../publish/websub.ts';
import type { Terminal } from './terminal.ts';

/** `tidings ping [path]`: tells the hub that the feeds, which are deployed by now, have changed. */
export async function ping(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const { settings } = await loadConfig(path, flags, terminal.surroundings);
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
        hint: 'Readers will find the change at their next poll. Run "tidings ping" again once the hub answers.',
      }),
    );
  terminal.warn(problems, 'The feeds themselves are untouched.');
  const accepted = pings.length - problems.length;
  terminal.result(`Told ${hub} of ${accepted} of ${pings.length} feeds.\nNext: write the next article.\n`, {
    hub,
    pings,
    problems,
  });
  return 0;
}
