import { z } from 'zod';
import { isWebAddress } from '../lib/uri.ts';
import type { ServerSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { webAddress } from './values.ts';

const keys = z.strictObject({
  url: refined(
    refined(
      webAddress,
      (value) => !isWebAddress(value) || value.startsWith('https:'),
      'must begin with https:',
      'Mail programs send the wish to leave over TLS only. A proxy in front of "tidings serve" speaks it.',
    ),
    (value) => !/[?#]/.test(value),
    'holds more than an address and a path',
    'Write it without what begins with ? or #: the addresses of letters go on behind it.',
  ).optional(),
  hsts: z.boolean().optional(),
});

/** The section `server` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const server = z.preprocess((section) => section ?? undefined, keys.optional());

export function serverWithDefaults(file: z.output<typeof keys> = {}): ServerSettings {
  const url = file.url === undefined ? undefined : new URL(file.url);
  if (url && !url.pathname.endsWith('/')) url.pathname += '/';
  return { ...(url && { url: url.href }), hsts: file.hsts ?? false };
}
