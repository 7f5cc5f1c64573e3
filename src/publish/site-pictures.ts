import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { LocalFile } from '../model/article.ts';
import { ownPath } from '../model/page-path.ts';
import type { Problem } from '../model/problem.ts';
import { privateContent } from '../read/private-content.ts';
import { pathInside } from '../system/inside.ts';
import { describeMedia } from '../system/media.ts';

type Place = Pick<Config, 'directory' | 'static' | 'pictures' | 'settings' | 'at' | 'secrets'>;

/**
 * The files of the publication that `image`, `icon` and the podcast's `image` name by a path below `url`: they are copied to where feeds and
 * pages say that they are. A missing one is a warning, since something else may serve it.
 */
export async function sitePictures(config: Place): Promise<{ files: LocalFile[]; problems: Problem[] }> {
  // The site has them already.
  if (!config.settings.site) return { files: [], problems: [] };
  const found = new Map<string, LocalFile>();
  const problems: Problem[] = [];
  for (const key of ['image', 'icon', 'podcast'] as const) {
    const path = pathOf(config, key);
    if (path === undefined) continue;
    const picture = await pictureAt(path, key, config);
    if ('source' in picture) found.set(path, picture);
    else problems.push(picture);
  }
  return { files: [...found.values()], problems };
}

/** Its path below `url`; undefined for an address elsewhere. */
function pathOf({ pictures, settings }: Place, key: keyof Place['pictures']): string | undefined {
  const address = key === 'podcast' ? settings.feeds.podcast?.image : settings[key];
  if (pictures[key] === undefined || !address?.startsWith(settings.url)) return undefined;
  return ownPath(address.replace(/[?#].*$/s, ''), settings);
}

async function pictureAt(path: string, key: keyof Place['pictures'], config: Place): Promise<LocalFile | Problem> {
  const { directory, at } = config;
  const setting = key === 'podcast' ? ['feeds', 'podcast', 'image'] : [key];
  const problem = (severity: Problem['severity'], message: string, hint: string): Problem => ({
    severity,
    rule: 'site-picture',
    message,
    hint,
    ...at(setting),
  });
  const root = await realpath(directory);
  const places = ['', ...config.static].map((folder) => pathInside(root, join(root, folder, path)));
  const looked = await Promise.all(places);
  const found = looked.find((one) => 'path' in one) ?? looked[0]!;
  if ('fault' in found && found.fault === 'missing')
    return problem(
      'warning',
      `there is no file ${path}, which "${setting.join('.')}" names, so the output lacks it`,
      'Put the picture there. If something else serves it, write its whole address, such as https://example.org/logo.png.',
    );
  if ('fault' in found) return problem('error', `${path} is ${found.fault}`, 'Put the picture into the publication.');
  const media = await describeMedia(found.path).catch(() => undefined);
  // An SVG may have no size of its own; anything else without one has but the ending of a picture.
  const isPicture = media?.type === 'image/svg+xml' || media?.width !== undefined;
  if (!isPicture || (await privateContent(found.path, await config.secrets())) !== undefined)
    return problem('error', `${path} is no picture`, 'Name a PNG, JPEG, GIF, WebP, AVIF or SVG file.');
  return { path, source: found.path };
}
