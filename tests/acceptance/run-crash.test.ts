import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { folderOf } from '../folder.ts';
import { startScript } from '../send/servers.ts';
import { names, readersOf, scheduled } from './scheduled.ts';

/** Kills the process like a power cut: just after the journal has a certain line, or just before it gets it. */
const killer = `import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { KILL_STEP, KILL_OUTCOME } = process.env;
const append = promises.appendFile;
promises.appendFile = async (file, text, ...more) => {
  const isMeant = String(file).endsWith('runs.jsonl') && text.includes('"step":"' + KILL_STEP + '"');
  const isBegun = text.includes('"outcome":"begun"');
  if (isMeant && !isBegun && KILL_OUTCOME === 'ended') process.kill(process.pid, 'SIGKILL');
  await append(file, text, ...more);
  if (isMeant && isBegun && KILL_OUTCOME === 'begun') process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();
`;

const line = `#!/bin/sh
export TIDINGS_PUBLISH='rsync'
exec npx tidings run --max-readers 500
`;

describe('a run that is killed at each of its steps is completed by the next one, and each reader gets one letter', () => {
  test.each([
    ['fetch', 'begun'],
    ['inbox', 'begun'],
    ['digest', 'begun'],
    ['digest', 'ended'],
    ['build', 'begun'],
    ['build', 'ended'],
    ['check', 'begun'],
    ['publish', 'begun'],
    ['publish', 'ended'],
    ['ping', 'begun'],
    ['ping', 'ended'],
    ['send', 'begun'],
    ['send', 'ended'],
  ])('%s, once the step has %s', async (step, outcome) => {
    const { messages, port } = await startScript({});
    const { folder, pings, run, start } = await scheduled(port, line);
    const preload = pathToFileURL(join(await folderOf({ 'killer.mjs': killer }), 'killer.mjs')).href;
    const environment = { NODE_OPTIONS: `--import=${preload}`, KILL_STEP: step, KILL_OUTCOME: outcome };
    const [, signal] = await once(start('exec ./publish.sh', environment), 'close');
    expect(signal).toBe('SIGKILL');
    const next = await run();
    expect(next).toMatchObject({ code: 0, stderr: expect.stringContaining(`was cut off at "${step}"`) });
    expect(readersOf(messages)).toEqual(names);
    expect(existsSync(join(folder, 'www/issues/2026-11-23-digest/index.html'))).toBe(true);
    // The hub hears of the newest output: once more where nobody knows whether it was told.
    expect(pings.length).toBe(step === 'ping' && outcome === 'ended' ? 6 : 3);
    expect(await run()).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(readersOf(messages)).toEqual(names);
  });
});
