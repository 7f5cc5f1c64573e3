import { isIP } from 'node:net';
import { z } from 'zod';
import { slugOf } from '../lib/slug.ts';
import { isWebAddress } from '../lib/uri.ts';
import type { ServerSettings } from '../model/publication.ts';
import { refined } from '../model/schema.ts';
import { lineSetting, webAddress } from './values.ts';

const origin = refined(
  lineSetting,
  (value) => URL.parse(value)?.origin === value.replace(/\/$/, '') && /^https?:/.test(value),
  'is not the origin of a site',
  'Write scheme and host alone, such as https://www.example.org.',
).transform((value) => value.replace(/\/$/, ''));

const network = refined(
  lineSetting,
  isNetwork,
  'is not an address or a network',
  'Write it such as 10.0.0.0/8, 192.0.2.1 or fd00::/8.',
);

const tag = refined(
  lineSetting,
  (value) => slugOf(value) === value,
  'is not a tag',
  'Write it as subscribers have it: small letters, digits and single hyphens. "label" is what readers see.',
);
const choice = z.union(
  [tag.transform((name) => ({ tag: name, label: name })), z.strictObject({ tag, label: lineSetting })],
  'must be a tag, or a group with "tag" and "label"',
);

const choices = z.array(choice, 'must be a list of tags, such as [sea, garden]').superRefine((list, context) => {
  for (const [index, { tag: name }] of list.entries()) {
    if (list.findIndex((other) => other.tag === name) === index) continue;
    const hint = 'Readers would see one choice twice. Take one of the two out.';
    context.addIssue({ code: 'custom', path: [index], message: `names the tag "${name}" once more`, params: { hint } });
  }
});

const hourly = z.int('must be a whole number').min(1, 'must be at least 1').max(1_000_000, 'is more than 1000000');

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
  hsts: z.boolean('must be true or false').optional(),
  origins: z.array(origin, 'must be a list of sites, such as [https://www.example.org]').optional(),
  trustProxy: z
    .union(
      [
        z.int().min(0, 'must be at least 0').max(10, 'is more than 10 proxies'),
        network.transform((one) => [one]),
        z.array(network).min(1, 'names nothing'),
      ],
      {
        error: 'must be how many proxies pass a request on, from 0 to 10, or a list of their networks',
      },
    )
    .optional(),
  keepIp: z.boolean('must be true or false').optional(),
  tags: choices.optional(),
  signUps: z
    .strictObject({ perHour: hourly.optional(), perDomain: hourly.optional(), perNetwork: hourly.optional() })
    .optional(),
});

/** The section `server` of `tidings.yaml`. One whose every line is commented out reads as null. */
export const server = z.preprocess((section) => section ?? undefined, keys.optional());

export function serverWithDefaults(file: z.output<typeof keys> = {}): ServerSettings {
  const url = file.url === undefined ? undefined : new URL(file.url);
  if (url && !url.pathname.endsWith('/')) url.pathname += '/';
  const { perHour = 500, perDomain = 100, perNetwork = 20 } = file.signUps ?? {};
  return {
    ...(url && { url: url.href }),
    hsts: file.hsts ?? false,
    origins: file.origins ?? [],
    ...(file.trustProxy !== undefined && { trustProxy: file.trustProxy }),
    keepIp: file.keepIp ?? false,
    tags: file.tags ?? [],
    signUps: { perHour, perDomain, perNetwork },
  };
}

function isNetwork(value: string): boolean {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128));
}
