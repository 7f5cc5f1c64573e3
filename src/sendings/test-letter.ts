import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import { letterFileName } from '../model/letter-name.ts';
import { findIssue } from '../publish/issues/find-issue.ts';
import { fitIssue } from '../publish/letters/fit-issue.ts';
import { openSkeletons } from '../publish/output/skeletons.ts';
import { refuseLinkedState } from '../publish/output/state-files.ts';
import { openPictures } from '../publish/pictures/open.ts';
import { prepare } from '../publish/prepare.ts';
import { themeOf } from '../publish/themes/theme.ts';
import { writeAtomically } from '../system/files.ts';
import { meansOf, refuseWithoutServer, testLetterOf } from './compose-test.ts';
import { refuseToSend } from './refusal.ts';
import type { TestLetter, TestRequest } from './test-request.ts';

/**
 * Makes one letter for one address: as a subscriber gets it, but marked as a test, and in no ledger.
 * @param name The issue's slug, id or file.
 * @throws ProblemError if the address or the settings do not do for sending (exit code 2), or the letter cannot be made.
 */
export async function prepareTestLetter(name: string, recipient: string, request: TestRequest): Promise<TestLetter> {
  const { config } = request;
  const means = await meansOf(recipient, request);
  const prepared = await prepare(config, undefined, { show: name });
  const issue = findIssue(prepared, name);
  refuseWithoutServer(request);
  const look = {
    theme: await themeOf(config, issue.theme),
    skeletons: openSkeletons(config),
    pictures: await openPictures(config, prepared, 'send'),
  };
  return testLetterOf(prepared, await fitIssue(issue, prepared, look), means, request);
}

/**
 * Writes a test letter where no web server finds it, since it holds a person's address.
 * @returns The file, absolute.
 * @throws ProblemError if it cannot be written.
 */
export async function writeTestLetter(
  { slug, message }: TestLetter,
  { directory, display }: Pick<Config, 'directory' | 'display'>,
): Promise<string> {
  const file = join(directory, '.tidings', 'outbox', `${letterFileName(slug)}.eml`);
  await refuseLinkedState({ directory, display });
  await writeAtomically(file, message).catch((error: NodeJS.ErrnoException) =>
    refuseToSend(
      `${display(file)} cannot be written (${error.code})`,
      'Move away the file in its place, or make the folder writable.',
    ),
  );
  return file;
}
