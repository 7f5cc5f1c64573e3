import { type SettingsFile, settingsFile } from '../settings/file.ts';
import { type Lookup, relayVariable, smtpVariables, type ValueOrigin } from './environment.ts';
import { imapVariables } from './imap.ts';
import { dkimVariables, secretVariables } from './keys.ts';
import { databaseVariables } from './list-place.ts';
import { webhookVariables } from './webhooks.ts';

/** The keys of `tidings.yaml` that a flag or variable can replace. */
export const replaceable = ['title', 'url', 'language', 'timezone', 'noticePattern'] as const;

/** Where each setting of a run came from. */
export function originsOf(file: SettingsFile, lookup: Lookup): Record<string, ValueOrigin> {
  const origins: Record<string, ValueOrigin> = {};
  for (const key of Object.keys(settingsFile.shape) as (keyof SettingsFile)[]) {
    origins[key] = file[key] === undefined ? 'default' : 'tidings.yaml';
  }
  for (const name of [
    ...replaceable,
    'output',
    'now',
    'SOURCE_DATE_EPOCH',
    ...[undefined, ...(file.send?.relays ?? [])].flatMap((relay) =>
      smtpVariables.map((variable) => relayVariable(variable, relay?.name)),
    ),
    ...secretVariables,
    ...databaseVariables,
    ...dkimVariables,
    ...imapVariables,
    ...webhookVariables,
  ]) {
    const value = lookup(name);
    if (value) origins[name] = value.origin;
  }
  return origins;
}
