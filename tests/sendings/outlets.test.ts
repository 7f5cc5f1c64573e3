import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { smtpOutlets } from '../../src/sendings/outlets.ts';
import { folderOf } from '../folder.ts';

test.each([
  ['smtp.postmarkapp.com', 'X-PM-Metadata-letter'],
  ['smtp-broadcasts.postmarkapp.com', 'X-PM-Metadata-letter'],
  ['smtp.notpostmarkapp.com', undefined],
  ['postmarkapp.com.example.org', undefined],
  ['email-smtp.eu-central-1.amazonaws.com', undefined],
])('a letter by way of %s names itself in the field %s', async (host, letterHeader) => {
  const cwd = await folderOf({ 'tidings.yaml': 'title: T\nurl: https://example.org\n' });
  const config = await loadConfig('.', {}, { cwd, environment: { SMTP_HOST: host }, clock: () => new Date(0) });
  expect((await smtpOutlets(config)).map((outlet) => outlet.letterHeader)).toEqual([letterHeader]);
});
