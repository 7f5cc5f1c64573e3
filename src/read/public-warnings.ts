import { readable } from '../lib/uri.ts';
import type { Problem } from '../model/problem.ts';
import type { Media } from '../system/media.ts';

/** A file that becomes public by the name that an article gives it. */
interface NamedFile {
  readonly value: string;
  readonly media: Media;
  /** The article's own file, absolute. */
  readonly file: string;
}

/** The warnings of a file that becomes public, which its author may not have meant. */
export async function warningsOf(
  source: string,
  { value, media, file }: NamedFile,
  lookup: {
    isDisarmed(path: string): Promise<boolean>;
    isForOwnerAlone(path: string): Promise<boolean>;
  },
): Promise<Problem[]> {
  const name = readable(value);
  const found: Problem[] = [];
  const warn = (rule: string, message: string, hint: string) =>
    found.push({ severity: 'warning', rule, message, hint });
  if (/^(text\/html|application\/xhtml\+xml)$/.test(media.type))
    warn(
      'html-file',
      `${name} is a page of its own, whose scripts run at the address of your site`,
      'Publish only a page that you trust, or put it on another host. "_headers" locks it in where a host reads that file.',
    );
  if (await lookup.isDisarmed(source))
    warn(
      'svg-script',
      `${name} holds scripts, or what else could run at the address of your site; the published file is without them`,
      'Take them out of the drawing. One that needs them belongs on a page of another host.',
    );
  // A umask of 077 gives that mode to every file, the article among them.
  if ((await lookup.isForOwnerAlone(source)) && !(await lookup.isForOwnerAlone(file)))
    warn(
      'file-mode',
      `${name} becomes public, though only its owner may read the file`,
      'Take it out of the article if it is private; else let others read it: chmod a+r.',
    );
  return found;
}
