import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import type { Config } from '../../config/config.ts';
import { grouped } from '../../lib/count-words.ts';
import { ProblemError } from '../../model/problem.ts';
import { createAtomically, holds } from '../../system/files.ts';
import { isInside, realPathOf } from '../../system/inside.ts';
import { describeImage } from '../../system/media.ts';
import { unwritable } from '../unwritable.ts';

/** A picture that lies in the publication, or may. */
export interface SavedLogo {
  /** From the folder of the publication, with `/`: as `newsletter.style.logo` names it. */
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

/** In bytes. A logo of a letter is loaded by each of its readers. */
export const largestLogo = 2_000_000;

type LogoConfig = Pick<Config, 'directory' | 'settings' | 'static' | 'display'>;
type LogoMode = 'light' | 'dark';

/**
 * Saves a picture into the folder `art` of the publication, or, where another program makes the site, into the first
 * folder that it serves. A file of the same name is never overwritten: another name is found, or the file that holds the
 * same bytes.
 * @returns also whether a file was written for it.
 * @throws ProblemError if it is too large or no picture that mail programs show; its bytes say so, not its name.
 */
export async function saveLogo(
  config: LogoConfig,
  bytes: Uint8Array,
  mode: LogoMode,
): Promise<SavedLogo & { readonly isNew: boolean }> {
  const { width, height, files } = await placesOf(config, bytes, mode);
  for (const { file, path } of files) {
    const isNew = await createAtomically(file, bytes).catch((error) => {
      throw unwritable(config.display(file), error, { rule: 'logo' });
    });
    if (isNew || holds(file, bytes)) return { path, width, height, isNew };
  }
  throw new Error('there is always another name');
}

/**
 * The name that a picture would be saved by; nothing is written.
 * @param isTaken Of names that others wait for.
 * @throws ProblemError as `saveLogo` does.
 */
export async function nameLogo(
  config: LogoConfig,
  bytes: Uint8Array,
  mode: LogoMode,
  isTaken: (path: string) => boolean,
): Promise<SavedLogo> {
  const { width, height, files } = await placesOf(config, bytes, mode);
  for (const { file, path } of files)
    if (holds(file, bytes) || (!existsSync(file) && !isTaken(path))) return { path, width, height };
  throw new Error('there is always another name');
}

async function placesOf(config: LogoConfig, bytes: Uint8Array, mode: LogoMode) {
  const { ending, width, height } = await logoOf(bytes);
  const root = await realpath(config.directory);
  const folder = (config.settings.site ? undefined : config.static[0]) ?? 'art';
  const place = await realPathOf(resolve(root, folder));
  if (!isInside(root, place))
    throw refusal(`the folder ${folder} leads out of the publication`, `Make ${folder} a folder of its own.`);
  return { width, height, files: filesFor(root, join(place, mode === 'light' ? 'logo' : 'logo-dark'), ending) };
}

function* filesFor(root: string, stem: string, ending: string) {
  for (let count = 1; ; count += 1) {
    const file = `${stem}${count === 1 ? '' : `-${count}`}.${ending}`;
    yield { file, path: relative(root, file).replaceAll(sep, '/') };
  }
}

async function logoOf(bytes: Uint8Array) {
  if (bytes.length === 0) throw refusal('the file is empty', 'Choose a PNG, JPEG or GIF file.');
  if (bytes.length > largestLogo) {
    const message = `the file has ${grouped(bytes.length)} bytes, and a logo may have ${grouped(largestLogo)}`;
    throw refusal(message, 'Every reader loads it: save it smaller, 480 pixels wide or less.');
  }
  const { fileTypeFromBuffer } = await import('file-type');
  const [found, image] = await Promise.all([fileTypeFromBuffer(bytes), describeImage(bytes)]);
  if (image?.type === 'image/svg+xml' || isDrawing(bytes)) throw refusal('this is an SVG drawing', svg);
  const ending = endings[found?.mime ?? ''];
  const { width, height } = image ?? {};
  if (ending === undefined || image?.type !== found?.mime || width === undefined || height === undefined)
    throw refusal(
      found ? `this is a file of the type ${found.mime}` : 'this is no picture',
      'Every mail program shows PNG, JPEG and GIF. Save it as one of these; another name alone changes nothing.',
    );
  return { ending, width, height };
}

const endings: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/gif': 'gif' };

/** Also one that says no size. */
function isDrawing(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 4096)).toString('utf8');
  return /^\uFEFF?\s*(?:<[?!][^>]*>\s*)*<svg[\s/>]/i.test(start);
}

const svg =
  'Gmail, Outlook and others show no SVG, and a drawing may hold scripts. Export it as a PNG, twice as wide as it is shown.';

function refusal(message: string, hint: string): ProblemError {
  return new ProblemError([{ severity: 'error', rule: 'logo', message, hint }], { exitCode: 2 });
}
