import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { refuseTrackedCommands } from '../../src/run/tracked-environment.ts';
import { folderOf } from '../folder.ts';
import { requires } from '../requires.ts';

const git = requires('git');
const settings = { send: { relays: [{ name: 'backup-2' }] } };

async function publication(env: string, { isKept = true, ignores = '' } = {}) {
  const directory = await folderOf({ '.env': env, '.gitignore': ignores });
  const steps = [['init', '-q'], ['add', '.gitignore'], ...(isKept ? [['add', '--force', '.env']] : [])];
  for (const step of steps) expect(spawnSync('git', ['-C', directory, ...step]).status).toBe(0);
  return { directory, settings, display: (file: string) => file.slice(directory.length + 1) };
}

test.skipIf(!git).each([
  ['TIDINGS_PUBLISH=./deploy.sh', 'TIDINGS_PUBLISH'],
  ['SMTP_TOKEN_COMMAND=./token.sh', 'SMTP_TOKEN_COMMAND'],
  ['IMAP_TOKEN_COMMAND=./token.sh', 'IMAP_TOKEN_COMMAND'],
  ['SMTP_BACKUP_2_TOKEN_COMMAND=./token.sh', 'SMTP_BACKUP_2_TOKEN_COMMAND'],
])('a run takes no command from an .env that git keeps: %s', async (line, name) => {
  for (const ignores of ['', '.env\n'])
    await expect(refuseTrackedCommands(await publication(`${line}\n`, { ignores }), {})).rejects.toMatchObject({
      exitCode: 2,
      problems: [
        {
          message: expect.stringContaining(`.env says what runs here (${name})`),
          hint: expect.stringContaining('git rm --cached .env'),
        },
      ],
    });
});

test.skipIf(!git)('a command of the environment runs, whatever an .env that git keeps says', async () => {
  const place = await publication('TIDINGS_PUBLISH=./hostile.sh\n');
  expect(await refuseTrackedCommands(place, { TIDINGS_PUBLISH: 'rsync' })).toMatchObject([{ severity: 'warning' }]);
});

test.skipIf(!git)('an .env with secrets alone that git keeps is warned of', async () => {
  expect(await refuseTrackedCommands(await publication('SMTP_PASSWORD=x\n'), {})).toMatchObject([
    { severity: 'warning', message: '.env holds secrets, and git keeps it' },
  ]);
});

test.skipIf(!git)('an .env that git does not keep, and one outside of git, is as it should be', async () => {
  const line = 'TIDINGS_PUBLISH=./deploy.sh\n';
  expect(await refuseTrackedCommands(await publication(line, { isKept: false }), {})).toEqual([]);
  const directory = await folderOf({ '.env': line });
  expect(await refuseTrackedCommands({ directory, settings, display: String }, {})).toEqual([]);
});
