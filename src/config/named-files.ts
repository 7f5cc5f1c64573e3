import { dirname, relative } from 'node:path';
import type { SettingsFile } from '../settings/file.ts';
import { type Lookup, relayVariable } from './environment.ts';
import { webhookVariables } from './webhooks.ts';

/** Where publishable files lie: with articles and issues, in themes, and in the folders that the settings name. */
export function publishedIn(
  { articles = 'articles', static: folders = [] }: SettingsFile,
  found: { directory: string; target: string; single: boolean; isPublication: boolean },
): string[] {
  // A folder without settings is its own.
  const isWithin = found.single && found.target !== found.directory;
  const own = isWithin ? relative(found.directory, dirname(found.target)) : '';
  if (!found.isPublication) return [own];
  // A file in the publication's own folder lies among lists, keys and backups.
  return [articles, 'issues', 'themes', ...folders, ...(own === '' ? [] : [own])];
}

/** The pictures of the settings that are files. */
export function picturesIn({ image, icon, feeds }: SettingsFile) {
  const isPath = (value: string | undefined) => value !== undefined && !URL.canParse(value);
  const podcast = feeds ? feeds.podcast?.image : undefined;
  return {
    ...(isPath(image) && { image: image! }),
    ...(isPath(icon) && { icon: icon! }),
    ...(isPath(podcast) && { podcast: podcast! }),
  };
}

/** The files that hold a secret in place of its variable. */
export function secretFiles({ send }: SettingsFile, lookup: Lookup): string[] {
  const relays = [undefined, ...(send?.relays ?? []).map(({ name }) => name)];
  const passwords = relays.map((relay) => relayVariable('SMTP_PASSWORD_FILE', relay));
  const callers = webhookVariables.filter((variable) => variable.endsWith('_FILE'));
  const variables = [
    'TIDINGS_SECRET_FILE',
    'DATABASE_URL_FILE',
    'DATABASE_DIRECT_URL_FILE',
    'DKIM_PRIVATE_KEY_FILE',
    'IMAP_PASSWORD_FILE',
    ...passwords,
    ...callers,
  ];
  return variables.flatMap((variable) => lookup(variable)?.value ?? []);
}
