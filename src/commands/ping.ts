import { type ConfigFlags, loadConfig } from '../config/config.ts';
import type { Problem } from '../model/problem.ts';
import { recordPinged } from '../publish/lock/record-pinged.ts';
import { type Ping, pingHub } from '../publish/websub.ts';
import { argumentFor } from './quoted.ts';
import { type Terminal, waiting } from './terminal.ts';

/** `tidings ping [path]`: notifies the hub that the deployed feeds have changed. */
export async function ping(terminal: Terminal, path: string, flags: ConfigFlags): Promise<number> {
  const config = await loadConfig(path, flags, terminal.context);
  const { settings } = config;
  const { hub, paths } = settings.feeds;
  if (hub === undefined) {
    terminal.result('ping', `${noHub}\nNext: write the next article.\n`, { pings: [], problems: [] });
    return 0;
  }
  const topics = Object.values(paths).map((feed) => new URL(feed, settings.url).href);
  const pings = await pingHub(hub, topics, { signal: terminal.signal });
  if (pings.some(({ accepted }) => accepted)) await recordPinged(config, waiting(terminal));
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
  terminal.result('ping', `${outcome(hub, pings)}\n${next}\n`, { hub, pings, problems });
  return 0;
}

/** A schedule goes on after this: no hub is no fault. */
const noHub =
  'Nothing to do: "feeds.hub" names no WebSub hub in tidings.yaml, so feed readers find the change when they look next.';

function outcome(hub: string, pings: readonly Ping[]): string {
  const accepting = pings.filter(({ accepted }) => accepted).length;
  return accepting === 0
    ? `No reader gets word: ${hub} took none of ${pings.length} feeds.`
    : `Notified ${hub} of ${accepting} of ${pings.length} feeds.`;
}
