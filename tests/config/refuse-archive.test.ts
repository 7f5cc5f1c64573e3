import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { folderOf } from '../folder.ts';

test.each([
  ['the export.xml', '<rss xmlns:wp="http://wordpress.org/export/1.2/"/>', "tidings import 'the export.xml'"],
  ['ghost.json', '{"db":[{"meta":{"exported_on":1}}]}', 'tidings import ghost.json'],
  ['substack.zip', 'PK', 'tidings import substack.zip'],
  ['old.xml', '<feed/>', 'tidings adopt old.xml'],
  ['readers.csv', 'email\n', 'tidings subscribers import readers.csv'],
])('%s named as an article is refused, and the command that reads it is named', async (name, text, command) => {
  const folder = await folderOf({ [name]: text });
  const context = { cwd: folder, environment: {}, clock: () => new Date(0) };
  await expect(loadConfig(join(folder, name), {}, context)).rejects.toMatchObject({
    exitCode: 2,
    problems: [
      {
        message: expect.stringContaining(`${name} is an`.slice(0, name.length + 5)),
        hint: expect.stringContaining(command),
      },
    ],
  });
});
